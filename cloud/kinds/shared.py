"""Kinds that the cloud's administrator keeps for all tenants: they lie in no project."""

from collections.abc import Mapping
from typing import Any

from cloud import mark
from cloud.kinds.base import Kind
from cloud.view import Item, View
from zhengyun.resource import Value


class Shared(Kind):
    """A kind that only administrators make, whose own words lie beside our mark in one mapping."""

    in_project = False

    def at_home(self, item: Item, path: str, view: View) -> bool:
        """Only administrators make them."""
        del item, path, view
        return True

    def project(self, item: Item) -> str:
        """None."""
        del item
        return ""


def properties_of(found: Mapping[str, Any]) -> dict[str, Value]:
    """What stands beside the mark."""
    return {name: str(value) for name, value in sorted(found.items()) if not name.startswith(mark.PREFIX)}
