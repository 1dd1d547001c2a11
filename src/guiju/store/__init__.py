"""The only database tables, and the one writer."""
