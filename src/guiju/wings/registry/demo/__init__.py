"""The demo: made-up people, one real table, and what they do in an office of their own. `faces.demo` tells it."""
