"""The information types, one file each, by country: gathered when first asked for, in the order of their names."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from guiju.plane.infotypes.model import InfoType

COUNTRIES = ("any", "cn", "es", "eu", "kr")


@cache
def info_types() -> Mapping[str, InfoType]:
    """Id -> type."""
    found: dict[str, InfoType] = {}
    for country in COUNTRIES:
        package = importlib.import_module(f"{__name__}.{country}")
        for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda one: one.name):
            type_ = importlib.import_module(f"{package.__name__}.{module.name}").TYPE
            if type_.id in found or type_.id != module.name:
                raise ValueError(f"{type_.id}: a type is named as its file, and once")
            found[type_.id] = type_
    return MappingProxyType(found)
