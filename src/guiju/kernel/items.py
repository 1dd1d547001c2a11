"""What every item of a rulebook may carry, and the two bonds that tie an act to other cases: `needs` and `unique`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guiju.kernel.values import Cite, Mark, Text

Source = str
"""Text of an expression; the shelf type-checks it, `guiju.kernel.expression` evaluates it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What every item of a collection may carry. `also` is the child's own provision beside an inherited one."""

    label: Text | None = None
    cite: Cite | None = None
    also: Cite | None = None
    mark: Mark | None = None
    why: str | None = None

    @property
    def cites(self) -> tuple[Cite, ...]:
        """The provisions of this item, the nearest first."""
        return tuple(cite for cite in (self.also, self.cite) if cite)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Item):
    """Another case that must stand. `case`: `rulebook#procedure`, or a procedure of this rulebook.

    `key`: facts of that case (or its `number`), each as an expression over ours. `in`: one such case must stand in one
    of these states; `not_in`: if there is one, it must not stand in any of these. Of whoever does the act an
    expression knows `actor` (the party) and `actor_uscc`.
    """

    case: str
    key: Mapping[str, Source]
    in_: tuple[str, ...] = ()
    not_in: tuple[str, ...] = ()
    when: Source | None = None
    remedy: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique(Item):
    """No two cases of a procedure have the same facts of `key`; those of `or_none` may be missing, and are then alike.

    `except_in`: states in which a case no longer counts; `entry.cancelled` is that of a case about it. `else`: the
    filing is refused, or taken with a word about the other one (warn), and the office decides.
    """

    key: tuple[str, ...]
    or_none: tuple[str, ...] = ()
    except_in: tuple[str, ...] = ()
    else_: str = "refuse"
    remedy: Text | None = None


class All(tuple[str, ...]):
    """Roles that act together: it is done on the day on which the last of them signs."""

    __slots__ = ()
