"""Keeps what happened: one writer (`perform`), plain reading, and a check that folds every stored act again."""
