"""A list of resources as a file that people edit, YAML, JSON or CSV, and the resources that come out of it.

People may drop rows, answer for all or for one, and give several rows one `merge` name. What a row says was found is
sealed: where somebody has changed it, it counts as their answer and no longer as the machine's.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any

from guiju.kernel.values import Text
from guiju.kit.says import USAGE, Problem, trouble
from guiju.plane.fill import FINDINGS
from guiju.plane.inventory import Item, Trouble
from guiju.plane.series import merged, same_columns, series, series_name

VERSION = "1"
ENDINGS = (".yaml", ".yml", ".json", ".csv")
ANSWER = "answer:"  # begins the name of a column of the CSV that answers a field
_TOLD = ("list", "id", "file", "table", "trouble", "series", "merge", "lacks")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")  # a program for tables would reckon such a cell
_BLANK = re.compile(r"\{([a-z_]+)\}")
_HEAD = """\
# 资源清单。可以：删去不登记的行；answers 写各项共同的答案；某一行的 answers 只管这一行；
#   给几行同样的 merge 名称，合为一项资源(列须相同)。答案里可写 {stem}、{table}、{folder}、{rows} 等，按各项替换。
# List of resources. You may drop rows; answer for all (answers) or for one row (its answers); give several rows of the
#   same columns one merge name to make them one resource. Answers may hold {stem}, {table}, {folder}, {rows} and so on.
# 提交 · to file:  guiju register --inventory FILE --place PLACE --as USER
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the list. `lacks`: the fields that would still stop the filing when the list was made."""

    id: str
    file: str
    table: str = ""
    found: Mapping[str, str] = field(default_factory=dict)
    seal: str = ""
    series: str = ""
    merge: str = ""
    lacks: tuple[str, ...] = ()
    answers: Mapping[str, object] = field(default_factory=dict)
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The whole list. `id` begins the key of each filing, so that the same list files nothing twice."""

    id: str
    source: str = ""
    place: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What will be one application: a row of the list, or several as one. `problem`: why it cannot be."""

    id: str
    name: str
    files: tuple[str, ...]
    parts: tuple[str, ...]  # the ids of the rows
    found: Mapping[str, str]
    machine: bool
    answers: Mapping[str, object]
    problem: Problem | None = None


def lines_of(items: Iterable[Item], *, merge: bool = False) -> tuple[Line, ...]:
    """Rows for what was found; files of one series are named, and with `merge` put together."""
    lines = [
        Line(id=item.id, file=item.file, table=item.table, found=item.found, seal=sealed(item.found),
             trouble=item.trouble)
        for item in items
    ]  # fmt: skip
    for places in series([(line.file, line.table, line.found) for line in lines]):
        name = series_name([lines[place].file for place in places])
        for place in places:
            lines[place] = replace(lines[place], series=name, merge=_named(lines[place], name) if merge else "")
    return tuple(lines)


def _named(line: Line, name: str) -> str:
    """Two folders may hold series of one name."""
    folder = str(PurePosixPath(line.file).parent)
    return name if folder == "." else f"{folder}/{name}"


def sealed(found: Mapping[str, str]) -> str:
    told = json.dumps(dict(sorted(found.items())), ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16] if found else ""


def resources(listing: Listing) -> list[Resource]:
    """What the list asks to be filed, in its order; each content once."""
    held: dict[str, list[Line]] = {}
    for line in listing.lines:
        held.setdefault(f"merge\0{line.merge}" if line.merge and not line.trouble else f"id\0{line.id}", []).append(
            line
        )
    told: list[Resource] = []
    first: dict[tuple[str, str], Line] = {}
    for lines in held.values():
        no = next((_problem(line.trouble) for line in lines if line.trouble), None) or _twin(lines, first)
        told.append(_resource(listing, lines, no))
    return told


def _twin(lines: Sequence[Line], first: dict[tuple[str, str], Line]) -> Problem | None:
    """The same content under another name. Two tables of one file have one digest, and are two."""
    for line in lines:
        other = first.setdefault((line.found.get("digest", line.id), line.table), line)
        if other is not line:
            zh, en = f"{line.file}：内容与 {other.file} 相同", f"{line.file}: the same content as {other.file}"
            remedy = Text("只保留其中一行", "keep one of the two rows")
            return Problem(kind="duplicate", text=Text(zh, en), remedy=remedy)
    return None


def _resource(listing: Listing, lines: Sequence[Line], problem: Problem | None) -> Resource:
    line, found, ids = lines[0], lines[0].found, [line.id for line in lines]
    machine = all(part.seal == sealed(part.found) for part in lines)
    id_, name = line.id, line.found.get("name") or line.file
    if len(lines) > 1:
        id_ = hashlib.sha256("\0".join(sorted(ids)).encode()).hexdigest()[:16]
        name = PurePosixPath(line.merge).name
        odd = next((part for part in lines if not same_columns(line.found, part.found)), None)
        if problem is None and odd is not None:
            zh, en = f"{odd.file}：列与 {line.file} 不同", f"{odd.file}: its columns are not those of {line.file}"
            remedy = Text(
                "列相同的才能合并；请改 merge", "only files with the same columns can be merged; change merge"
            )
            problem = Problem(kind="columns", text=Text(zh, en), remedy=remedy)
        if problem is None:
            try:
                found = merged([part.found for part in lines], name)
            except (KeyError, ValueError):
                said = Text(f"{name}：清单中的数值被改坏", f"{name}: what was found is spoiled in the list")
                problem = Problem(kind="spoiled", text=said, remedy=Text("请重做清单", "make the list again"))
    own: dict[str, object] = {}
    for part in lines:
        own |= {word: value for word, value in part.answers.items() if value not in ("", None)}
    given = worded({**listing.answers, **own}, words_of(line.file, line.table, found, name if len(lines) > 1 else ""))
    files = tuple(part.file for part in lines)
    return Resource(
        id=id_, name=name, files=files, parts=tuple(ids), found=found, machine=machine, answers=given, problem=problem
    )


def _problem(no: Trouble | None) -> Problem | None:
    return Problem(kind=f"scan.{no.kind}", text=no.text, remedy=no.remedy) if no is not None else None


def words_of(file: str, table: str, found: Mapping[str, str], name: str = "") -> dict[str, str]:
    """What answers may call upon: {stem}, {folder}, {file}, {table}, and the scanner's words."""
    path = PurePosixPath(file)
    folder = path.parent.name
    return {**found, "stem": name or path.stem, "folder": folder, "file": path.name, "table": table}


