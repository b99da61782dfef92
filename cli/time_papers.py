"""What goes with NTS, from the records: whom clients trust, and by which certificate each server is known."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from zhengyun.estate import Estate
from zhengyun.estate.time import Time, asked_at

if TYPE_CHECKING:
    from cli.wiring_hosts import Hosted
    from clock.rendering import Papers
    from zhengyun.certified import Certified
    from zhengyun.estate.trust import Trust


def papers_of(house: "Hosted", estate: Estate) -> "Papers":
    """The root above the profile's authority, and of each server the newest certificate of that profile for all addresses at which it is asked.

    A server that nobody has certified yet has none: it is laid without NTS, and `clock check` says so.

    Raises: ZhengyunError (ZY-REC-*).
    """
    from clock.rendering import Papers

    time, trust = estate.time, estate.trust
    if time is None or trust is None or time.nts not in trust.profiles:
        return Papers()
    return Papers(trusted(house, time, trust), dict(_certificates(house, time, estate)))


def trusted(house: "Hosted", time: Time, trust: "Trust") -> str:
    """The certificates of the root above the profile's authority, PEM; nothing where it has none yet."""
    from pki import pem

    name = trust.profiles[time.nts].authority
    while trust.authorities[name].issuer:
        name = trust.authorities[name].issuer
    return "".join(pem.written(pem.CERTIFICATE[0], one.certificate) for one in house.trusts.authorities(name))


def _certificates(house: "Hosted", time: Time, estate: Estate) -> Iterator[tuple[str, str]]:
    from pki.chains import Form, handed_out, path
    from zhengyun.certified import Standing

    above = [one.certificate for one in house.trusts.authorities()]
    found = house.certificates.newest(10 * len(time.servers), state=Standing.GOOD, profile=time.nts)
    now = house.clock.now()
    for name in time.servers:
        wanted = set(asked_at(name, time, estate.hosts))
        mine = next((one for one in found if _holds(one, now) and wanted <= _addresses(one)), None)
        # Who can be asked nowhere has no certificate: any other's would be for all of his addresses.
        if wanted and mine:
            yield name, handed_out(path(mine, above), Form.FULL).decode()


def _holds(one: "Certified", now: object) -> bool:
    from zhengyun.instant import parse

    return parse(one.not_after) > now  # type: ignore[operator]


def _addresses(one: "Certified") -> frozenset[str]:
    """The addresses that a certificate is for."""
    from pki import alternative
    from pki.certificate import read
    from pki.extensions import ALTERNATIVE_NAMES

    names = read(one.certificate).extensions.get(ALTERNATIVE_NAMES)
    return (
        frozenset(each.value for each in alternative.decode(names.value) if each.kind == "address")
        if names
        else frozenset()
    )
