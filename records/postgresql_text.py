"""Texts as PostgreSQL holds them: none there has U+0000, which another sign stands for, and nothing is lost.

The sign is U+10FFFE, which Unicode gives to nobody: with `0` behind it, it is U+0000, with `1` itself.
"""

from typing import Final

from psycopg import Connection
from psycopg.types.string import StrDumperUnknown, TextLoader

_SIGN: Final = "\U0010fffe"


def held(text: str) -> str:
    """A text as it is held there."""
    if "\0" in text or _SIGN in text:
        return text.replace(_SIGN, _SIGN + "1").replace("\0", _SIGN + "0")
    return text


def told(text: str) -> str:
    """The text that is held so."""
    return text.replace(_SIGN + "0", "\0").replace(_SIGN + "1", _SIGN) if _SIGN in text else text


class _Dumper(StrDumperUnknown):
    def dump(self, obj: str) -> bytes:
        """What is sent."""
        return held(obj).encode()


class _Loader(TextLoader):
    def load(self, data: bytes | bytearray | memoryview) -> str:
        """What was sent."""
        return told(bytes(data).decode())


def exact(connection: "Connection[tuple[object, ...]]") -> None:
    """Have a connection send and read texts so."""
    connection.adapters.register_dumper(str, _Dumper)
    for name in ("text", "varchar"):
        connection.adapters.register_loader(name, _Loader)
