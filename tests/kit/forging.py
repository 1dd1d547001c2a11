"""Every single thing in a certificate changed, one at a time: what a reader must refuse, whoever reads."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from tests.kit.certificates import COSIGNED, LOG, LOG_SM, WITNESSED, Json, Key, Maker, entry, proven, written

Path = tuple[str | int, ...]
Forged = tuple[str, bytes]


def forgeries(data: bytes) -> Iterator[Forged]:
    """What was tried, and the bytes."""
    for told, forged in chain(_values(data), _members(data), _spellings(data), _proofs(data), _signers()):
        if forged != data:
            yield told, forged


def _scalars(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        if isinstance(part, dict | list):
            yield from _scalars(part, (*path, name))
        else:
            yield (*path, name), part


def _put(whole: Json, path: Path, value: Any) -> bytes:
    changed = copy.deepcopy(whole)
    at: Any = changed
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    return written(changed)


def _values(data: bytes) -> Iterator[Forged]:
    """Each value of the receipt and of what is shown."""
    whole = json.loads(data)
    for path, value in _scalars(whole):
        if path == ("proof",):
            continue
        for other in _others(value):
            yield f"{path} = {other!r}"[:120], _put(whole, path, other)


def _others(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield from (not value, int(value), "true")
    elif isinstance(value, int):
        yield from (value + 1, -value, str(value), 2**53 + 1, 2**70, float(value), value + 0.5)
    else:
        middle = len(value) // 2
        flipped = "0" if value[middle : middle + 1] != "0" else "1"
        yield from (value[:middle] + flipped + value[middle + 1 :], value + " ", "", None, [value], 1, value + "\u200b")


def _members(data: bytes) -> Iterator[Forged]:
    """Members left out, added, renamed; blocks that the receipt does not know."""
    whole = json.loads(data)
    for name in whole:
        yield f"without {name}", written({key: value for key, value in whole.items() if key != name})
        yield f"{name} as a list", _put(whole, (name,), [whole[name]])
    yield "a member more", written({**whole, "also": 1})
    yield "another format", written({**whole, "format": "guiju-certificate/2"})
    for name in whole["receipt"]:
        yield f"receipt without {name}", written({**whole, "receipt": _without(whole["receipt"], name)})
    yield "receipt with more", written({**whole, "receipt": {**whole["receipt"], "__proto__": "x"}})
    ((block, item),) = whole["open"].items()
    for path in (("open", block, "also"), ("open", "@act"), ("open", "@public/x"), ("open", "__proto__"), ("open", "")):
        yield f"{path} added", _put(whole, path, item)
    for name in item:
        yield f"block without {name}", written({**whole, "open": {block: _without(item, name)}})
    for salt in (item["salt"].upper(), item["salt"] + "00", item["salt"][:-2], item["salt"] + "\n"):
        yield f"salt {salt!r}", _put(whole, ("open", block, "salt"), salt)
    yield "block shown under another name", written({**whole, "open": {"@act": item}})


def _without(members: Json, name: str) -> Json:
    return {key: value for key, value in members.items() if key != name}


def _spellings(data: bytes) -> Iterator[Forged]:
    """The same said otherwise: nothing may be written in two ways."""
    whole, text = json.loads(data), data.decode()
    yield "four spaces", (json.dumps(whole, indent=4, ensure_ascii=False, sort_keys=True) + "\n").encode()
    yield "in one line", json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()
    yield "escaped", (json.dumps(whole, indent=2, sort_keys=True) + "\n").encode()
    yield "unsorted", (json.dumps(dict(reversed(whole.items())), indent=2, ensure_ascii=False) + "\n").encode()
    for what, old, new in (
        ("a member twice", '"format"', '"format": "",\n  "format"'),
        ("an inner member twice", '"demo": true', '"demo": false,\n        "demo": true'),
        ("a fraction that is whole", '"revision": 1', '"revision": 1.0'),
        ("an exponent", '"revision": 1', '"revision": 1e0'),
        ("minus nothing", '"revision": 1', '"revision": -0'),
        ("a leading zero", '"revision": 1', '"revision": 01'),
        ("a leading plus", '"revision": 1', '"revision": +1'),
        ("no number", '"revision": 1', '"revision": NaN'),
        ("endless", '"revision": 1', '"revision": Infinity'),
        ("a letter escaped", "guiju-cert", "guiju\\u002dcert"),
        ("a solidus escaped", "certificate/1", "certificate\\/1"),
        ("half a letter", "guiju-certificate/1", "guiju-certificate/1\\ud800"),
        ("a line feed within", "valid", "val\nid"),
        ("a comma more", '"revision": 1,', '"revision": 1,,'),
        ("a comment", '"format"', '/* */ "format"'),
        ("a space more", '"format": ', '"format":  '),
        ("a space at the end of a line", ",\n", ", \n"),
        ("a byte order mark", "{", "\ufeff{"),
    ):
        assert old in text, old
        yield what, text.replace(old, new, 1).encode()
    yield from (("leading space", b" " + data), ("twice", data + data), ("half", data[: len(data) // 2]))
    yield from (
        ("nothing", b""),
        ("null", b"null\n"),
        ("a list", b"[]\n"),
        ("deep", b"[" * 100_000),
        ("no UTF-8", data[:-3] + b"\xff}\n"),
    )


def _proofs(data: bytes) -> Iterator[Forged]:
    """Each line of the proof, left out, doubled, emptied and changed."""
    whole = json.loads(data)
    lines = whole["proof"].split("\n")

    def proof(changed: list[str]) -> bytes:
        return written({**whole, "proof": "\n".join(changed)})

    for i, line in enumerate(lines):
        yield f"proof without line {i}", proof(lines[:i] + lines[i + 1 :])
        if not line.startswith("— "):  # a signature may well stand there twice
            yield f"proof with line {i} twice", proof([*lines[:i], line, *lines[i:]])
        for change in _line_changes(line):
            yield f"proof line {i}: {change!r}"[:120], proof([*lines[:i], change, *lines[i + 1 :]])
    yield "extra data", proof([lines[0], "extra AAAA", *lines[1:]])
    yield "a foreign line", proof([*lines[:1], "note x", *lines[1:]])
    yield "an extension line", written({**whole, "proof": whole["proof"].replace("\n\n— ", "\nmore\n\n— ", 1)})
    yield "control characters", written({**whole, "proof": whole["proof"].replace("index", "index\t")})
    yield "carriage returns", written({**whole, "proof": whole["proof"].replace("\n", "\r\n")})
    yield "no proof", written({**whole, "proof": ""})


def _line_changes(line: str) -> Iterator[str]:
    if not line:
        yield "x"
        return
    yield from (
        line[:-1],
        line + " ",
        " " + line,
        line.replace(" ", "  "),
        line.upper() if line.upper() != line else "",
        "",
    )
    word = line.rpartition(" ")[2]
    if word.isdigit():
        for other in (
            str(int(word) + 1),
            str(int(word) - 1),
            "0" + word,
            "-1",
            "+" + word,
            str(2**63),
            "9" * 19,
            "9" * 25,
            "२",
        ):
            yield line[: len(line) - len(word)] + other
    elif len(word) > 40:
        raw = base64.b64decode(word)
        for place in (0, 4, 12, len(raw) // 2, len(raw) - 1):
            turned = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
            yield line[: len(line) - len(word)] + base64.b64encode(turned).decode()
        yield line[: len(line) - len(word)] + base64.b64encode(raw + b"\0").decode()
        yield line[: len(line) - len(word)] + base64.b64encode(raw[:-1]).decode()
        yield line.rstrip("=")
        bare = line.rstrip("=")
        yield bare[:-1] + chr(ord(bare[-1]) + 1) + line[len(bare) :]  # other spare bits, the same bytes


def _signers() -> Iterator[Forged]:
    """Well made, and by the wrong hands."""
    stranger, stranger_sm = replace(LOG, seed=91), replace(LOG_SM, seed=92)
    hands: tuple[tuple[str, tuple[Key, ...]], ...] = (
        ("nobody of the log", (WITNESSED,)),
        ("no SM2", (LOG, WITNESSED)),
        ("no Ed25519", (LOG_SM, WITNESSED)),
        ("no witness", (LOG, LOG_SM)),
        ("a stranger of the same name", (stranger, stranger_sm, WITNESSED)),
        ("a stranger's witness", (LOG, LOG_SM, replace(WITNESSED, seed=93))),
        (
            "a log of another name",
            (replace(LOG, name="other.example/log"), replace(LOG_SM, name="other.example/log"), WITNESSED),
        ),
        ("a witness's key as the log's", (replace(LOG, kind="cosignature"), LOG_SM, WITNESSED)),
    )
    for told, keys in hands:
        yield told, Maker(entry(), keys=keys).build()
    whole = Maker(entry()).whole()
    own = proven(0, [], 1, b"\0" * 32, (LOG, LOG_SM, WITNESSED))
    yield "a root of one's own", written({**whole, "proof": own})
    for at in (0, COSIGNED + 1, 2**63):
        later = Maker(entry(), keys=(LOG, LOG_SM, WITNESSED)).whole()
        yield f"cosigned at {at}", written({**later, "proof": _timed(later["proof"], at)})


def _timed(proof: str, at: int) -> str:
    """The last signature line with another time in it."""
    head, _, last = proof.rstrip("\n").rpartition(" ")
    raw = base64.b64decode(last)
    return f"{head} {base64.b64encode(raw[:4] + at.to_bytes(8, 'big') + raw[12:]).decode()}\n"
