"""Filters that templates load by the name of the house."""
