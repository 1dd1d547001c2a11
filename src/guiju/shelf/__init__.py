"""Finds, reads, dates, inherits, checks and caches rulebooks. It knows files; it knows neither database nor Django."""
