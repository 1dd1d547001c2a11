"""How the tables came to be, step by step; written by Django."""
