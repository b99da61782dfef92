"""Adoption: putting our marks on what somebody built by hand, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cloud import codes
from cloud.adoption.taking import ADOPT
from cloud.errands.part import Part
from cloud.grammars import GRAMMARS
from cloud.port import Cloud
from cloud.wanted import wanted
from zhengyun.diff import Change, changes
from zhengyun.errors import Code, Problems, ZhengyunError
from zhengyun.estate import Adoption, Site
from zhengyun.resource import Address, Existing, Resource, World

# What an adoption may change: our marks, the seal of a quota, and that the executor may work in the project.
MARKS: Final = frozenset({"marked", "sealed", "operated"})
# What an image is told of itself together with its mark.
TOLD: Final = ("title", "file", "sha256")
Things = Mapping[Address, Existing]
Shall = Mapping[Address, Resource]


def adopt(site: Site, cloud: Cloud, world: World, words: Sequence[str]) -> Part:
    """Mark what the tenant's file of adoption names; it must be there as it is declared.

    Raises: Problems with every reason why not (ZY-CLOUD-221 to 226).
    """
    del cloud
    tenant = words[0] if len(words) == 1 else ""
    shall, there, errors = compared(site, world, tenant)
    if errors:
        raise Problems(errors)
    return Part(shall, there, whole=True)


def compared(site: Site, world: World, tenant: str) -> tuple[Shall, Things, tuple[ZhengyunError, ...]]:
    """What shall be, what is there, and every reason why the one cannot be made of the other by marks alone.

    Raises: ZhengyunError (ZY-CLOUD-221).
    """
    adoption = site.adoptions.get(tenant)
    if adoption is None:
        file = f"{site.name}/{ADOPT}/{tenant}.yaml"
        raise ZhengyunError(codes.NO_ADOPTION, site=site.name, file=file, tenant=tenant)
    named = {Address(site.name, kind, path) for (kind, _), path in adoption.claims.items()}
    there = {address: one for address, one in world.existing.items() if _concerns(address, tenant, named)}
    shall = {
        address: _marked(one, there.get(address))
        for address, one in wanted(site).items()
        if _concerns(address, tenant, named)
    }
    # Copies are declared by no file: they shall be as they are, and ours.
    shall |= {
        address: _marked(Resource(address, one.attributes), one)
        for address, one in there.items()
        if GRAMMARS[address.kind].errand_only
    }
    there = {address: _told(one, shall.get(address)) for address, one in there.items()}
    return shall, there, tuple(_reasons(adoption, site, shall, there))


def _concerns(address: Address, tenant: str, named: set[Address]) -> bool:
    return address in named or (address.tenant == tenant and not GRAMMARS[address.kind].errand_only)


def _marked(resource: Resource, existing: Existing | None) -> Resource:
    """As it is wanted, with the mark where one is asked for."""
    marked = existing is not None and "marked" in existing.attributes
    return replace(resource, attributes={**resource.attributes, "marked": True}) if marked else resource


def _told(existing: Existing, resource: Resource | None) -> Existing:
    """An image tells of its file together with its mark; before that it cannot be held to it."""
    if existing.address.kind != "image" or resource is None:
        return existing
    silent = {one: resource.attributes[one] for one in TOLD if existing.attributes.get(one) == ""}
    return replace(existing, attributes={**existing.attributes, **silent})


def _reasons(adoption: Adoption, site: Site, shall: Shall, there: Things) -> Iterator[ZhengyunError]:
    for (kind, identifier), path in sorted(adoption.claims.items()):
        address = Address(site.name, kind, path)
        if address not in there or there[address].id != identifier:
            yield _about(codes.GONE_MEANWHILE, address, identifier=identifier)
    for address, existing in sorted(there.items()):
        if address not in shall:
            yield _about(codes.NOT_DECLARED, address, identifier=existing.id)
    for address, resource in sorted(shall.items()):
        if address in there:
            yield from _differences(resource, there[address])
        elif address.kind != "key":
            yield _about(codes.MAKES_NOTHING, address)


def _differences(resource: Resource, existing: Existing) -> Iterator[ZhengyunError]:
    """Whatever adoption would have to change besides marks."""
    address = resource.address
    if existing.fault:
        yield _not_as_declared(existing, Change("fault", existing.fault, ""))
    for change in changes(resource.attributes, existing.attributes):
        if change.attribute == "marked" and isinstance(change.before, str):
            yield ZhengyunError(codes.OF_ANOTHER, thing=address, identifier=existing.id, estate=change.before)
        elif change.attribute not in MARKS and not _unwritten(address, change):
            yield _not_as_declared(existing, change)


def _unwritten(address: Address, change: Change) -> bool:
    """A quota that is Neutron's default so far is written down, as it is."""
    return address.kind == "quota" and change.before is None


def _not_as_declared(existing: Existing, change: Change) -> ZhengyunError:
    return _about(
        codes.NOT_AS_DECLARED,
        existing.address,
        attribute=change.attribute,
        found=_shown(change.before),
        declared=_shown(change.after),
    )


def _about(code: Code, thing: Address, **values: object) -> ZhengyunError:
    """A reason that tells the command with its tenant and site."""
    error = ZhengyunError(code, thing=thing, tenant=thing.tenant, site=thing.site)
    error.values.update(values)
    return error


def _shown(value: object) -> object:
    return "-" if value in (None, "", []) else value
