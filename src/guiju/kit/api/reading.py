"""Reads what a program sends: JSON with limits, and nothing that the database or a page could not hold."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from ninja.parser import Parser

from guiju.kit.says import trouble

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict

DEEPEST = 12  # levels of JSON in JSON; the deepest that we take has four
LONGEST = 20_000  # items in one body, all levels together
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and halves of characters: JSON can carry them, no text can."""


class Strict(Parser):
    """The parser of every body and query."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise trouble("media", "请以 application/json 发送", "send application/json")
        content = parsed(request.body)
        if not isinstance(content, dict):
            raise trouble("unreadable", "内容须是一个 JSON 对象", "the body must be one JSON object")
        return content

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name in data:
            for value in (name, *data.getlist(name)):
                storable(value if isinstance(value, str) else value.name or "")
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        return found


def storable(value: str) -> None:
    """Raise where a text holds what no text can."""
    if UNSTORABLE.search(value):
        raise trouble("unstorable", "含有不能存储的字符", "it holds a character that cannot be stored")


def parsed(body: bytes) -> object:
    """JSON within limits. Numbers with a fraction stay exact; a name twice in one object is a mistake."""
    try:
        content = json.loads(body.decode(), parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise trouble("unreadable", "内容不是可读的 JSON", "the body is not JSON that can be read") from None
    _measure(content)
    return content


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _measure(content: object) -> None:
    """Not too deep, not too many, and all of it can be stored."""
    waiting, seen = [(content, 1)], 0
    while waiting:
        item, level = waiting.pop()
        seen += 1
        if level > DEEPEST or seen > LONGEST:
            raise trouble("unreadable", "内容嵌套过深或项目过多", "the body is nested too deep or has too many items")
        if isinstance(item, str):
            storable(item)
        elif isinstance(item, dict):
            for name in item:
                storable(name)
            waiting += [(inner, level + 1) for inner in item.values()]
        elif isinstance(item, list):
            waiting += [(inner, level + 1) for inner in item]
