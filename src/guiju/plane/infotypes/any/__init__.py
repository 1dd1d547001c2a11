"""Types that are the same everywhere."""
