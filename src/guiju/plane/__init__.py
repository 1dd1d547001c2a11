"""Looks at data sets where they lie. No Django."""
