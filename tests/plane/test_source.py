"""The first reading of a large file says what that of a small one says, or nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guiju.plane import source
from guiju.plane.trouble import ScanError

PIECES = [b"a", b",", b"\r", b"\n", b"\r\n", "é".encode(), "中".encode(), "🙂".encode(), b"\xe4\xb8", b"\xff", b"\0"]
LINES = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)


@pytest.fixture(scope="module", autouse=True)
def _small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source, "CHUNK", 7)
        patch.setattr(source, "_BLOCK", 8)
        yield


@given(LINES, st.sampled_from([0, 1, 3]))
@example(b"abcdef\r\nab\r\n", 0)  # a block ends between the two
@example(b"a\rb\nc", 0)
@example(b"a\nb\rc", 0)
@example(b"a\r\nb\rc\r", 0)
def test_a_large_file_is_read_like_a_small_one(data: bytes, start: int) -> None:
    data = b"a" * start + data
    try:
        slow = source._pass(io.BytesIO(data), "a.csv", "utf-8", start)
    except (ScanError, source._Bad):
        slow = None
    fast = source._fast_pass(io.BytesIO(data), start)
    assert fast in (slow, None)
    if slow is not None and max(map(len, data[start:].split(b"\n"))) < 8:
        assert fast == slow
