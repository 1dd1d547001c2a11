"""The house put together: whoever opens an office through this door has every wing in it."""

from __future__ import annotations

from guiju.store.office import open_office
from guiju.wings import registry

WINGS = (registry,)  # loading a wing makes its codes known to the store
__all__ = ["WINGS", "open_office"]
