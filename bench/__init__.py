"""Measurements, run by `make bench`: acts, dates and start-up, each as a ratio to something else in the same run."""
