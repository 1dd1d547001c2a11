"""Every operation of the API as four callers: nobody, another organisation, one without the role, and the right one.

The table is held against the router: an operation without a row fails, and so does a row without an operation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.contract.programs import ALL, RULEBOOK, Answer, Desk, Neighbour, against

Call = Callable[[Desk, str | None, tuple[str, ...]], Answer]
OPEN = (200, 200, 200, 200)
DECIDED = {"facts": {"harm_public": "none"}, "overrule": {"grade": "important", "reason": "示例理由"}}


@dataclass(frozen=True, slots=True)
class Row:
    """How an operation is called, and what each caller is answered. `wrong`: who lacks the role, or only the scope."""

    call: Call
    expected: tuple[int, int, int, int]
    right: str = "bureau"
    other: str = "park"
    wrong: str = "bureau"
    scopes: tuple[str, ...] = ALL  # of the one who lacks them


def reads(path: str) -> Call:
    return lambda desk, user, scopes: desk.get(path, user, scopes)


def get_case(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.get(f"/cases/{desk.case('bureau', state='submitted')}", user, scopes)


def get_proof(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    case = desk.case("bureau", state="submitted")
    act = desk.get(f"/cases/{case}", "bureau").json["history"][0]["id"]
    return desk.get(f"/acts/{act}/proof", user, scopes)


def on_letter(path: str) -> Call:
    """A letter of an accepted case of the right caller."""

    def call(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
        case = desk.case("bureau", state="registered")
        first = desk.get(f"/cases/{case}/letters", "bureau").json["items"][0]
        return desk.get(path.format(**first), user, scopes)

    return call


def on_assessment(path: str) -> Call:
    """An assessment of the right caller that is not signed yet."""

    def call(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
        return desk.get(path.format(case=desk.case("bureau", state="drafting")), user, scopes)

    return call


def open_case(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    """The other organisation opens a case about one that it may not see."""
    if user == "objector":
        hidden = desk.case("park", state="returned")
        return desk.post("/cases", {"subject": hidden, "facts": against("示例", "x")}, user, scopes)
    return desk.post("/cases", desk.application(), user, scopes)


def act(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.post(f"/cases/{desk.case('bureau', state='submitted')}/acts/accept", {}, user, scopes)


def check_draft(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    upload = desk.hand_in("bureau").json["upload"]
    return desk.post("/drafts/check", {"place": "CN-FJ", "upload": upload}, user, scopes)


def on_deposit(path: str) -> Call:
    """Something about a deposit of the right caller."""
    return lambda desk, user, scopes: desk.get(f"/deposits/{deposited(desk)}{path}", user, scopes)


def list_in(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.list_in(user, scopes)


def on_inventory(method: str, body: object = None, path: str = "") -> Call:
    """Something about a list of the right caller."""
    return lambda desk, user, scopes: desk.ask(method, f"/inventories/{listed(desk)}{path}", user, scopes, body)


def listed(desk: Desk) -> str:
    return str(desk.list_in("bureau").json["id"])


def on_scan(method: str, path: str, work: bool = True, body: object = None) -> Call:
    """Something about a scan that the right caller asked for."""

    def call(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
        id = desk.hand_in("bureau", work=work).json["id"]
        return desk.ask(method, path.format(id=id), user, scopes, body)

    return call


def attach(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.deposit(user, scopes, to=deposited(desk))


def deposited(desk: Desk) -> str:
    return str(desk.deposit("bureau").json["number"])


def neighbour(desk: Desk) -> Neighbour:
    """Another office that this one knows, with a parcel of one record."""
    return Neighbour.of(desk)


def get_tree(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    from guiju.store.database import rows

    (digest,) = rows("SELECT digest FROM tree WHERE kind = 'rulebook' LIMIT 1")[0]
    return desk.get(f"/exchange/trees/{digest}", user, scopes)


def bring(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.bring(neighbour(desk).parcel, user, scopes)


def standing(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.get(f"/exchange/known?origin={neighbour(desk).origin}", user, scopes)


def mirrored(path: str) -> Call:
    def call(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
        assert desk.bring(neighbour(desk).parcel, "reviewer").status == 200
        return desk.get(f"/exchange/records/neighbour/{neighbour(desk).number}{path}", user, scopes)

    return call


ROWS = {
    "scan_report_schema": Row(reads("/schemas/scan-report"), OPEN),
    "feed": Row(reads("/exchange/feed"), OPEN),
    "get_tree": Row(get_tree, OPEN),
    "get_standing": Row(standing, (401, 403, 403, 200), right="reviewer", wrong="reviewer", scopes=("read", "act")),
    "bring_parcel": Row(bring, (401, 403, 403, 200), right="reviewer", wrong="reviewer", scopes=("read", "file")),
    "list_mirrored": Row(reads("/exchange/records?q=x"), OPEN),
    "get_mirrored": Row(mirrored(""), OPEN),
    "get_mirrored_certificate": Row(mirrored("/certificate"), OPEN),
    "list_records": Row(reads("/records?q=%E7%A4%BA%E4%BE%8B"), OPEN),
    "list_board": Row(reads("/board"), OPEN),
    "all_records": Row(reads("/records.ndjson"), OPEN),
    "get_record": Row(reads("/records/350000-2025-000001-1"), OPEN),
    "get_certificate": Row(reads("/records/350000-2025-000001-1/certificate"), OPEN),
    "get_proof": Row(get_proof, (401, 404, 403, 200), scopes=("file",)),
    "list_letters": Row(on_letter("/cases/{case}/letters"), (401, 404, 403, 200), scopes=("file",)),
    "get_letter": Row(on_letter("/letters/{act}/{place}"), (401, 404, 403, 200), scopes=("file",)),
    "letter_proof": Row(on_letter("/letters/{act}/{place}/proof"), (401, 404, 403, 200), scopes=("file",)),
    "letter_pdf": Row(on_letter("/letters/{act}/{place}/pdf"), (401, 404, 403, 200), scopes=("file",)),
    "get_assessment": Row(on_assessment("/cases/{case}/assessment"), (401, 404, 403, 200), scopes=("file",)),
    "get_report": Row(on_assessment("/cases/{case}/report.pdf"), (401, 404, 403, 200), scopes=("file",)),
    "list_rulebooks": Row(reads("/rulebooks"), OPEN),
    "get_rulebook": Row(reads(f"/rulebooks/{RULEBOOK}"), OPEN),
    "compare_rulebooks": Row(reads(f"/rulebooks/compare?a={RULEBOOK}&b=CN/public-data-registration"), OPEN),
    "due": Row(reads("/due?start=2025-09-01&length=20wd"), OPEN),
    "me": Row(reads("/me"), (401, 200, 403, 200), scopes=("act",)),
    "list_cases": Row(reads("/cases"), (401, 200, 403, 200), scopes=("file",)),
    "get_case": Row(get_case, (401, 404, 403, 200), scopes=("file",)),
    "open_case": Row(open_case, (401, 404, 403, 201), other="objector", wrong="acceptor"),
    "act": Row(act, (401, 404, 403, 200), right="acceptor"),
    "scan": Row(lambda desk, user, scopes: desk.hand_in(user, scopes), (401, 202, 403, 202), scopes=("read",)),
    "get_scan": Row(on_scan("GET", "/scans/{id}"), (401, 404, 403, 200), scopes=("file",)),
    "answer_scan": Row(on_scan("PATCH", "/scans/{id}", body=DECIDED), (401, 404, 403, 200), scopes=("read",)),
    "delete_scan": Row(on_scan("DELETE", "/scans/{id}"), (401, 404, 403, 200), scopes=("read",)),
    "list_jobs": Row(reads("/jobs"), (401, 200, 403, 200), scopes=("file",)),
    "get_job": Row(on_scan("GET", "/jobs/{id}"), (401, 404, 403, 200), scopes=("file",)),
    "cancel_job": Row(on_scan("DELETE", "/jobs/{id}", work=False), (401, 404, 403, 200), scopes=("read",)),
    "deposit": Row(lambda desk, user, scopes: desk.deposit(user, scopes), (401, 201, 403, 201), scopes=("read",)),
    "attach": Row(attach, (401, 404, 403, 201), scopes=("read", "act")),
    "list_deposits": Row(reads("/deposits"), (401, 200, 403, 200), scopes=("file",)),
    "get_deposit": Row(on_deposit(""), (401, 404, 403, 200), scopes=("file", "act")),
    "deposit_proof": Row(on_deposit("/proof"), (401, 404, 403, 200), scopes=("file",)),
    "begin_inventory": Row(list_in, (401, 201, 403, 201), scopes=("read",)),
    "list_inventories": Row(reads("/inventories"), (401, 200, 403, 200), scopes=("file",)),
    "get_inventory": Row(on_inventory("GET"), (401, 404, 403, 200), scopes=("file",)),
    "change_inventory": Row(on_inventory("PATCH", {"answers": {}}), (401, 404, 403, 200), scopes=("read",)),
    "turn_inventory": Row(on_inventory("POST", {"file": False}, "/turns"), (401, 404, 403, 200), scopes=("read",)),
    "delete_inventory": Row(on_inventory("DELETE"), (401, 404, 403, 204), scopes=("read",)),
    "check_draft": Row(check_draft, (401, 404, 403, 200), scopes=("read", "act")),
}


def registrar(desk: Desk, user: str | None, scopes: tuple[str, ...]) -> Answer:
    return desk.get(f"/oversight/{desk.office.actor('acceptor').party}", user, scopes)


def behind(path: str) -> Call:
    """The rows behind a number of one's own year."""
    return lambda desk, user, scopes: desk.get(f"/oversight/{desk.office.actor('acceptor').party}/{path}", user, scopes)


