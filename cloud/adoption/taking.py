"""What an adoption looks at as ours, what of it is still to be done, and what an agreement to it rests on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cloud import codes
from cloud.grammars import GRAMMARS
from cloud.port import Adopter, Cloud
from zhengyun.action import Action, Rest
from zhengyun.diff import Differences, Verb
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Site
from zhengyun.plan import Scope
from zhengyun.resource import STRANGE, Address, Existing, World

ADOPT: Final = "adopt"


def through(site: Site, cloud: Cloud, errand: Sequence[str]) -> tuple[Cloud, Sequence[str]]:
    """How an errand looks at a site, and whose quotas it reads: an adoption takes for ours what it is about.

    Raises: ZhengyunError (ZY-CLOUD-220).
    """
    if not errand or errand[0] != ADOPT:
        return cloud, ()
    if not isinstance(cloud, Adopter):
        raise ZhengyunError(codes.CANNOT_ADOPT, site=site.name)
    claims = {
        claim: path for one in errand[1:] if one in site.adoptions for claim, path in site.adoptions[one].claims.items()
    }
    return cloud.adopting(claims), errand[1:]


def hands(site_of: Mapping[str, Site], clouds: Mapping[str, Cloud], errand: Sequence[str]) -> dict[str, Cloud]:
    """The same for the door, at every site that a plan acts on."""
    return {name: through(site_of[name], cloud, errand)[0] for name, cloud in clouds.items()}


def awaiting(site: Site, world: World, scope: Scope) -> Iterator[ZhengyunError]:
    """Yield what a plan would make though it is there, and only waits for its adoption."""
    strange = {(one.kind, one.id) for one in world.foreign}
    for adoption in site.adoptions.values():
        for (kind, identifier), path in sorted(adoption.claims.items()):
            if (kind, identifier) in strange and scope.covers(site.name, path):
                thing = Address(site.name, kind, path)
                yield ZhengyunError(
                    codes.AWAITS_ADOPTION, thing=thing, tenant=adoption.tenant, site=site.name, identifier=identifier
                )


def unborn(differences: Differences) -> Iterator[ZhengyunError]:
    """Yield the servers that would be made anew from a key that is not ours."""
    for address, difference in differences.items():
        wanted = difference.wanted.attributes if difference.wanted else {}
        made = difference.verb in (Verb.CREATE, Verb.REPLACE) and address.kind == "server"
        if made and str(wanted.get("key") or "").startswith(STRANGE):
            yield ZhengyunError(codes.NO_REBIRTH, thing=address)


def resting(actions: Iterable[Action], world: World) -> tuple[Action, ...]:
    """The same actions, resting on all that was found of what they act on.

    So does what belongs to it and has no action: who agrees to take over a group agrees to the rules that it has.
    """
    actions = tuple(actions)
    acted = {action.address for action in actions}
    parts: dict[Address, list[Rest]] = {}
    for address, existing in sorted(world.existing.items()):
        if address not in acted:
            for _, whole, _ in GRAMMARS[address.kind].references(address.site, existing.attributes):
                if whole in acted and whole.kind != "project":
                    parts.setdefault(whole, []).extend(_facts(existing))
    return tuple(_resting(action, world, parts.get(action.address, [])) for action in actions)


def _resting(action: Action, world: World, parts: Sequence[Rest]) -> Action:
    existing = world.existing.get(action.address)
    if existing is None:
        return action
    rests = {(one.address, one.attribute): one for one in (*action.rests, *_facts(existing), *parts)}
    return replace(action, rests=tuple(rests[key] for key in sorted(rests)))


def _facts(existing: Existing) -> Iterator[Rest]:
    yield Rest(existing.address, "id", existing.id)
    for attribute, value in sorted(existing.attributes.items()):
        if attribute not in VOLATILE:
            yield Rest(existing.address, attribute, value)


# What changes by itself, and by no decision of anybody's.
VOLATILE: Final = frozenset({"host", "zone", "size_used"})
