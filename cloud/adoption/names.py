"""Names that an estate allows, for things that somebody called as he liked."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST: Final = 24
# `any` and `internet` are words of the language, `default` is Neutron's, `site` is what all tenants share.
RESERVED: Final = frozenset({"any", "internet", "default", "site"})


def plain(text: str) -> str:
    """What is left of a text in small letters, digits and hyphens, a letter first; nothing where nothing is left."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).lstrip("-0123456789")[:LONGEST].strip("-")


class Names:
    """Names that are given once: what would be the second of a name gets a number."""

    def __init__(self, taken: Collection[str] = ()) -> None:
        self._taken = set(taken) | RESERVED

    def give(self, text: str, otherwise: str) -> str:
        """A name that says what the text says, as far as it can."""
        wanted = plain(text) or otherwise
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            end = f"-{number}"
            name = wanted[: LONGEST - len(end)].rstrip("-") + end
        self._taken.add(name)
        return name
