"""Authorities as commands name them, with their certificates; and what strangers hand in, PEM or bare."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.files import read
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.people import Role

if TYPE_CHECKING:
    from pki.listing import Office
    from zhengyun.estate.trust import Authority, Trust

# What is read of one file: a bundle of the authorities that browsers know has a fifth of it.
LONGEST: Final = 1 << 20
LONGEST_LIST: Final = 128 << 20


def trust_of(house: House) -> "Trust":
    """The trust in force."""
    from pki.inforce import in_force

    return in_force(house.trusts.things())


def authority_of(trust: "Trust", name: str) -> "Authority":
    """The authority of that name. Raises: ZhengyunError (ZY-PKI-056)."""
    from pki import codes

    if name not in trust.authorities:
        known = ", ".join(sorted(trust.authorities)) or "-"
        raise ZhengyunError(codes.NO_SUCH_AUTHORITY, authority=name, known=known)
    return trust.authorities[name]


def office_of(house: House, name: str) -> "Office":
    """An authority with the certificate that it signs under. Raises: ZhengyunError (ZY-PKI-056, ZY-PKI-057)."""
    from pki import codes
    from pki.listing import Office

    authority, own = authority_of(trust_of(house), name), house.trusts.authority(name)
    if own is None:
        raise ZhengyunError(codes.NOT_BEGUN, authority=name)
    return Office(authority, own)


def security_officer(house: House) -> str:
    """The acting person, who has opened his key and is a security administrator now.

    Raises: ZhengyunError (ZY-GOV-001, 024, 040, ZY-KEY-*, ZY-PERMIT-007, 008).
    """
    from governance.entitlement import entitled

    person = house.proven()
    entitled(house.roles, person, Role.SECURITY, house.clock.now())
    return person


def certificates_in(file: Path) -> Sequence[bytes]:
    """The certificates of a file, PEM one after the other or one bare. Raises: ZhengyunError (ZY-CLI-006, 031, ZY-PKI-004)."""
    from pki import pem

    return pem.each(read(file, LONGEST), pem.CERTIFICATE, str(file))


def list_in(file: Path) -> bytes:
    """The revocation list of a file, PEM or bare. Raises: ZhengyunError (ZY-CLI-006, 031, ZY-PKI-004)."""
    from pki import pem

    return pem.bare(read(file, LONGEST_LIST), pem.CRL, LONGEST_LIST, str(file))
