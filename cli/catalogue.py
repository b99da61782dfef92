"""Every code of every room."""

from collections.abc import Iterator
from importlib import import_module
from typing import Final

from zhengyun.errors import Code

ROOMS: Final = (
    "zhengyun",
    "inventory",
    "records",
    "keys",
    "vault",
    "playbooks",
    "remote",
    "cloud",
    "governance",
    "pki",
    "clock",
    "network",
    "lab",
    "cli",
)


def codes() -> Iterator[Code]:
    """All codes, room by room."""
    for room in ROOMS:
        module = import_module(f"{room}.codes")
        yield from (value for value in vars(module).values() if isinstance(value, Code))
