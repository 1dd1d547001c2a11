"""Pages that every wing shares: cases and acts, the inbox, rulebooks, terms, sign-in."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from guiju.kit.waiting import count
from guiju.kit.web.caller import Caller, office
from guiju.store import peers


def places(caller: Caller) -> list[dict[str, object]]:
    """Where the main navigation leads: address, word, and the pages in which it is the current place."""
    return [
        *_own(caller),
        {"url": reverse("rules"), "label": _("Rules"), "names": ("rules", "rulebook")},
        {"url": reverse("terms"), "label": _("Calculate a term"), "names": ("terms",)},
    ]


def _own(caller: Caller) -> list[dict[str, object]]:
    """For whoever has signed in: what waits for them, and their cases."""
    if caller.actor is None:
        return []
    waits = count(caller.actor, office().today())
    return [
        {"url": reverse("inbox"), "label": _("Inbox"), "names": ("inbox",), "count": waits},
        {"url": reverse("cases"), "label": _("Cases"), "names": ("cases", "case", "act", "receipt")},
        *_exchange(caller),
        {
            "url": reverse("assessments"),
            "label": _("Assessments"),
            "names": ("assessments", "assess_new", "assess", "assess_part", "report"),
        },
        {"url": reverse("scans"), "label": _("Data scan"), "names": ("scans", "scan")},
        {"url": reverse("deposits"), "label": _("Deposits"), "names": ("deposits", "deposit_new", "deposit")},
    ]


def _exchange(caller: Caller) -> list[dict[str, object]]:
    """For officers of an office that knows another one."""
    if not caller.officer or not peers.any_known():
        return []
    return [{"url": reverse("exchange"), "label": _("Exchange"), "names": ("exchange",)}]
