"""Signing the lists of what an authority has revoked, from the register, by its schedule (RFC 5280 section 5)."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pki import certificate, codes, crl, profiles
from pki.algorithms import public_info
from pki.certificate import Certificate, signed
from pki.crl import Head
from pki.lint.table import refuse
from pki.port import Statuses, Trusts
from pki.publishing import Freshness, freshness
from pki.revocation import Reason, Revoked
from zhengyun.certified import AuthorityCertificate, Entered, RevocationList, Standing, StatusChange
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority
from zhengyun.instant import parse, text
from zhengyun.signing import Signer

SIGNED: Final = "crl.signed"
# A longer list is held against the rules without its entries: they are all alike, and a million of them take minutes.
LINTED: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Office:
    """An authority with the certificate that it signs under.

    Raises: ZhengyunError (ZY-PKI-002, ZY-PKI-014).
    """

    authority: Authority
    own: AuthorityCertificate

    @property
    def certificate(self) -> Certificate:
        """Its certificate, taken apart."""
        return certificate.read(self.own.certificate, self.authority.name)

    @property
    def key_id(self) -> bytes:
        """The identifier of its key."""
        return profiles.issuing(self.authority, self.certificate)[1]

    def sign(self, to_be_signed: bytes, signer: Signer) -> bytes:
        """What it signs, with its signature."""
        return signed(to_be_signed, self.authority.algorithm, base64.b64decode(signer.sign(to_be_signed)))


def sign_list(
    office: Office, statuses: Statuses, trusts: Trusts, signer: Signer, person: str, now: datetime, *, delta: bool
) -> RevocationList:
    """Sign the next list, full or delta, and record it before anybody is given it; a delta goes with the newest full one.

    Raises: ZhengyunError (ZY-PKI-052: the clock is behind what was recorded, ZY-PKI-053: no full list for a delta to go
    with, ZY-PKI-054: somebody has signed one meanwhile, ZY-PKI-055: it has no deltas, ZY-PKI-137: another's key, ZY-PKI-015: it breaks a rule).
    """
    authority = office.authority
    now = now.replace(microsecond=0)
    if public_info(signer.public) != office.certificate.public_info:
        # Whoever checks lists would believe this one no more than none.
        raise ZhengyunError(codes.OTHER_KEY, owner=authority.name)
    refuse_behind(authority.name, statuses.last(authority.name), now)
    full = _base(authority, trusts, now) if delta else None
    seconds = authority.schedule.delta if delta else authority.schedule.crl
    made = RevocationList(
        authority.name,
        trusts.last_number(authority.name) + 1,
        full.number if full else 0,
        text(now),
        text(now + timedelta(seconds=seconds)),
        b"",
    )
    entries = _since(full, authority.name, statuses) if full else _all(authority.name, statuses, trusts)
    head = _head(office, made)
    whole = crl.to_be_signed(head, entries)
    refuse(whole if len(whole) <= LINTED else crl.to_be_signed(head, ()), authority.name)
    made = made._replace(document=office.sign(whole, signer))
    body = {"authority": authority.name, "number": made.number, "base": made.base, "next_update": made.next_update}
    if trusts.publish(made, Note(SIGNED, person, body)) is None:
        raise ZhengyunError(codes.LIST_OVERTAKEN, authority=authority.name, number=made.number)
    return made


def standing(authority: Authority, trusts: Trusts, now: datetime, *, delta: bool = False) -> Freshness:
    """How an authority's newest list stands to its schedule; a delta is due at half of its time."""
    newest = trusts.newest_list(authority.name, delta=delta, brief=True)
    seconds = authority.schedule.delta // 2 if delta else authority.schedule.due
    return freshness(parse(newest.next_update) if newest else None, timedelta(seconds=seconds), now)


def refuse_behind(authority: str, last: str, now: datetime) -> None:
    """Refuse to sign at an instant before one that is on record: the clock has been set back.

    Raises: ZhengyunError (ZY-PKI-052).
    """
    if last and text(now) < last:
        raise ZhengyunError(codes.CLOCK_BEHIND, authority=authority, last=last, now=text(now))


def _base(authority: Authority, trusts: Trusts, now: datetime) -> RevocationList:
    if not authority.schedule.delta:
        raise ZhengyunError(codes.NO_DELTAS, authority=authority.name)
    full = trusts.newest_list(authority.name)
    if full is None or parse(full.next_update) <= now:
        raise ZhengyunError(codes.NO_FULL_LIST, authority=authority.name)
    return full


def _head(office: Office, made: RevocationList) -> Head:
    authority = office.authority
    return Head(
        office.certificate.subject_raw,
        authority.algorithm,
        office.key_id,
        made.number,
        parse(made.this_update),
        parse(made.next_update),
        made.base or None,
        tuple(map(delta_url, authority.crl_urls)) if authority.schedule.delta else (),
    )


def delta_url(url: str) -> str:
    """Where the delta list is, beside the full one: `issuing.crl` and `issuing-delta.crl`."""
    head, dot, suffix = url.rpartition(".")
    return f"{head}-delta{dot}{suffix}" if dot and "/" not in suffix else f"{url}-delta"


def _all(authority: str, statuses: Statuses, trusts: Trusts) -> Iterator[Revoked]:
    """Whatever is not good. What has ended is left out once a list has had it after its end (RFC 5280 section 3.3)."""
    before = trusts.newest_list(authority)
    since = before.this_update if before else ""
    for one in statuses.not_good(authority):
        if one.not_after > since:
            yield _entered(one)


def _since(full: RevocationList, authority: str, statuses: Statuses) -> Iterator[Revoked]:
    """What has changed since a full list, each certificate once, as it stands now; in the order of their numbers."""
    # Instants have whole seconds: what changed in the second in which the full list was signed may not be in it.
    before = text(parse(full.this_update) - timedelta(seconds=1))
    changed: dict[int, StatusChange] = {one.serial: one for one in statuses.changes(authority, before)}
    for serial, one in sorted(changed.items()):
        reason = Reason.REMOVE_FROM_CRL if one.state is Standing.GOOD else Reason(one.reason or Reason.UNSPECIFIED)
        yield Revoked(serial, parse(one.at), reason, parse(one.invalidity) if one.invalidity else None)


def _entered(one: Entered) -> Revoked:
    reason = Reason(one.reason or Reason.UNSPECIFIED)
    return Revoked(one.serial, parse(one.at), reason, parse(one.invalidity) if one.invalidity else None)
