"""Types of Spain."""
