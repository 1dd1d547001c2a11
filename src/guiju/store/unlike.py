"""No double filing across offices: what a record must not be twice, as digests, here and in what others mirrored.

The digests are made when an entry is put on the register, from the rulebook's own rules (`unique`), under the name of
the network that offices agreed upon; a block of the act holds them, shut to everybody but known offices.
"""

from __future__ import annotations

from guiju.kernel.sameness import NETWORK
from guiju.store.database import put_setting, setting
from guiju.store.office import Office


def network() -> str:
    """What is mixed into the digests."""
    return setting("network") or NETWORK


def set_network(office: Office, word: str) -> None:
    """From now on; records that are on the register keep the digests that they have."""
    office.bind()
    put_setting("network", word)
