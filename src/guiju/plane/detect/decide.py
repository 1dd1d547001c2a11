"""From counts to a word for the column: found, possible or nothing, and why, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from guiju.kernel.values import Text
from guiju.plane.detect.counts import Counts
from guiju.plane.detect.headers import Said
from guiju.plane.infotypes import info_types
from guiju.plane.infotypes.model import InfoType
from guiju.plane.plan import OWN, Count
from guiju.plane.report import Holding, Minors, share

_PASS = 50  # hundredths of the cells with a type's shape whose check must hold; by chance one in ten or fewer do
_ALMOST_ALL = 80
_MASKED = 50
_SOME_CELLS = 2
_MOSTLY = 70  # hundredths, where the header only may say it
_PART = 30
_CHANCE = 10  # one in so many numbers of eleven digits looks like a telephone
_FEW = 1  # hundredths of a column's cells that must hold a weak type beside another
_WEAK = ("bank_card", "uscc", "ip", "imei", "dni_nie", "rrn", "plate", "mac")
_PROSE = 60  # characters on average, from which on cells tell something, and an address is only a part of that
_WORDS_MOST, _WORDS_LONG = 20, 12  # an enumeration: at most so many values, on average at most so long
_RANK = {"check": 4, "shape": 2, "words": 1, "header": 0}


@dataclass(frozen=True, slots=True)
class _Claim:
    type_: InfoType
    count: Count
    fits: int  # cells
    rank: tuple[int, int, int]
    score: int


def decide(said: Said, counts: Counts, distinct: int) -> Holding:
    """What a column holds. A type that neither a check nor a header can tell from others is only possible."""
    claims = sorted(_claims(said, counts, distinct), key=lambda claim: claim.rank, reverse=True)
    best = claims[0] if claims else None
    contains = _contains(said, counts, best.type_.id if best else None)
    if best is None:
        return _plain(said, counts, distinct, contains)
    id_ = best.type_.id
    return Holding(
        info_type=id_,
        share=share(best.fits, counts.filled),
        score=Decimal(best.score) / 100,
        contains=contains,
        possible=(),
        filled=counts.filled,
        valid=best.count.valid,
        masked=best.count.masked,
        wrong=best.count.wrong if best.type_.check else 0,
        why=_why(best, said, counts),
        samples=tuple(counts.samples.get(id_, ())),
        minors=_minors(id_, counts),
    )


def _minors(id_: str, counts: Counts) -> Minors | None:
    born = counts.births.get(id_)
    if born is None or not born.known:
        return None
    return Minors(on=born.on, known=born.known, under_14=born.under_14, under_18=born.under_18)


def _claims(said: Said, counts: Counts, distinct: int) -> Iterator[_Claim]:
    for id_, count in counts.types.items():
        type_ = info_types()[id_]
        named = said.types.get(id_, 0)
        if not counts.filled or (type_.group == "general" and id_ != "postcode"):
            continue
        fits = count.valid + (count.masked if named or type_.tells != "check" or id_ == "resident_id" else 0)
        lines = counts.types[_LINES[id_]].valid if _LINES.get(id_) in counts.types else 0
        part = (fits + (lines if fits > lines else 0)) * 100 // counts.filled
        if not _enough(type_, count, part, named, said, counts, distinct):
            continue
        own = int(named == OWN)
        checked = counts.types.get(type_.numbers_of or "") if own else None
        checked = checked or (count if type_.tells == "check" else None)
        by_check = int(checked is not None and checked.valid * 2 > counts.filled)
        rank = (by_check, own, named and 1), _RANK[type_.tells], part
        yield _Claim(
            type_,
            count,
            fits,
            (rank[0][0] * 4 + rank[0][1] * 2 + rank[0][2], part, rank[1]),
            _score(type_, named, part),
        )


def _enough(type_: InfoType, count: Count, part: int, named: int, said: Said, counts: Counts, distinct: int) -> bool:
    # a word such as 医师 is said of grades, too: with some of them a family name begins
    wavers = named and named != OWN and type_.tells == "words"
    need = min(type_.enough, _MOSTLY if wavers else type_.enough_named) if named else type_.enough
    if part < need:
        return False
    if type_.tells == "check":
        return (named > 0 and count.masked * 100 >= _MASKED * counts.filled) or _passes(type_, count)
    if named:
        return True
    if type_.tells == "header" or said.other:
        return False
    if type_.tells == "shape":
        return not counts.sequence
    if type_.id == "address":
        return not _prose(counts)
    return type_.id != "person_name" or _like_names(count, counts, distinct)


def _prose(counts: Counts) -> bool:
    return counts.characters > _PROSE * counts.filled


def _passes(type_: InfoType, count: Count) -> bool:
    """Masked values have no check to pass, and a column of them alone is told by its shape."""
    return count.valid * 100 >= _PASS * count.shaped and count.valid + count.masked > 0


def _like_names(count: Count, counts: Counts, distinct: int) -> bool:
    """Chinese names are of three characters more often than not, and few come again; other words are not like that."""
    return counts.threes * 100 >= 35 * counts.filled and distinct * 4 >= min(counts.filled, 200)


def _score(type_: InfoType, named: int, part: int) -> int:
    sure = {0: type_.score, 1: max(type_.score, 85), 2: max(type_.score, 95)}[named]
    return max(1, sure - (100 - part) // 10)


def _contains(said: Said, counts: Counts, own: str | None) -> tuple[str, ...]:
    """Types that some cells hold, whole or beside other text, though the column is not of them."""
    found = []
    checked = own is not None and info_types()[own].tells == "check"
    for id_, count in counts.types.items():
        type_ = info_types()[id_]
        if id_ == own or type_.group == "general":
            continue
        weak = id_ in _WEAK
        whole = _whole_cells(type_, count, own, said, counts)
        # beside a number whose check failed, what looks like a weaker one is a part of it
        part = (checked and weak) or (own is None and type_.tells == "shape" and _long_codes(counts))
        cells = whole + (0 if part else count.inside)
        least = max(_SOME_CELLS, counts.filled * _FEW // 100) if weak or whole else 1
        if cells >= least:
            found.append(id_)
    return tuple(sorted(found))


def _whole_cells(type_: InfoType, count: Count, own: str | None, said: Said, counts: Counts) -> int:
    """Cells that are of another type than the column's."""
    if type_.tells == "check":
        return count.valid if _passes(type_, count) else 0
    if type_.id == "address" and own is None and _prose(counts):
        return count.valid
    # where only the header tells, a number that failed another type's check is no find
    shared = type_.tells != "header" and type_.id in said.types and own in said.types
    beside = own in _BESIDE.get(type_.id, ()) or shared
    if not beside or (own is None and type_.id == "mobile" and _by_chance(count, said, counts)):
        return 0
    return count.valid


