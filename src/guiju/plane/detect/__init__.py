"""Finds out what a table's columns hold: words of headers, shapes, checks, and what stands inside text."""
