"""Types of Korea."""