def _by_chance(count: Count, said: Said, counts: Counts) -> bool:
    """Whether cells look like a telephone because the column has other numbers, of which some always do."""
    numbers = counts.types.get("financial_account", Count()).valid
    full = numbers * 100 >= _ALMOST_ALL * counts.filled
    if full and count.valid * _CHANCE <= numbers:
        return True
    if not full and not said.other and count.valid * 100 >= info_types()["mobile"].enough * numbers:
        return False  # no other numbers are there
    return count.valid * 100 > _PART * counts.filled  # as many as that, and yet not the column's type


def _long_codes(counts: Counts) -> bool:
    """Whether the column is of codes such as a UUID, whose digits look like anything now and then."""
    return counts.types.get("biometric", Count()).valid * 100 >= _ALMOST_ALL * counts.filled


_LINES = {"mobile": "landline", "landline": "mobile"}  # one column often has both
# Types whose values stand in one column by habit: a telephone is a mobile or a fixed line, a document is of any kind.
_BESIDE: Mapping[str, tuple[str | None, ...]] = {
    "landline": ("mobile",),
    "mobile": ("landline", "wechat", None),
    "email": ("wechat", None),
    "passport": ("resident_id",),
    "hkmo_permit": ("resident_id",),
}


def _plain(said: Said, counts: Counts, distinct: int, contains: tuple[str, ...]) -> Holding:
    """No type of anybody's: a date, an amount, few words or free text; and what it might be all the same."""
    id_, fits = _spread(said, counts, distinct, contains)
    return Holding(
        info_type=id_,
        share=share(fits, counts.filled),
        score=Decimal(info_types()[id_].score) / 100 if id_ else Decimal(0),
        contains=contains,
        possible=(possible := tuple(sorted(_possible(said, counts)))),
        filled=counts.filled,
        valid=fits,
        masked=0,
        wrong=0,
        why=_undecided(possible, said, counts),
        samples=(),
    )


