"""What the texts of registration differ in, as a reader of them wrote it down: parameter by parameter, place by place.

The first four columns repeat a page of facts that is kept outside (`tests/texts` compares them where it is at hand);
the last is read from the rules of Guizhou. `SAYS` tells how a run of the demo would put what a cell says.
"""

from __future__ import annotations

NATION, FUJIAN, HUBEI, TIANJIN, GUIZHOU = "CN", "CN-FJ", "CN-HB", "CN-TJ", "CN-GZ"
PLACES = (NATION, FUJIAN, HUBEI, TIANJIN, GUIZHOU)
COLUMNS = {NATION: "N26", FUJIAN: "FJ", HUBEI: "HB", TIANJIN: "TJ"}
"""What the page of facts calls them."""

# Heading -> the parameter as the page of facts names it, and its cells.
MATRIX: dict[str, tuple[str, tuple[str, str, str, str, str]]] = {
    "filing": ("first filing / legacy", ("20 / 30 wd",) * 5),
    "handling": ("accept / review / publicity / cancel", ("3 / 20 / 10 / 10 wd", "same", "same", "same", "same")),
    "products": ("product registration by operator", ("encouraged", "must", "must", "encouraged", "must")),
    "renewal": (
        "renewal is a case type / modal",
        ("no / may", "yes / shall", "no / may", "no / may", "no / may"),
    ),
    "refusal": ("refusal list", ("none", "none", "6 grounds", "none", "4 grounds")),
    "withdrawal": ("withdrawal", ("none", "none", "none", "yes, with consent", "none")),
    "late_objection": ("objection after coding", ("none", "mark + decide", "decide on revocation", "none", "none")),
    "objection_mark": (
        "objection mark",
        ("none", "after registration", "unresolved at publicity end", "none", "none"),
    ),
    "producer": ("notify producer", ("no", "yes", "no", "no", "no")),
    "agent": ("proxy / agent", ("no", "operator for holder", "agent", "no", "agent")),
    "output": (
        "output",
        ("query code", "query code", "confirmation slip + code", "query code", "confirmation slip + code"),
    ),
    "retention": ("record retention", ("none", "log + backup, no period", "none", ">= 30 y", ">= 20 y")),
    "reporting": ("registrar report", ("none", "to upper registrar (guidance)", "quarterly", "none", "no period")),
    "unregistered": ("penalty for not registering", ("none", "none", "order; contract suspension", "none", "none")),
    "announcement": ("revocation announced", ("no", "yes", "yes", "no, but filed upward", "no")),
    "term": ("rule valid", ("5 y", "2 y", "open", "5 y", "open")),
}

# How a run puts it, where it has other words; `same` stands for the nation's.
SAYS = {
    "yes / shall": "yes / must",
    "operator for holder": "operator; the operator answers",
    "agent": "agent; the registrant answers",
    "log + backup, no period": "none",
    "to upper registrar (guidance)": "none",
    "no period": "none",
}


def said(heading: str, place: str) -> str:
    """What the run in that place should show under a heading."""
    cells = MATRIX[heading][1]
    cell = cells[PLACES.index(place)]
    cell = cells[0] if cell == "same" else cell
    return SAYS.get(cell, cell)
