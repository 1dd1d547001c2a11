"""Finds, reads, dates, inherits and checks rulebooks, and runs their cases."""
