"""The same scan where the data lies: the plan as SQL, for PostgreSQL and for Spark; only counts come back."""