OVERSEES = (401, 403, 403, 200)
ROWS |= {
    "oversight": Row(reads("/oversight"), OVERSEES, right="acceptor", wrong="acceptor", scopes=("file",)),
    "oversight_registrar": Row(registrar, OVERSEES, right="acceptor", wrong="acceptor", scopes=("file",)),
    "oversight_terms": Row(
        behind(f"terms?rulebook={RULEBOOK}&procedure=first&term=accept"),
        OVERSEES,
        right="acceptor",
        wrong="acceptor",
        scopes=("file",),
    ),
    "oversight_cases": Row(
        behind(f"cases?rulebook={RULEBOOK}&procedure=first"),
        OVERSEES,
        right="acceptor",
        wrong="acceptor",
        scopes=("file",),
    ),
}


def routes() -> set[str]:
    """The operations that the router knows, the description of itself apart."""
    from guiju.faces.api.v1 import api

    bound = (view for router in api._get_bound_routers() for view in router.path_operations.values())
    return {str(one.operation_id) for view in bound for one in view.operations if one.include_in_schema}


def test_every_route_has_a_row(desk: Desk) -> None:
    assert routes() == ROWS.keys()


@pytest.mark.parametrize("name", ROWS)
def test_four_callers(desk: Desk, name: str) -> None:
    row = ROWS[name]
    callers = ((None, ALL), (row.other, ALL), (row.wrong, row.scopes), (row.right, ALL))
    answers = [row.call(desk, user, scopes) for user, scopes in callers]
    assert [one.status for one in answers] == list(row.expected), [one.body[:300] for one in answers]
    for one in answers:
        if one.status >= 400:
            assert one.kind and "instead" in one.json
            assert one.headers["Cache-Control"] == "private, no-store"
    assert ("Bearer" in answers[0].headers.get("WWW-Authenticate", "")) == (answers[0].status == 401)


