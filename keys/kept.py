"""A key that is made for somebody else, kept for him and handed to him: in memory alone, in between.

It is handed over as SM2EnvelopedKey where both keys are of SM2 (GM/T 0009 section 7.4), and otherwise as canonical JSON whose private part is
sealed for the holder's key (`keys.encryption`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from keys import codes, escrow
from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, named, raw, text
from keys.encryption import SEALERS, open_sealed, seal
from keys.enveloped import envelop, unwrap
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

FORMAT: Final = "zhengyun-enveloped/1"
FIELDS: Final = frozenset({"format", "algorithm", "public", "sealed"})
SM2: Final = "sm2"
# An RSA key under an RSA key has some five thousand.
LONGEST: Final = 1 << 14


@dataclass(frozen=True)
class Kept:
    """One such key."""

    algorithm: str
    private: Private = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """What others seal for."""
        return named(self.algorithm, self.private.public)

    def escrowed(self, under: PublicKey, context: escrow.Context) -> bytes:
        """It, as it is kept. Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-041)."""
        return escrow.escrow(under, self.private.secret, context)

    def enveloped(self, to: PublicKey) -> bytes:
        """It, for whoever has that key. Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-041)."""
        if self.algorithm == SM2 == to.algorithm:
            return envelop(to, self.private)
        head = {"format": FORMAT, "algorithm": self.algorithm, "public": text(self.private.public)}
        return canonical({**head, "sealed": text(seal(to, self.private.secret))})


def make(algorithm: str) -> Kept:
    """A new one. Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040: such keys open nothing)."""
    if algorithm not in SEALERS:
        raise ZhengyunError(codes.CANNOT_SEAL, algorithm=algorithm)
    return Kept(algorithm, ALGORITHMS[algorithm].generate())


def recovered(algorithm: str, by: Private, sealed: bytes, context: escrow.Context) -> Kept:
    """One that was kept. Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-060 to 062)."""
    return Kept(algorithm, ALGORITHMS[algorithm].restore(escrow.recover(by, sealed, context)))


def opened(algorithm: str, holder: Private, enveloped: bytes) -> Kept:
    """One that was enveloped for this holder's key.

    Raises: ZhengyunError (ZY-KEY-008, ZY-KEY-040, ZY-KEY-042).
    """
    try:
        if not enveloped.startswith(b"{"):
            if algorithm != SM2:
                raise ValueError("for a key of SM2")
            return Kept(SM2, unwrap(holder, enveloped))
        told = _read(enveloped)
        secret = open_sealed(algorithm, holder, raw(told["sealed"]))
        made = Kept(told["algorithm"], ALGORITHMS[told["algorithm"]].restore(secret))
        if text(made.private.public) != told["public"]:
            raise ValueError("its halves do not belong together")
    except (TypeError, ValueError, KeyError, RecursionError) as error:
        raise ZhengyunError(codes.NOT_OPENED, key=named(algorithm, holder.public).id) from error
    return made


def _read(enveloped: bytes) -> Mapping[str, Any]:
    if len(enveloped) > LONGEST:
        raise ValueError("longer than any")
    told = json.loads(enveloped)
    if set(told) != FIELDS or told["format"] != FORMAT or canonical(told) != enveloped:
        raise ValueError(f"no {FORMAT}")
    return dict(told)
