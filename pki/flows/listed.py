"""Whether the lists of what is revoked hold, of an authority and of those above it: under one that is overdue nothing is certified."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from pki import codes
from pki.flows.desk import Desk
from zhengyun.certified import RevocationList
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority
from zhengyun.instant import after, parse

# Instants are texts that sort as they follow each other; this one comes after all of them.
NEVER: Final = "~"


class Due(NamedTuple):
    """Until when an authority's newest list holds, or by when its first one is due; its number is 0 where there is none."""

    authority: str
    number: int
    until: str
    first: str = ""
    """Since when it certifies, where it has signed no list."""

    def overdue(self, now: datetime) -> bool:
        """Whether that has passed."""
        return self.until != NEVER and parse(self.until) <= now


def due(authority: Authority, newest: RevocationList | None, first: str) -> Due:
    """When an authority's next list is overdue; `first` is when it has certified anything for the first time, empty for never.

    A first list is due when it would have ended, had it been signed with the first certificate: before that there is
    nothing that could be revoked.
    """
    if newest:
        return Due(authority.name, newest.number, newest.next_update)
    return Due(authority.name, 0, after(parse(first), authority.schedule.crl) if first else NEVER, first)


def next_due(desk: Desk, authority: Authority) -> Due:
    """Of an authority and those above it, whose list ends first."""
    return min(_dues(desk, authority), key=lambda one: one.until)


def refuse_overdue(desk: Desk, authority: Authority, now: datetime) -> Due:
    """Refuse to certify anything that nobody could rely on; returns what holds, and until when.

    Raises: ZhengyunError (ZY-PKI-245, 246).
    """
    found = next_due(desk, authority)
    if found.overdue(now):
        raise refusal(found)
    return found


def refusal(found: Due) -> ZhengyunError:
    """That a list is overdue."""
    return ZhengyunError(codes.LIST_OVERDUE if found.number else codes.FIRST_LIST_OVERDUE, **found._asdict())


def _dues(desk: Desk, authority: Authority) -> Iterator[Due]:
    yield due(authority, desk.trusts.newest_list(authority.name, brief=True), desk.register.first(authority.name))
    seen = {authority.name}
    above = desk.trust.authorities.get(authority.issuer)
    while above and above.name not in seen:
        # Who is kept elsewhere signs its lists there, and none of them is on record here.
        if newest := desk.trusts.newest_list(above.name, brief=True):
            yield due(above, newest, "")
        seen.add(above.name)
        above = desk.trust.authorities.get(above.issuer)
