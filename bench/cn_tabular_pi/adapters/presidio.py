"""Presidio's analyzer, taught the Chinese identifiers: the same patterns as the baseline, and check digits beside them.

It ships no recognizer for the mainland and no Chinese language model that could be trusted, so it runs without one
(its own NoOp engine): persons, addresses and organisations are found by pattern or not at all. Check digits come from
python-stdnum, the way Presidio's own recognizers validate. Its other recognizers (IBAN, IP, MAC, e-mail, Spain)
stay as they are; the Korean one takes a number with a wrong check digit too, so it is replaced.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bench.cn_tabular_pi.adapters import Found, Given, verdict
from bench.cn_tabular_pi.adapters.patterns import ORDER, PATTERNS, WEAK

NEEDS = ("presidio_analyzer", "stdnum")
OWN = {"EMAIL_ADDRESS": "email", "IP_ADDRESS": "ip", "MAC_ADDRESS": "mac", "IBAN_CODE": "iban"}
OWN |= {"ES_NIF": "dni_nie", "ES_NIE": "dni_nie"}


def _checks() -> dict[str, Callable[[str], bool]]:
    from stdnum import imei, luhn
    from stdnum.cn import ric, uscc
    from stdnum.kr import rrn

    def card(number: str) -> bool:
        """Luhn takes digits only; separators are the pattern's business."""
        return luhn.is_valid(number.replace(" ", "").replace("-", ""))

    return {
        "resident_id": ric.is_valid,
        "rrn": rrn.is_valid,
        "uscc": uscc.is_valid,
        "bank_card": card,
        "imei": imei.is_valid,
    }


class Presidio:
    """One `analyze` a cell."""

    name = "presidio"
    reads_headers = False

    def missing(self) -> str | None:
        absent = [need for need in NEEDS if importlib.util.find_spec(need) is None]
        return ", ".join(absent) or None

    def _engine(self) -> Any:
        from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
        from presidio_analyzer import predefined_recognizers as ready
        from presidio_analyzer.nlp_engine import NoOpNlpEngine

        checks = _checks()

        class Chinese(PatternRecognizer):  # type: ignore[misc]
            """A pattern, and a check digit where there is one."""

            def validate_result(self, pattern_text: str) -> bool | None:
                check = checks.get(self.supported_entities[0])
                old = len(pattern_text) == 15 and self.supported_entities[0] == "resident_id"  # has no check digit
                return None if check is None or old else check(pattern_text)

        names = ("EmailRecognizer", "IpRecognizer", "MacAddressRecognizer", "IbanRecognizer")
        names += ("EsNifRecognizer", "EsNieRecognizer")
        own = [getattr(ready, name)(supported_language="zh") for name in names if hasattr(ready, name)]
        brought = {OWN[entity] for recognizer in own for entity in recognizer.supported_entities if entity in OWN}
        taught = [
            Chinese(kind, supported_language="zh", patterns=[Pattern(kind, text, 0.5)], global_regex_flags=0)
            for kind, text in PATTERNS.items()
            if kind not in brought
        ]
        registry = RecognizerRegistry(recognizers=[*own, *taught], supported_languages=["zh"])
        nothing = NoOpNlpEngine(models=[{"lang_code": "zh", "model_name": "none"}])
        return AnalyzerEngine(registry=registry, nlp_engine=nothing, supported_languages=["zh"])

    def look(self, given: Iterable[Given]) -> Iterator[list[Found]]:
        engine = self._engine()
        for one in given:
            yield [
                _column(engine, name, one.data.column(at).to_pylist()) for at, name in enumerate(one.data.column_names)
            ]


def _column(engine: Any, name: str, values: list[str]) -> Found:
    whole, inside = [], []
    cells = [(value or "").strip() for value in values]
    for cell in cells:
        said = engine.analyze(cell, language="zh") if cell else []
        spans = [(OWN.get(hit.entity_type, hit.entity_type), hit.score, hit.end - hit.start) for hit in said]
        known = [span for span in spans if span[0] in PATTERNS]
        # the surest that fills the cell; of equals the one whose pattern asks for more
        full = [span for span in known if span[2] >= 0.9 * len(cell)]
        best = min(full, key=lambda span: (-span[1], ORDER.index(span[0])), default=("", 0, 0))[0]
        whole.append(best)
        inside.append(best or "+".join(sorted({span[0] for span in known} - WEAK)))
    return verdict(name, whole, inside, sum(map(bool, cells)))
