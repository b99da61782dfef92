"""How firmly a private key is held: what can be said of who else may have it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from zhengyun.errors import N_


class Holding(StrEnum):
    """Where a private key is, and whether it can have got out."""

    FILE = "file"
    NEVER = "never"
    ONCE = "once"
    NOW = "now"
    UNKNOWN = "unknown"


TEXTS: Final[Mapping[Holding, str]] = {
    Holding.FILE: N_("a sealed file: whoever copies it and knows the passphrase has the key"),
    Holding.NEVER: N_("made in the token, and cannot be taken out"),
    Holding.ONCE: N_("it cannot be taken out of the token now, but came from outside or could be taken out once"),
    Holding.NOW: N_("EXPORTABLE: whoever has the PIN can take it out of the token"),
    Holding.UNKNOWN: N_("whether it can be taken out of the token shows itself only with the PIN"),
}
# Of these nothing more is to be said: a file is what most people have.
SOUND: Final = frozenset({Holding.FILE, Holding.NEVER})


def holding(
    *, extractable: bool, never_extractable: bool, sensitive: bool, always_sensitive: bool, local: bool
) -> Holding:
    """What a token's attributes of a private key say (PKCS#11 v2.40 section 4.9)."""
    if extractable or not sensitive:
        return Holding.NOW
    return Holding.NEVER if never_extractable and always_sensitive and local else Holding.ONCE
