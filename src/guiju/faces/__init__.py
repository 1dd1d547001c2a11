"""The web, the API and the command line: they assemble, they decide nothing."""
