"""A second, small set of synthetic Chinese tables with labels, made apart from the first one (`bench.cn_tabular_pi`).

A scanner that was tuned on one generator looks better than it is. This generator was written from the standards alone
(GB 11643, GB 32100, ISO 7812, ISO 13616, GA 36, the numbering plan and so on) and shares with the first one neither
vocabulary nor headers nor code that makes values: only the label types, so that the same program scores both:

    python -m bench.cn_tabular_pi --set second guiju

Seventeen tables of 300 rows: a community health station, a delivery firm, a secondary school and a village bank. Nobody
in them exists: names are drawn from common characters, numbers at random with a check digit computed, mail goes to
example.com and example.cn. `plan.yaml` says which columns there are and `words.yaml` holds the vocabulary; `values.py`
makes numbers, `people.py` persons, `traps.py` what only looks like personal data, `texts.py` remarks, `dirt.py` the
mistakes of clerks, and `tables.py` puts them together. `manifest.json` holds the hashes as they were fixed.
"""
