"""Files in an object store, when somebody names one by `s3://`: copied one by one under limits, and looked at here.

Nothing else in the plane ever opens a connection, and an address that merely stands in a file is only text.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from guiju.plane.archive import CHUNK, Limits, Member, system
from guiju.plane.globs import base, matches
from guiju.plane.inventory import DEFAULT, Spot, Stock
from guiju.plane.trouble import ScanError
from guiju.plane.upload import clean_name

SCHEME = "s3://"


class Bucket:
    """A store far away, from which files are taken as they are out of an archive."""

    def __init__(self, held: Any, limits: Limits) -> None:
        self._held, self._limits = held, limits

    def take(self, member: Member, folder: Path) -> Path:
        """One object as a file in `folder`, under a name of ours; never more of it than the limit."""
        name, target, size = clean_name(member.name), folder / secrets.token_hex(16), 0
        with _far(name), self._held.open_input_stream(member.name, compression=None) as far, target.open("xb") as file:
            while chunk := far.read(CHUNK):
                size += len(chunk)
                if size > self._limits.bytes:
                    raise ScanError("too_large", name, most=self._limits.bytes)
                file.write(chunk)
        return target


@contextmanager
def bucket(address: str, limits: Limits = DEFAULT) -> Iterator[Stock]:
    """One object, all below a prefix, or those that match a pattern. Keys come from the environment as for other
    tools; `?region=` and `?endpoint_override=` may stand behind the address.
    """
    from pyarrow import fs

    given, _, options = address.partition("?")
    host, _, key = given.removeprefix(SCHEME).partition("/")
    asked = PurePosixPath(host, key)
    with _far(asked.name):
        held, _ = fs.FileSystem.from_uri(f"{SCHEME}{host}?{options}")
        spots = _spots(held, asked)
    if not spots:
        raise ScanError("no_match", asked.name)
    yield Stock(spots, limits, Bucket(held, limits))


def _spots(held: Any, asked: PurePosixPath) -> list[Spot]:
    from pyarrow import fs

    root = PurePosixPath(base(asked))
    kind = held.get_file_info(str(root)).type
    if kind == fs.FileType.NotFound:
        raise ScanError("not_found", asked.name)
    if kind == fs.FileType.File:
        return [_spot(str(root), root.name, 0)]
    spots = []
    infos = held.get_file_info(fs.FileSelector(str(root), recursive=True))
    for number, info in enumerate(sorted(infos, key=lambda info: str(info.path))):
        shown = PurePosixPath(info.path).relative_to(root)
        wanted = root == asked or matches(shown, str(asked.relative_to(root)))
        if info.type == fs.FileType.File and wanted and not system(str(shown)):
            spots.append(_spot(info.path, str(shown), number))
    return spots


def _spot(path: str, shown: str, number: int) -> Spot:
    return Spot(file=shown, member=Member(place=number, name=path, size=0))


@contextmanager
def _far(name: str) -> Iterator[None]:
    """What the store refuses, in our words; its own may quote keys."""
    try:
        yield
    except FileNotFoundError:
        raise ScanError("not_found", name) from None
    except (OSError, ValueError) as error:
        raise ScanError("remote", name, why=type(error).__name__) from None