def worded(answers: Mapping[str, object], words: Mapping[str, str]) -> dict[str, object]:
    """Answers with what is in braces filled in; braces that name nothing stay as they are."""

    def fill(value: object) -> object:
        if isinstance(value, str):
            return _BLANK.sub(lambda match: words.get(match[1], match[0]), value)
        return [fill(part) for part in value] if isinstance(value, (list, tuple)) else value

    return {name: fill(value) for name, value in answers.items()}


def key_of(listing: str, id: str) -> str:
    return f"inventory-{listing}-{id}"


def as_json(listing: Listing) -> dict[str, object]:
    """The list as plain data; empty members are left out, so that a person sees what there is."""
    head = {"inventory": VERSION, "list": listing.id, "source": listing.source, "place": listing.place}
    return {**head, "answers": dict(listing.answers), "items": [_line_json(line) for line in listing.lines]}


def _line_json(line: Line) -> dict[str, object]:
    no = line.trouble
    told: dict[str, object] = {
        "id": line.id, "file": line.file, "table": line.table, "found": dict(line.found), "seal": line.seal,
        "series": line.series, "lacks": " ".join(line.lacks),
        "trouble": _trouble_json(no) if no else None,
    }  # fmt: skip
    kept = {name: value for name, value in told.items() if value}
    return kept if no else {**kept, "merge": line.merge, "answers": dict(line.answers)}


def _trouble_json(no: Trouble) -> dict[str, object]:
    return {"kind": no.kind, "zh": no.text.zh, "en": no.text.en, "remedy_zh": no.remedy.zh, "remedy_en": no.remedy.en}


def write(listing: Listing, file: IO[str], ending: str) -> None:
    """As YAML, JSON or CSV."""
    if ending == ".csv":
        _write_csv(listing, file)
    elif ending == ".json":
        json.dump(as_json(listing), file, ensure_ascii=False, indent=1)
        file.write("\n")
    else:
        import yaml

        file.write(_HEAD)
        yaml.dump(as_json(listing), file, yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)


