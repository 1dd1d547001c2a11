"""A form that was sent after the sign-in had run out is not lost: it is carried through the sign-in and shown again.

It is never carried out by itself: the person looks at it and sends it once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core import signing

if TYPE_CHECKING:
    from django.http import HttpRequest

Answers = dict[str, list[str]]
KEPT = "kept"
_SALT = "guiju.kept"
LONGEST = 12 * 3600  # seconds between the form and the sign-in


def pack(request: HttpRequest) -> str:
    """What was sent, signed, to stand hidden in the sign-in form. Secrets of the page itself are left out."""
    answers = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    return signing.dumps({"path": request.path, "answers": answers}, salt=_SALT, compress=True)


def unpack(request: HttpRequest, packed: str) -> str | None:
    """Keep it for the page that it came from, in the new session; the address of that page, or None."""
    try:
        content = signing.loads(packed, salt=_SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    request.session[KEPT] = content
    path: str = content["path"]
    return path


def take(request: HttpRequest) -> Answers | None:
    """What was kept for this page, once."""
    content = request.session.get(KEPT)
    if not content or content["path"] != request.path:
        return None
    del request.session[KEPT]
    answers: Answers = content["answers"]
    return answers
