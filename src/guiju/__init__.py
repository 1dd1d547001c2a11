"""Guiju 规矩: the text of a rule becomes a procedure that runs, and proves what happened."""

__version__ = "0.1.0"