def _possible(said: Said, counts: Counts) -> Iterator[str]:
    """What only a header could tell is possible where it says nothing, and no more where it names another thing."""
    mute = not said.types and not said.other
    for id_, count in counts.types.items():
        type_ = info_types()[id_]
        open_ = type_.group != "general" and (type_.tells != "header" or mute or id_ in said.types)
        if open_ and count.valid * 100 >= _ALMOST_ALL * counts.filled > 0:
            yield id_


def _spread(said: Said, counts: Counts, distinct: int, contains: tuple[str, ...]) -> tuple[str | None, int]:
    if not counts.filled:
        return None, 0
    for id_ in ("date", "year", "amount"):
        count, named = counts.types.get(id_, Count()), id_ in said.types
        type_ = info_types()[id_]
        if (named or type_.tells == "shape") and count.valid * 100 >= type_.enough * counts.filled:
            return id_, count.valid
    long = counts.characters > _WORDS_LONG * counts.filled
    if not long and distinct <= _WORDS_MOST and distinct * 5 <= counts.filled:
        return "enumeration", counts.filled
    if contains or (counts.han * 2 > counts.filled and counts.characters > 6 * counts.filled):
        return "free_text", counts.han
    return None, 0


def _why(claim: _Claim, said: Said, counts: Counts) -> Text:
    type_, count = claim.type_, claim.count
    zh = [f"{counts.filled} 个有值单元格中 {count.valid} 个符合“{type_.label.zh}”({type_.explain.zh})"]
    en = [f"of {counts.filled} filled cells {count.valid} fit “{type_.label.en}” ({type_.explain.en})"]
    if count.masked:
        zh.append(f"{count.masked} 个已部分遮盖")
        en.append(f"{count.masked} are partly hidden")
    if type_.check is not None and count.wrong:
        zh.append(f"{count.wrong} 个形似而校验不符")
        en.append(f"{count.wrong} look like it and fail the check")
    if type_.id in said.types:
        zh.append(f"列名中的“{said.word}”指明此类")
        en.append(f"the header says so (“{said.word}”)")
    return Text("；".join(zh), "; ".join(en))


def _undecided(possible: tuple[str, ...], said: Said, counts: Counts) -> Text:
    if not possible:
        return Text(
            f"{counts.filled} 个有值单元格未见个人信息类型",
            f"no type of personal information fills its {counts.filled} filled cells",
        )
    labels = [info_types()[id_].label for id_ in possible]
    zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
    if said.other:
        return Text(
            f"值形似{zh}，但列名(“{said.word}”)另有所指",
            f"looks like {en}, yet the header (“{said.word}”) names another thing",
        )
    if counts.sequence:
        return Text(
            f"值形似{zh}，但逐行递增，像流水号",
            f"looks like {en}, yet the numbers grow row by row, as serial numbers do",
        )
    return Text(
        f"可能是{zh}；无校验位，列名也未指明，不能断定", f"possibly {en}: no check digit and no header can tell"
    )
