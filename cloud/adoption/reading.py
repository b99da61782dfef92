"""Reading what is to be adopted: the project with all that lies in it, its limits, its keys, its images' files."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from cloud import codes
from cloud.adoption.findings import Known, Survey, inside
from cloud.adoption.given import Given
from cloud.adoption.stored import stored
from cloud.adoption.survey import find, survey
from cloud.adoption.systems import Told
from cloud.clean import clean
from cloud.port import Adopter, Cloud
from cloud.view import View
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate, Quota

# The types of keys that an estate can declare.
KEYS: Final = ("ssh-ed25519", "ecdsa-sha2-", "ssh-rsa")


def surveyed(
    cloud: Cloud,
    estate: Estate,
    names: tuple[str, str, str],
    register: Sequence[Told],
    store: Path,
    users: Collection[str] = (),
) -> tuple[View, Survey, Given]:
    """Read the site, find the project, give everything a path; `names` are the site's, the tenant's and the project's.

    `users` are those of whom somebody has said that they are services.

    Raises: ZhengyunError (ZY-CLOUD-220, 228, 229, 236).
    """
    name, tenant, called = names
    if not isinstance(cloud, Adopter):
        raise ZhengyunError(codes.CANNOT_ADOPT, site=name)
    site, view = estate.site(name), cloud.view()
    project = find(view, called)
    if ("project", project["id"]) in view.paths:
        owner = view.paths["project", project["id"]]
        raise ZhengyunError(codes.OURS_ALREADY, site=name, project=called, tenant=owner)
    images = stored(store, view.lists["image"])
    offered = {
        "flavor": frozenset(one.name for one in site.flavors),
        "image": frozenset(one.name for one in site.images),
        "external": frozenset(one.name for one in site.externals),
        "qos": frozenset(one.name for one in site.qos),
    }
    wished = site.adoptions[tenant].claims if tenant in site.adoptions else {}
    found = survey(view, tenant, project, Known(offered, register, wished, images, frozenset(users)))
    title = clean(str(project.get("description") or "")) or clean(project["name"])
    given = Given(
        site=name,
        title=title,
        registered=estate.departments.get(tenant, ""),
        told={},
        limits=_limits(cloud, tenant, str(project["id"])),
        keys=_keys(cloud, found, view),
        images=images,
        fallback=next(iter(sorted(offered["image"])), ""),
        zones={zone.name: zone.level for zone in site.zones},
    )
    return view, found, given


def _limits(cloud: Adopter, tenant: str, project: str) -> dict[str, int]:
    """The project's quota, as the services themselves tell it."""
    claimed = cloud.adopting({("project", project): tenant})
    usage = claimed.usage(claimed.observe(), [tenant])[tenant]
    return {name: usage[name].limit for name in Quota.__dataclass_fields__ if name in usage}


def _keys(cloud: Adopter, found: Survey, view: View) -> dict[str, str]:
    """The public halves of the keys that the servers were born with, by their names; empty where they are not known."""
    servers = inside(found, view.lists["server"], lambda item: item["tenant_id"])
    born = {str(one["key_name"]): str(one["user_id"]) for one in servers if one["key_name"]}
    publics = {name: " ".join(cloud.public_key(user, name).split()[:2]) for name, user in sorted(born.items())}
    return {name: public if public.startswith(KEYS) else "" for name, public in publics.items()}
