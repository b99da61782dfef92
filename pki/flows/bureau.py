"""Who certifies by a profile, whether for X.509 or for SSH: what asking, reviewing and issuing need to know of it, and no more."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pki import certificate, codes
from pki.flows.authority import own, path, signs
from pki.flows.certifier import Certifier, Companion, Drafted, Made, unheard
from pki.flows.desk import Desk
from pki.flows.listed import Due, next_due, refuse_overdue
from pki.flows.ssh import SshBureau, SshDrafted
from pki.inforce import bound
from pki.profiles import template
from zhengyun.application import Asked
from zhengyun.certified import Certified, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority, Profile, SshAuthority
from zhengyun.signing import Signer

Opens = Callable[[Authority | SshAuthority], Signer]
"""Opens an authority's key. Raises: ZhengyunError (ZY-KEY-*)."""


class Certifies(Protocol):
    """Makes certificates of rows, by one profile."""

    def drafts(
        self, rows: Iterable[Asked], now: datetime, told: Callable[[int], None] = unheard
    ) -> tuple[Sequence[Drafted | SshDrafted], list[Asked]]:
        """What rows would be certified as, and those that would not be, with why; `told` hears now and then how many were looked at."""
        ...

    def certify(self, rows: Iterable[Asked], key: Signer, now: datetime, application: str) -> Made:
        """Certify rows; what is wrong with one keeps none of the others back."""
        ...


class Bureau(Protocol):
    """An authority with one of its profiles, at a desk."""

    @property
    def name(self) -> str:
        """The authority, as records call it."""
        ...

    @property
    def parts(self) -> Profile:
        """Who takes which part."""
        ...

    @property
    def trust(self) -> str:
        """The digest of authority and profile, to which an application is bound."""
        ...

    @property
    def standing(self) -> tuple[int, int]:
        """For so many certificates, and so many seconds, one may agree beforehand."""
        ...

    def certifier(
        self, now: datetime, renews: Certified | None = None, companion: Companion | None = None
    ) -> Certifies:
        """What certifies by the profile now. Raises: ZhengyunError."""
        ...

    def due(self) -> Due:
        """Whose list of what is revoked ends first, its own or one above it."""
        ...

    def refuse_overdue(self, now: datetime) -> Due:
        """Refuse to certify anything that nobody could rely on; else as `due`. Raises: ZhengyunError (ZY-PKI-245, 246)."""
        ...

    def opened(self, key: Opens, now: datetime) -> Signer:
        """The authority's key, which is the one that its certificates name. Raises: ZhengyunError."""
        ...


@dataclass(frozen=True)
class X509Bureau:
    """An authority of X.509 with one of its profiles, at a desk."""

    desk: Desk
    authority: Authority
    parts: Profile
    standing: tuple[int, int] = (0, 0)

    @property
    def name(self) -> str:
        """The authority, as records call it."""
        return self.authority.name

    @property
    def trust(self) -> str:
        """The digest of authority and profile, to which an application is bound."""
        return bound(self.authority, self.parts)

    def certifier(
        self, now: datetime, renews: Certified | None = None, companion: Companion | None = None
    ) -> Certifier:
        """What certifies by the profile now.

        Raises: ZhengyunError (ZY-PKI-002, 013, 014, 057, 136, and 146 where it takes an authority that keeps keys).
        """
        if self.parts.dual and not self.authority.escrow:
            raise ZhengyunError(codes.KEEPS_NO_KEYS, profile=self.parts.name, authority=self.name)
        found, *above = path(self.desk, self.authority, now)
        old = certificate.read(renews.certificate, written(renews.serial)) if renews else None
        made = template(self.authority, found, self.parts, tuple(above))
        return Certifier(made, self.desk.verifier, self.desk.register.compromised, companion, old)

    def due(self) -> Due:
        """Whose list of what is revoked ends first, its own or one above it."""
        return next_due(self.desk, self.authority)

    def refuse_overdue(self, now: datetime) -> Due:
        """Refuse to certify anything that nobody could rely on; else as `due`. Raises: ZhengyunError (ZY-PKI-245, 246)."""
        return refuse_overdue(self.desk, self.authority, now)

    def opened(self, key: Opens, now: datetime) -> Signer:
        """The authority's key. Raises: ZhengyunError (ZY-PKI-137: not the one in its certificate; ZY-KEY-*)."""
        signer = key(self.authority)
        own(self.authority, signs(self.desk, self.authority, now), signer)
        return signer


def bureau_of(desk: Desk, profile: str) -> Bureau:
    """Who certifies by a profile that is in force. Raises: ZhengyunError (ZY-PKI-134)."""
    found = desk.ssh_profile(profile)
    return SshBureau(desk, *found) if found else X509Bureau(desk, *desk.profile(profile))
