"""What everybody has before him who asks, reviews or issues: the records, the people, and the trust in force."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from pki import codes
from pki.inforce import in_force
from pki.port import Applications, Register, Trusts
from zhengyun.certified import Certified, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority, Profile, SshAuthority, SshProfile, Trust
from zhengyun.instant import Clock, parse, text
from zhengyun.lapse import InForce
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier

# Processes on one machine read its clock a moment apart, and machines agree on the time to about this.
TOLERANCE: Final = timedelta(seconds=5)


@dataclass(frozen=True)
class Desk:
    """Made anew for each command: role file and trust are those that are in force then."""

    applications: Applications
    register: Register
    trusts: Trusts
    roles: RoleFile
    verifier: Verifier
    clock: Clock
    versions: Callable[[], Sequence[InForce]] = tuple
    """Every version of the role file, for whoever has to know since when something is so."""

    @cached_property
    def trust(self) -> Trust:
        """The trust in force."""
        return in_force(self.trusts.things())

    def now(self, authority: str = "") -> datetime:
        """The present instant, which comes after all that is recorded of that authority.

        Raises: ZhengyunError (ZY-PKI-052).
        """
        now = self.clock.now()
        last = self.register.last(authority) if authority else ""
        if last and parse(last) - now > TOLERANCE:
            raise ZhengyunError(codes.CLOCK_BEHIND, authority=authority, now=text(now), last=last)
        return now

    def profile(self, name: str) -> tuple[Authority, Profile]:
        """A profile in force, and its authority.

        Raises: ZhengyunError (ZY-PKI-134).
        """
        profile = self.trust.profiles.get(name)
        authority = self.trust.authorities.get(profile.authority) if profile else None
        if not profile or not authority:
            legal = ", ".join(sorted({*self.trust.profiles, *self.trust.ssh_profiles})) or "-"
            raise ZhengyunError(codes.NO_PROFILE, profile=name, legal=legal)
        return authority, profile

    def ssh_profile(self, name: str) -> tuple[SshAuthority, SshProfile] | None:
        """A profile of SSH in force, and its authority; nothing where it is none of SSH."""
        profile = self.trust.ssh_profiles.get(name)
        authority = self.trust.ssh_authorities.get(profile.authority) if profile else None
        return (authority, profile) if authority and profile else None

    def parts_in(self, name: str, authority: str) -> Profile:
        """Who takes which part: as the profile says, or as profiles say that say nothing, where it is in force no more."""
        known, plain = self.trust.profiles.get(name), Profile(name, authority, "authority", 0, ())
        one = self.trust.ssh_profiles.get(name)
        return replace(plain, asker=one.asker, reviewer=one.reviewer, issuer=one.issuer) if one else known or plain

    def certificate(self, serial: int, authority: str = "") -> Certified:
        """The certificate of that serial number, by that authority where one is named.

        Raises: ZhengyunError (ZY-PKI-141, ZY-PKI-153).
        """
        found = [one for one in self.register.called(serial) if authority in {"", one.authority}]
        if not found:
            raise ZhengyunError(codes.NO_SUCH_CERTIFICATE, serial=written(serial))
        if len(found) > 1:
            names = ", ".join(one.authority for one in found)
            raise ZhengyunError(codes.SEVERAL, serial=written(serial), authorities=names)
        return found[0]
