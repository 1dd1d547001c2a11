"""The look of the pages keeps its promises: contrast, light files, nothing inline, parts that say what they take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from tests.tidy.house import PACKAGE, short

LOOK = PACKAGE / "kit" / "static" / "guiju"
PARTS = PACKAGE / "kit" / "templates" / "kit" / "part"
CEILINGS = {"guiju.css": 25_000, "guiju.js": 8_000}
AA = 4.5
EDGE = 3.0  # what WCAG asks of the edge of a field
TEXT = ("ink", "ink2", "ink3", "link", "accent", "late", "warn", "good")
GROUNDS = ("paper", "sheet")
TONES = ("calm", "run", "good", "warn", "late")
# The content policy of the pages refuses all of these, and a browser would drop them without a word.
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=|\shx-on|hx-vals=['"]js:|<style|<script(?![^>]*\ssrc=)|javascript:""", re.I
)


def sheets() -> Mapping[str, Mapping[str, str]]:
    """Theme -> token -> colour, as the stylesheet states them."""
    text = (LOOK / "guiju.css").read_text("utf-8")
    light = text[text.index(":root {") : text.index("@media")]
    dark = re.findall(r':root(?::not\(\[data-theme="light"\]\)|\[data-theme="dark"\]) \{(.*?)\}', text, re.S)
    assert len(dark) == 2
    return {name: tokens(block) for name, block in (("light", light), ("dark by system", dark[0]), ("dark", dark[1]))}


def tokens(block: str) -> dict[str, str]:
    return {name: colour.lower() for name, colour in re.findall(r"--([\w-]+): (#[0-9a-fA-F]{3,6})\b", block)}


def brightness(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dim, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dim + 0.05)


def pairs() -> Iterator[tuple[str, str, float]]:
    """What stands on what, and how much contrast it needs."""
    yield from ((text, ground, AA) for text in TEXT for ground in GROUNDS)
    yield from ((tone, f"{tone}-bg", AA) for tone in TONES)
    yield from (("ink", f"{tone}-bg", AA) for tone in TONES)
    yield from (("ink2", ground, AA) for ground in ("sunk", "warn-bg", "late-bg"))
    yield from (("on-ink", "ink", AA), ("on-ink", "ink1", AA))
    yield from ((edge, ground, EDGE) for edge in ("line2", "focus") for ground in GROUNDS)


def test_text_can_be_read_in_light_and_in_dark() -> None:
    weak = {
        (theme, text, ground): round(contrast(colours[text], colours[ground]), 2)
        for theme, colours in sheets().items()
        for text, ground, needed in pairs()
        if contrast(colours[text], colours[ground]) < needed
    }
    assert weak == {}


def test_both_ways_to_the_dark_are_one() -> None:
    themes = sheets()
    assert themes["dark by system"] == themes["dark"]
    assert themes["light"].keys() == themes["dark"].keys()


def test_the_contrast_finder_knows_the_ends() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", CEILINGS)
def test_what_every_page_loads_is_light(name: str) -> None:
    assert (LOOK / name).stat().st_size < CEILINGS[name]


def test_no_template_carries_style_or_script() -> None:
    found = [
        f"{short(path)}: {match[0].strip()}"
        for path in sorted(PACKAGE.rglob("templates/**/*.html"))
        for match in INLINE.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_the_inline_finder_finds_them() -> None:
    for bad in (
        '<p style="x">',
        "<a onclick='x'>",
        "<b hx-on:click=x>",
        "<script>x</script>",
        "<style>",
        "<i hx-vals='js:x'>",
    ):
        assert INLINE.search(bad), bad
    assert not INLINE.search('<script src="x"></script><p class="on" data-on="x">')


def test_every_part_says_what_it_takes() -> None:
    silent = [path.name for path in sorted(PARTS.glob("*.html")) if "{% comment %}" not in path.read_text("utf-8")[:60]]
    assert silent == []


def test_every_token_that_is_used_is_defined() -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(LOOK.glob("*.css")))
    assert set(re.findall(r"var\((--[\w-]+)", text)) <= set(re.findall(r"(--[\w-]+):", text))


def test_what_is_not_ours_has_its_licence_beside_it() -> None:
    assert "Zero-Clause BSD" in (LOOK / "htmx.LICENSE.txt").read_text("utf-8")
