"""Seconds to draw a certificate as a PDF page: by a process that has drawn one before, and with nothing kept loaded.

Run as `python -m bench.paper`, in a process of its own: the first page of a process is the one that loads everything.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import manimgx_fonts_cjk
import typst

from guiju.kit.paper import draw
from tests.kit.certificates import Maker, entry

URL = "https://register.example/verify/"
PAGES = 30
COLD = 5


def certificates(count: int) -> list[bytes]:
    """Each another, so that nothing of a page serves for the next."""
    return [Maker(entry(record=f"350000-2025-{n:06}-1", office=f"示例第{n}登记中心")).build() for n in range(count)]


def seconds(data: bytes) -> float:
    """One page, drawn."""
    began = time.perf_counter()
    draw.certificate_pdf(data, URL)
    return time.perf_counter() - began


def cold(data: bytes) -> float:
    """The same page by the same typesetter, which finds its fonts anew and remembers nothing."""
    folder = str(Path(manimgx_fonts_cjk.__file__).parent)
    source = Path(draw.__file__).with_name("page.typ").read_bytes()
    inputs, moment = draw.inputs_of(data, URL)
    began = time.perf_counter()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    typst.Compiler(source, font_paths=fonts, sys_inputs=inputs).compile(
        format="pdf", pdf_standards=draw.STANDARD, timestamp=moment
    )
    return time.perf_counter() - began


def main() -> None:
    """Prints the first page, the median of later ones, and the median with nothing kept."""
    first, *others = certificates(PAGES + 1)
    opening = seconds(first)
    later = statistics.median(map(seconds, others))
    bare = statistics.median(cold(data) for data in others[:COLD])
    print(opening, later, bare)


if __name__ == "__main__":
    main()
