"""SSH: each profile is of an authority that there is, and no authority's key signs anything else."""

from collections.abc import Iterator

from inventory import codes
from inventory.compile.trust import trust_of
from inventory.files import EstateFiles
from inventory.nearest import listed, nearest
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.trust import SSH


def ssh(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every profile of nobody's, and every key that has two purposes."""
    pki = files.pki
    if pki is None or pki.model.ssh is None:
        return
    trust, legal = trust_of(pki.model), pki.model.ssh.authorities
    for name, one in pki.model.ssh.profiles.items():
        at = ("ssh", "profiles", name, "authority")
        if one.authority not in legal and pki.lists("ssh", "authorities") and pki.knows(*at):
            values = {"name": one.authority, "legal": listed(sorted(legal)), "nearest": nearest(one.authority, legal)}
            yield ZhengyunError(codes.UNKNOWN_REFERENCE, place=pki.place(*at), what=N_("authority"), **values)
    taken: dict[str, tuple[str, ...]] = {
        one.key: ("authorities", name, "key") for name, one in trust.authorities.items()
    }
    for name, authority in trust.ssh_authorities.items():
        place = ("ssh", "authorities", name.removeprefix(SSH), "key")
        if authority.key in taken and pki.knows(*place):
            other = pki.place(*taken[authority.key])
            yield ZhengyunError(
                codes.TAKEN_TWICE, place=pki.place(*place), what=N_("key"), name=authority.key, other=other
            )
        taken.setdefault(authority.key, place)
