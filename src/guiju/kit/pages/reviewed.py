"""What a scan of the data says of a filing: points, on the page of its case, for whoever reviews it."""

from __future__ import annotations

from guiju.kit.refiling import describing, seen
from guiju.kit.review import GRAVITY, SIDES
from guiju.kit.view import Looked
from guiju.kit.web.caller import Caller, office

_TONES = {"differs": "late", "doubt": "warn", "note": "neutral"}


def reviewed(looked: Looked, caller: Caller) -> dict[str, object] | None:
    """The points, for the office alone; None where no scan of the data is kept."""
    set_ = describing(looked.record, looked.resolved) if caller.officer else None
    kept = seen(office(), set_) if set_ is not None else []
    if set_ is None or not kept:
        return None
    found = set_.review(kept[-1])
    labels = {name: asked.label for name, asked in set_.asked.items()}
    rows = [
        {"point": point, "side": SIDES[point.side], "grave": GRAVITY[point.grave], "tone": _TONES[point.grave.value]}
        for point in found.points
    ]
    return {
        "on": kept[-1].on.isoformat(),
        "rows": rows,
        "same": [labels[name] for name in found.same],
        "open": [labels[name] for name in found.open],
    }
