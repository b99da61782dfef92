"""From what was recorded to a draft, by the same road as from what a cloud shows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cloud import codes
from cloud.admission import DEFAULT, takes
from cloud.adoption.draft import Given, claimed
from cloud.adoption.survey import Known, Survey, survey
from cloud.adoption.systems import Told
from cloud.importing.recorded import Recorded, Records
from cloud.importing.seen import NOWHERE, keys, seen
from cloud.kinds.task import SHARED
from cloud.layout import Size
from cloud.view import View
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate import Estate, Quota
from zhengyun.resource import STRANGE

# A file of another tool may hold hundreds of thousands of things; of what is not known so many are named in an error.
MOST: Final = 12
IMAGE: Final = {
    "status": "active",
    "visibility": "public",
    "disk_format": "raw",
    "min_disk": 0,
    "min_ram": 0,
    "protected": False,
}


def surveyed(
    records: Records, estate: Estate, names: tuple[str, str, str], register: Sequence[Told]
) -> tuple[View, Survey, Given]:
    """A view of what was recorded, with a path for each; `names` are the site's, the tenant's and the project's.

    Raises: ZhengyunError (ZY-CLOUD-235).
    """
    name, tenant, project = names
    records = readable(records)
    if not records.found:
        unknown = ", ".join(records.unknown[:MOST]) or "-"
        raise ZhengyunError(codes.NOTHING_TO_IMPORT, file=records.file, unknown=unknown, tenant=tenant, site=name)
    site = estate.site(name)
    usual = Recorded("", "", {"name": tenant, "description": estate.departments.get(tenant, tenant)})
    view, whole = seen(records, name, estate.name, project, usual)
    _offered(view, estate, name)
    offered = {
        "flavor": frozenset(one.name for one in site.flavors),
        "image": frozenset(one.name for one in site.images),
        "external": frozenset(one.name for one in site.externals),
        "qos": frozenset(one.name for one in site.qos),
    }
    found = survey(view, tenant, whole, Known(offered, register, {}, {}))
    for at in records.unknown:
        found.leave("resource", {"id": "-", "name": at}, N_("it is not understood here"))
    if whole["id"] == NOWHERE:
        found.leave("project", whole, N_("its identifier is not recorded: say it by --project"))
    limits = _needed(
        view, found, {f"{SHARED}/{one.name}": Size(one.vcpus, one.ram_mib, one.disk_gib) for one in site.flavors}
    )
    given = Given(
        site=name,
        title=str(whole["description"] or tenant),
        registered=estate.departments.get(tenant, ""),
        told={},
        limits=limits,
        keys=keys(records),
        images={},
        fallback=next(iter(sorted(offered["image"])), ""),
        zones={zone.name: zone.level for zone in site.zones},
    )
    return view, found, given


def readable(records: Records) -> Records:
    """Without what is cut short or of another shape: it is told by name."""
    good, bad = list[Recorded](), list(records.unknown)
    for one in records.found:
        try:
            seen(Records([one]), "~", "~", "~", one)
            good.append(one)
        except (ValueError, TypeError, KeyError, AttributeError):
            bad.append(one.at)
    return replace(records, found=good, unknown=bad)


def _offered(view: View, estate: Estate, name: str) -> None:
    """What the site declares already, by the names that resources use for it, is no addition to it."""
    site = estate.site(name)
    known = {"flavor": {one.name for one in site.flavors}, "network": {one.name for one in site.externals}}
    for kind, names in known.items():
        for item in view.lists[kind]:
            if item["name"] in names and (kind == "flavor" or item["router:external"]):
                view.paths[kind, str(item["id"])] = f"site/{item['name']}"
    for one in site.images:
        # What is recorded by an image's name alone means the site's own of that name.
        view.lists["image"].append({"id": STRANGE + one.name, "name": one.name, "owner": view.home, **IMAGE})
        view.paths["image", STRANGE + one.name] = f"{SHARED}/{one.name}"
    view.claims = dict(view.paths)


def _needed(view: View, found: Survey, flavors: Mapping[str, Size]) -> dict[str, int]:
    """What is there now, as its quota: no more was recorded."""
    world = claimed(view, found.paths)
    used: Counter[str] = Counter(DEFAULT)
    for address, existing in world.existing.items():
        if address.tenant == found.tenant:
            unknown = existing.attributes.get("size") == [0, 0, 0]
            told = {name: value for name, value in existing.attributes.items() if name != "size" or not unknown}
            used.update(takes(address.kind, told, flavors))
    return {name: used[name] for name in Quota.__dataclass_fields__}
