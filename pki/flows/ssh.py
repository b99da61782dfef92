"""Certificates of SSH by three people: the same applications, with a key of SSH where others have a request."""

import base64
import secrets
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from pki import codes
from pki.flows.certifier import NONE, Companion, Compromised, Made, apart, looked, refuse_bad_holder, unheard
from pki.flows.desk import Desk
from pki.flows.listed import NEVER, Due
from pki.inforce import bound
from pki.profiles import BACKDATED
from pki.ssh import certificate
from pki.ssh.bounds import bounds
from pki.ssh.certificate import NONCE, Draft, Kind
from pki.ssh.certifying import authority_of, refuse_others_keys, unfit
from pki.ssh.keys import SshKey, of_line, of_public, signature
from pki.ssh.wire import SshError
from zhengyun.application import Asked
from zhengyun.certified import Certified, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Profile, SshAuthority, SshProfile
from zhengyun.instant import text
from zhengyun.signing import Signer

KINDS: Final = {"user": Kind.USER, "host": Kind.HOST}


class SshDrafted(NamedTuple):
    """What a row is about to be certified as, and for how long from the moment of its issue."""

    row: Asked
    draft: Draft
    seconds: int

    @property
    def wanted(self) -> Hashable:
        """Holder, key and all that it says: where they are the same, one certificate would do."""
        draft = self.draft
        said = draft.extensions, tuple(sorted(draft.options.items())), self.seconds
        return self.row.holder, draft.key, frozenset(draft.principals), said


@dataclass(frozen=True, slots=True)
class SshCertifier:
    """Certifies by one profile; `left` tells of a holder whether he is one of the role file's people, and not in office."""

    profile: SshProfile
    authority: SshKey
    compromised: Compromised = lambda _: NONE
    left: Callable[[str], bool] = lambda _: False

    def drafts(
        self, rows: Iterable[Asked], now: datetime, told: Callable[[int], None] = unheard, application: str = ""
    ) -> tuple[list[SshDrafted], list[Asked]]:
        """What rows would be certified as, and those that would not be, with why; `told` hears now and then how many were looked at."""
        return apart(looked(rows, lambda row: self.draft(row, now, application)), told)

    def draft(self, row: Asked, now: datetime, application: str = "") -> SshDrafted:
        """What one row would be certified as.

        Raises: ZhengyunError (ZY-PKI-157, 231, 232, 234, 265, 267).
        """
        refuse_bad_holder(row.holder)
        if self.left(row.holder):
            raise ZhengyunError(codes.SSH_HOLDER_LEFT, holder=row.holder)
        try:
            key, _ = of_line(row.request.decode("utf-8", "replace"))
            said = bounds(self.profile, key, row.names)
            if self.compromised((key.digest,)):
                raise ZhengyunError(codes.SSH_COMPROMISED, key=key.digest.hex())
            begins, ends = now - BACKDATED, now + timedelta(seconds=said.seconds)
            # Nobody guesses the next number, and none comes twice: the register would refuse it.
            serial = secrets.randbits(63) | 1 << 62
            draft = Draft(
                key,
                KINDS[self.profile.kind],
                serial,
                f"{row.holder} {application}".strip(),
                said.principals,
                int(begins.timestamp()),
                int(ends.timestamp()),
                self.authority,
                said.options,
                said.extensions,
            )
        except SshError as error:
            raise unfit(row.holder, error) from error
        return SshDrafted(row, draft, said.seconds)

    def certify(self, rows: Iterable[Asked], key: Signer, now: datetime, application: str) -> Made:
        """Certify rows; what is wrong with one keeps none of the others back."""
        drafts, problems = self.drafts(rows, now, application=application)
        return Made(tuple(self._certified(one, key, now, application) for one in drafts), tuple(problems))

    def _certified(self, drafted: SshDrafted, key: Signer, now: datetime, application: str) -> Certified:
        row, draft, seconds = drafted
        body = draft.to_be_signed(secrets.token_bytes(NONCE))
        at = text(now)
        return Certified(
            authority=self.profile.authority,
            serial=draft.serial,
            holder=row.holder,
            profile=self.profile.name,
            subject=draft.identity,
            not_before=text(now - BACKDATED),
            not_after=text(now + timedelta(seconds=seconds)),
            at=at,
            certificate=certificate.whole(body, signature(key.public.algorithm, base64.b64decode(key.sign(body)))),
            key=draft.key.digest,
            application=application,
            number=row.number,
            state_at=at,
        )


@dataclass(frozen=True)
class SshBureau:
    """An authority of SSH with one of its profiles, at a desk."""

    desk: Desk
    authority: SshAuthority
    profile: SshProfile

    @property
    def name(self) -> str:
        """The authority, as records call it."""
        return self.authority.name

    @property
    def parts(self) -> Profile:
        """Who takes which part."""
        return self.desk.parts_in(self.profile.name, self.name)

    @property
    def trust(self) -> str:
        """The digest of authority and profile, to which an application is bound."""
        return bound(self.authority, self.profile)

    @property
    def standing(self) -> tuple[int, int]:
        """For so many certificates, and so many seconds, one may agree beforehand."""
        return self.profile.standing, self.profile.standing_for

    def certifier(
        self, now: datetime, renews: Certified | None = None, companion: Companion | None = None
    ) -> SshCertifier:
        """What certifies by the profile.

        Raises: ZhengyunError (ZY-PKI-231, ZY-PKI-237, ZY-PKI-268: nothing is renewed).
        """
        del companion
        if renews:
            raise ZhengyunError(codes.SSH_NOT_RENEWED, serial=written(renews.serial))
        roles = self.desk.roles

        def left(holder: str) -> bool:
            person = roles.person(holder)
            return person is not None and not person.in_office(now)

        return SshCertifier(self.profile, self._key(), self.desk.register.compromised, left)

    def due(self) -> Due:
        """Never: a list of OpenSSH's has no end, and what is certified has a near one."""
        return Due(self.name, 0, NEVER)

    def refuse_overdue(self, now: datetime) -> Due:
        """Nothing is refused; as `due`."""
        del now
        return self.due()

    def opened(self, key: Callable[[SshAuthority], Signer], now: datetime) -> Signer:
        """The authority's key. Raises: ZhengyunError (ZY-PKI-137: another than the one that people have agreed to; ZY-KEY-*)."""
        del now
        signer = key(self.authority)
        if of_public(signer.public) != self._key():
            raise ZhengyunError(codes.OTHER_KEY, owner=self.name)
        return signer

    def _key(self) -> SshKey:
        trust = self.desk.trust
        taken = {one.key for one in self.desk.trusts.authorities()} | {one.key for one in trust.authorities.values()}
        found = authority_of(self.authority)
        refuse_others_keys(self.authority.key, found, self.desk.roles, taken)
        return found
