"""Oversight: what a data authority sees of its registrars, and what is announced to everybody.

Its rulebooks are `CN/registrar-oversight` and those of the provinces. The wing counts: how long the steps of a year
took, what was late and under which provision, what the cases came to, which reports came.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guiju.kit.web.caller import Caller

INSTRUMENT = "registrar-oversight"
"""The second half of the name of every rulebook of this wing."""
STANDING, REPORT, EVALUATION = "standing", "report", "evaluation"
"""The record that stands for a registrar, and the cases about it that a year shows by themselves."""
OBJECTIONS, UPHELD, REGISTERED, FIRST_REGISTRATIONS = ("objection", "contest"), "upheld", "registered", ("first",)
"""What the register's rulebooks call objections, and how a case ends that succeeded."""


def places(caller: Caller) -> list[dict[str, object]]:
    """Where the main navigation leads: for whoever oversees, and for everybody what is announced."""
    from django.urls import reverse  # the wing is also loaded where there are no pages
    from django.utils.translation import gettext as _

    from guiju.wings.oversight.reach import oversees

    if caller.actor is None or not (oversees(caller) or caller.officer):
        return []
    names = ("oversight", "oversight_registrar", "oversight_terms", "oversight_cases")
    return [{"url": reverse("oversight"), "label": _("Oversight"), "names": names}]
