"""What seals tell, read from the services themselves: for whoever is about to act on a tenant, or asks for depth."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from cloud import mark
from cloud.api import Api, Item
from cloud.clean import clean
from cloud.kinds.credential import listing, truth
from cloud.kinds.quota import true_values
from cloud.kinds.roles import Implications, implications, with_implied
from zhengyun.errors import N_
from zhengyun.resource import Address, Existing, Foreign, World

ABREAST: Final = 8
# What a reading knows by seals alone, of tenants that are not looked at closely.
SEALED: Final = frozenset({"quota", "credential"})
Things = dict[Address, Existing]


def deepened(api: Callable[[], Api], world: World, tenants: Sequence[str], estate: str) -> World:
    """The same world with what the services say of these tenants' quotas and of their users' credentials."""
    known = (world.existing.get(Address(world.site, "quota", tenant)) for tenant in tenants)
    quotas = [quota for quota in known if quota]
    users = [one for at, one in world.existing.items() if at.kind == "user" and at.tenant in tenants]
    implied = implications(api()) if users else {}

    def true_quota(quota: Existing) -> Existing:
        return replace(quota, attributes=true_values(api(), quota.id, quota.attributes))

    with ThreadPoolExecutor(ABREAST) as pool:
        found = {quota.address: quota for quota in pool.map(true_quota, quotas)}
        listed = pool.map(lambda user: api().listed(listing(user.id)), users)
        credentials = [
            one
            for user, items in zip(users, listed, strict=True)
            for item in items
            for one in _credential(world, user, item, estate, implied)
        ]
    held = {user.address.path for user in users}
    kept = {at: one for at, one in world.existing.items() if at.kind != "credential" or _user(at) not in held}
    ours: Things = {one.address: one for one in credentials if isinstance(one, Existing)}
    strange = tuple(one for one in credentials if isinstance(one, Foreign))
    return replace(world, existing={**kept, **found, **ours}, foreign=(*world.foreign, *strange))


def _credential(
    world: World, user: Existing, item: Item, estate: str, implied: Implications
) -> Iterator[Existing | Foreign]:
    """One as it is: sealed, or left behind by a making that was torn off, or of nobody's; one of a project that is gone
    is nothing."""
    path, tenant = mark.from_birthmark(item.get("description"), estate), user.address.tenant
    address = Address(world.site, "credential", path)
    project = world.existing.get(Address(world.site, "project", tenant))
    if project is None or item["project_id"] != project.id:
        return
    if _user(address) != user.address.path or path.count("/") != 2:
        yield Foreign("credential", clean(f"{user.address.path}/{item['name']}"), str(item["id"]), tenant)
        return
    sealed = world.existing.get(address)
    whole = sealed is not None and sealed.id == item["id"]
    fault = "" if whole else N_("its secret was not kept")
    found = truth(item, path)
    if sealed and with_implied(sealed.attributes["roles"], implied) == with_implied(found["roles"], implied):
        found["roles"] = sealed.attributes["roles"]  # Keystone has written out what they imply
    yield Existing(address, str(item["id"]), found, fault)


def _user(credential: Address) -> str:
    return credential.path.rpartition("/")[0]
