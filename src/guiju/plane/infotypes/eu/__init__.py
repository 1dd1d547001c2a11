"""Types of the European Union."""
