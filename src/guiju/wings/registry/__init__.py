"""The register of public data resources: what a case shows, what a code looks like, what a letter says.

Its rulebooks are `CN/public-data-registration`, `CN-FJ/…` and an office's own layer such as `CN-FJ.demo/…`. The wing is
small because the procedure is theirs: states, terms, roles, fields and letters are read, none is known here.
"""

INSTRUMENT = "public-data-registration"
"""The second half of the name of every rulebook of this wing."""
