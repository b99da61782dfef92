"""Whether an authority can sign now: it has a certificate, and so has everybody above it, and each of them is good."""

from collections.abc import Iterator
from datetime import datetime

from pki import certificate, codes
from pki.algorithms import public_info
from pki.certificate import Certificate
from pki.flows.desk import Desk
from zhengyun.certified import STANDINGS, Standing, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority
from zhengyun.instant import text
from zhengyun.signing import Signer


def signs(desk: Desk, authority: Authority, now: datetime) -> Certificate:
    """The certificate under which an authority signs now. Raises: as `path` does."""
    return path(desk, authority, now)[0]


def path(desk: Desk, authority: Authority, now: datetime) -> tuple[Certificate, ...]:
    """The certificate under which an authority signs now, and those that it rests on, up to a root's.

    Raises: ZhengyunError (ZY-PKI-002, 013: not in force, 057: none, 136: revoked or held, it or one above it).
    """
    chain = list(_chain(desk, authority))
    for one, found in chain:
        begin, end = found.not_before, found.not_after
        if not begin <= now <= end:
            raise ZhengyunError(
                codes.AUTHORITY_NOT_IN_FORCE, authority=one.name, begin=text(begin), end=text(end), now=text(now)
            )
        row = desk.register.certificate(one.issuer or one.name, found.serial)
        if row and row.state is not Standing.GOOD:
            raise ZhengyunError(
                codes.AUTHORITY_REVOKED,
                authority=one.name,
                serial=written(found.serial),
                state=STANDINGS[row.state],
                since=row.state_at,
            )
    return tuple(found for _, found in chain)


def own(authority: Authority, found: Certificate, key: Signer) -> None:
    """Refuse to sign with a key that is not the one in the authority's certificate.

    Raises: ZhengyunError (ZY-PKI-137).
    """
    if public_info(key.public) != found.public_info:
        raise ZhengyunError(codes.OTHER_KEY, owner=authority.name)


def _chain(desk: Desk, authority: Authority) -> Iterator[tuple[Authority, Certificate]]:
    """An authority and those above it, each with its newest certificate."""
    seen = set[str]()
    above: Authority | None = authority
    while above and above.name not in seen:
        kept = desk.trusts.authority(above.name)
        if kept is None:
            raise ZhengyunError(codes.NOT_BEGUN, authority=above.name)
        yield above, certificate.read(kept.certificate, above.name)
        seen.add(above.name)
        above = desk.trust.authorities.get(above.issuer)
