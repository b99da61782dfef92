"""The key under which encryption keys are kept: its public half is in force with the trust, its private half is shares in many hands."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pki import codes
from pki.inforce import ESCROW
from zhengyun.certified import Trusted
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority, Ceremony, Trust
from zhengyun.instant import parse, text
from zhengyun.signing import PublicKey, read_key

ALGORITHMS: Final = ("sm2", "p256")


class Escrow(NamedTuple):
    """One such key: `need` of the shares open it, whose digests are by their keepers.

    `signatures` are those of the people of its ceremony under all the rest (`pki.ceremony.vouching`).
    """

    public: PublicKey
    need: int
    shares: Mapping[str, str]
    at: str
    ceremony: str = ""
    signatures: Mapping[str, str] = MappingProxyType({})

    def document(self) -> Mapping[str, Any]:
        """It, as the register keeps it."""
        plain = {"shares": dict(self.shares), "signatures": dict(self.signatures)}
        return {**self._asdict(), **plain, "public": self.public._asdict()}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Escrow":
        """One from what the register keeps. Raises: AttributeError, KeyError, TypeError, ValueError where it is none."""
        signatures = {str(name): str(value) for name, value in document.get("signatures", {}).items()}
        shares, at = dict(document["shares"]), text(parse(document["at"]))
        public, need, ceremony = read_key(document["public"]), int(document["need"]), str(document.get("ceremony", ""))
        return cls(public, need, shares, at, ceremony, signatures)


def escrows(kept: Iterable[Trusted]) -> dict[str, Escrow]:
    """All of them by their names, the newest last; what was kept under an old one is opened by its shares alone.

    Raises: ZhengyunError (ZY-PKI-107: one of them is none).
    """
    try:
        found = [Escrow.read(one.document) for one in kept if one.kind == ESCROW]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ZhengyunError(codes.NOT_A_TRUST, problem=f"{type(error).__name__}: {error}") from error
    return {one.public.id: one for one in sorted(found, key=lambda one: one.at)}


def in_force(kept: Iterable[Trusted]) -> Escrow | None:
    """The newest of them."""
    found = list(escrows(kept).values())
    return found[-1] if found else None


def keepers(trust: Trust) -> Authority:
    """Whoever recovers keys, in the form of an authority whose ceremony they hold.

    Raises: ZhengyunError (ZY-PKI-194).
    """
    keeping = [one for one in trust.authorities.values() if one.escrow]
    recovery = trust.recovery
    if not keeping or not recovery.people:
        raise ZhengyunError(codes.NOBODY_RECOVERS)
    algorithm = next((word for word in ALGORITHMS if word in {one.algorithm for one in keeping}), ALGORITHMS[-1])
    need = min(recovery.threshold, recovery.judicial)
    return Authority(ESCROW, "", "", algorithm, "", 0, Ceremony(need, recovery.people))
