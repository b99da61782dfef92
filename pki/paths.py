"""Paths to roots, of which the part above an authority is judged once: of what that authority signs, its own signature is then left to look at.

What has been judged is taken for judged only where the same path would be found again at whatever instant, and where nothing in it
is held against all that is below. OpenSSL has the last word on everything that it does not accept.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from pki.certificate import Certificate, read
from pki.extensions import NAME_CONSTRAINTS
from pki.names import Name
from pki.openssl import Judged, Store
from zhengyun.errors import ZhengyunError

# X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED.
OUT_OF_PERIOD: Final = frozenset({9, 10})
# RFC 3779 sections 2 and 3: addresses and numbers of networks, which each certificate has from all above it.
RESOURCES: Final = frozenset({"1.3.6.1.5.5.7.1.7", "1.3.6.1.5.5.7.1.8"})


class Above(NamedTuple):
    """An authority that has a path: what judges those that it signs, and the certificates from its own to the root's."""

    authority: Store
    path: tuple[bytes, ...]


class Paths:
    """Roots that are trusted and authorities between, judged as `openssl.Store` judges. Raises: ValueError where a root cannot be read."""

    def __init__(self, anchors: Sequence[bytes], between: Sequence[bytes]) -> None:
        self._store, self._between = Store(anchors), tuple(between)
        self._one_way = _different({*anchors, *between})
        self._above: dict[bytes, Above] = {}

    def judge(self, leaf: Certificate, at: datetime) -> Judged:
        """Whether there is a path; whether each of it was in force at that instant is for others to say.

        Raises: ValueError.
        """
        above = self._above.get(leaf.issuer_raw) if _usual(leaf) else None
        if above and not above.authority.judge(leaf.raw, (), None).error:
            return Judged(0, 0, "", (leaf.raw, *above.path))
        judged = self._store.judge(leaf.raw, self._between, at)
        if judged.error in OUT_OF_PERIOD:
            # That it was not in force is one thing, and whether anybody has signed it another.
            judged = self._store.judge(leaf.raw, self._between, None)
        if not judged.error and above is None and self._one_way and _usual(leaf):
            self._keep(leaf.issuer_raw, judged.path[1:])
        return judged

    def _keep(self, name: bytes, path: tuple[bytes, ...]) -> None:
        """RFC 5280 section 4.2.1.10: constraints on names are for every certificate below; the authority's own are looked at again."""
        if path and not any(NAME_CONSTRAINTS in read(one).extensions for one in path[1:]):
            self._above[name] = Above(Store(path[:1], partial=True), path)


def _usual(leaf: Certificate) -> bool:
    return leaf.issuer_raw != leaf.subject_raw and not RESOURCES & leaf.extensions.keys()


def _different(certificates: set[bytes]) -> bool:
    """Whether no two of them bear one name, as OpenSSL compares names: there is one path then, or none."""
    try:
        names = [_folded(read(one).subject) for one in certificates]
    except ZhengyunError:
        return False
    return len(set(names)) == len(names)


def _folded(name: Name) -> tuple[tuple[str, str], ...]:
    return tuple((word, " ".join(value.split()).casefold()) for word, value in name)
