"""The tests of the house; `tests.…` is importable, so that an oracle can be shared between folders."""