def _write_csv(listing: Listing, file: IO[str]) -> None:
    answers = dict.fromkeys(name for line in listing.lines for name in (*line.answers, *line.lacks))
    names = [*_TOLD, *FINDINGS, "seal", *(f"{ANSWER}{name}" for name in answers)]
    file.write("\ufeff")  # by it programs for tables know the encoding
    writer = csv.DictWriter(file, names, lineterminator="\r\n")
    writer.writeheader()
    for line in listing.lines:
        no = line.trouble
        row = {"list": listing.id, "id": line.id, "file": line.file, "table": line.table, "seal": line.seal}
        row |= {"series": line.series, "merge": line.merge, "lacks": " ".join(line.lacks), **line.found}
        row |= {"trouble": json.dumps(_trouble_json(no), ensure_ascii=False) if no else ""}
        row |= {f"{ANSWER}{name}": str(line.answers.get(name, "")) for name in answers}
        writer.writerow({name: f"'{text}" if text.startswith(_FORMULA) else text for name, text in row.items()})


def read(path: Path) -> Listing:
    """The list as it now stands in the file; whatever is no list is wrong usage."""
    import yaml

    try:
        text = path.read_text("utf-8-sig")
        if path.suffix.lower() == ".csv":
            return _listing(_read_csv(text))
        return _listing(yaml.load(text, yaml.CBaseLoader))
    except (UnicodeDecodeError, yaml.YAMLError, csv.Error, ValueError, TypeError, KeyError, AttributeError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        zh, en = f"{path.name} 不是资源清单：{why}", f"{path.name} is no list of resources: {why}"
        remedy = Text("用 guiju inventory 重做清单", "make the list again with guiju inventory")
        raise trouble("inventory_unreadable", zh, en, code=USAGE, remedy=remedy) from None


def _read_csv(text: str) -> dict[str, Any]:
    rows = [
        {
            name: value[1:] if value[:1] == "'" and value[1:].startswith(_FORMULA) else value
            for name, value in row.items()
        }
        for row in csv.DictReader(io.StringIO(text, newline=""))
        if any(row.values())
    ]
    listed = {row["list"] for row in rows}
    if len(listed) > 1:
        raise ValueError("two lists in one file")
    return {"list": listed.pop() if rows else "", "items": [*map(_from_row, rows)]}


def _from_row(row: dict[str, str]) -> dict[str, Any]:
    answers = {name.removeprefix(ANSWER): value for name, value in row.items() if name.startswith(ANSWER) and value}
    found = {word: row[word] for word in FINDINGS if row.get(word)}
    no = json.loads(row["trouble"]) if row.get("trouble") else None
    return {**row, "lacks": [], "answers": answers, "found": found, "trouble": no}


def _listing(told: Any) -> Listing:
    if not isinstance(told, dict) or not told.get("list") or not isinstance(told.get("items"), list):
        raise ValueError("list, items")
    lines = tuple(_lines(told["items"]))
    place, source = str(told.get("place") or ""), str(told.get("source") or "")
    return Listing(id=str(told["list"]), source=source, place=place, answers=_map(told.get("answers")), lines=lines)


def _lines(items: list[Any]) -> Iterator[Line]:
    met: set[str] = set()
    for item in items:
        if item["id"] in met:
            raise ValueError(f"{item['id']}: twice")
        met.add(item["id"])
        no = item.get("trouble") or None
        trouble_ = Trouble(
            kind=no["kind"], text=Text(no["zh"], no["en"]), remedy=Text(no["remedy_zh"], no["remedy_en"])
        ) if no else None  # fmt: skip
        yield Line(
            id=str(item["id"]), file=str(item["file"]), table=item.get("table") or "", trouble=trouble_,
            found={word: str(value) for word, value in _map(item.get("found")).items()}, seal=item.get("seal") or "",
            series=item.get("series") or "", merge=item.get("merge") or "", answers=_map(item.get("answers")),
        )  # fmt: skip


def _map(told: Any) -> dict[str, object]:
    if told in (None, ""):
        return {}
    if not isinstance(told, dict):
        raise ValueError("answers")
    return told
