"""Capital One's DataProfiler with its own model, which knows English entities; columns only."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator

from bench.cn_tabular_pi.adapters import Found, Given

NEEDS = ("dataprofiler", "tensorflow")
LABELS = {
    "ADDRESS": "address",
    "BAN": "bank_card",
    "CREDIT_CARD": "bank_card",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "mobile",
    "PERSON": "person_name",
    "IPV4": "ip",
    "IPV6": "ip",
    "MAC_ADDRESS": "mac",
    "COORDINATE": "geo_point",
    "DATE": "date",
    "DATETIME": "date",
    "SSN": "social_security",
    "ORDINAL": None,
    "UUID": None,
    "URL": None,
    "HASH_OR_KEY": None,
    "INTEGER": None,
    "QUANTITY": None,
    "UNKNOWN": None,
}


class DataProfiler:
    """Its profile of a table, every row read; the label that it gives a column."""

    name = "dataprofiler"
    reads_headers = False

    def missing(self) -> str | None:
        absent = [need for need in NEEDS if importlib.util.find_spec(need) is None]
        return ", ".join(absent) or None

    def look(self, given: Iterable[Given]) -> Iterator[list[Found]]:
        import logging

        import dataprofiler as dp
        import pandas as pd

        dp.set_verbosity(logging.ERROR)
        options = dp.ProfilerOptions()
        options.set({"*.is_enabled": False, "data_labeler.is_enabled": True, "multiprocess.is_enabled": False})
        labeler = dp.DataLabeler(labeler_type="structured")
        options.set({"structured_options.data_labeler.data_labeler_object": labeler})
        for one in given:
            names = [f"{at}" for at in range(len(one.data.column_names))]  # two headers that are alike confuse it
            frame = pd.DataFrame(
                {name: column.to_pylist() for name, column in zip(names, one.data.columns, strict=True)}
            )
            profile = dp.Profiler(frame, options=options, samples_per_update=len(frame))
            told = {stats["column_name"]: stats for stats in profile.report()["data_stats"]}
            yield [
                _found(header, told[name].get("data_label"))
                for header, name in zip(one.data.column_names, names, strict=True)
            ]


def _found(name: str, label: str | None) -> Found:
    """It names one, or several with a bar between them when it cannot tell."""
    known = [LABELS.get(part) for part in (label or "").split("|")]
    return Found(name, known[0])