def test_nine_of_ten_operations_reach_success_as_the_right_role() -> None:
    reached = [name for name, row in ROWS.items() if row.expected[-1] < 300]
    assert len(reached) >= 0.9 * len(ROWS)


def test_a_list_shows_only_ones_own(desk: Desk) -> None:
    everybody = [item["case"] for item in desk.get("/cases?limit=100", "acceptor").json["items"]]
    seen = {user: {item["case"] for item in desk.get("/cases", user).json["items"]} for user in ("bureau", "park")}
    assert seen["bureau"] and seen["park"] and not seen["bureau"] & seen["park"]
    assert seen["bureau"] | seen["park"] < set(everybody)


def test_a_role_that_was_withdrawn_ends_the_token_too(desk: Desk) -> None:
    assert desk.get("/me", "park").status == 200
    party = desk.office.actor("park").party
    assert party is not None
    desk.office.end_member("park", party, "registrant")
    assert desk.get("/me", "park").kind == "token"


def test_records_show_published_fields_only(desk: Desk) -> None:
    number = "350000-2025-000001-1"
    case, record = desk.get(f"/cases/{number}", "bureau").json, desk.get(f"/records/{number}").json
    published = {name for name, value in case["facts"].items() if name in record["fields"]}
    assert published and set(case["facts"]) - published
    assert desk.get(f"/records/{record['code']}").json["record"] == number
    hidden = desk.case("park", state="returned")
    assert desk.get(f"/records/{hidden}").kind == "no_record"
