"""CN tabular PI: synthetic Chinese tables with labels by column and by cell, and the scoring of tools."""
