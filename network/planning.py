"""Planning devices: what they run held against what the policy and their files want of them, as one plan at the site `devices`. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from inventory.nearest import listed, nearest
from network import codes
from network.grammars import CONFIG, GRAMMARS, PLATFORM, TEXT, address, device_of
from zhengyun.action import Action, Effects
from zhengyun.diff import diff
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import SITE, TENANT, Device
from zhengyun.plan import Plan, Scope
from zhengyun.resource import HOW, Address, Resource, World
from zhengyun.steps import Words, steps

ROOM: Final = "network"
SECRET: Final = "secret"  # noqa: S105 - the word, not the secret
PERMITS: Final = "permit"
"""The word by which access lists and prefix lists of every platform let something pass."""


class Seen(NamedTuple):
    """What devices run, and why nothing can be told of others."""

    world: World
    untold: tuple[tuple[str, ZhengyunError], ...] = ()


def scope_of(
    devices: Mapping[str, Device], sites: Sequence[str], only: Sequence[str] = (), *, allow_destroy: bool = False
) -> Scope:
    """The scope of a plan of devices: `only` names devices.

    Raises: ZhengyunError (ZY-NET-220, ZY-NET-222).
    """
    others = sorted({*sites} - {SITE})
    if others:
        raise ZhengyunError(codes.DEVICES_ALONE, others=", ".join(others))
    names = sorted({word.strip("/").removeprefix(f"{TENANT}/") for word in only} - {""})
    for name in names:
        named(devices, name)
    return Scope((SITE,), tuple(f"{TENANT}/{name}" for name in names), allow_destroy)


def named(devices: Mapping[str, Device], name: str) -> Device:
    """The device of this name. Raises: ZhengyunError (ZY-NET-222)."""
    if name not in devices:
        raise ZhengyunError(
            codes.UNKNOWN_DEVICE, word=name, legal=listed(sorted(devices)), nearest=nearest(name, sorted(devices))
        )
    return devices[name]


def devices_in(devices: Mapping[str, Device], scope: Scope) -> tuple[str, ...]:
    """The devices that a scope covers.

    Raises: ZhengyunError (ZY-NET-223) for any errand.
    """
    if scope.errand:
        raise ZhengyunError(codes.NO_ERRAND, errand=scope.errand[0])
    return tuple(sorted(name for name in devices if scope.covers(SITE, f"{TENANT}/{name}")))


def resources(devices: Mapping[str, Device], wanted: Mapping[str, str]) -> Mapping[Address, Resource]:
    """Devices as they are wanted: by device, the text that it shall run."""
    made = (_resource(devices[name], text) for name, text in wanted.items())
    return {one.address: one for one in made}


def plan(estate: Estate, seen: Seen, wanted: Mapping[str, str], scope: Scope) -> Plan:
    """Plan what devices are to be told.

    Raises: Problems with every device that could not be looked at; ZhengyunError (ZY-NET-221, ZY-NET-223).
    """
    if not estate.devices:
        raise ZhengyunError(codes.NO_DEVICES, estate=estate.name)
    names = devices_in(estate.devices, scope)
    if seen.untold:
        raise Problems(tuple(error for _, error in seen.untold))
    shall = resources(estate.devices, {name: wanted[name] for name in names})
    found = {one: seen.world.existing[one] for one in shall if one in seen.world.existing}
    made = steps(ROOM, diff(shall, found, GRAMMARS), found, GRAMMARS, Words(lambda *_: "", lambda *_: ""))
    actions = tuple(_opening(one) for one in made)
    return Plan(estate.name, estate.commit, scope, actions, effects(estate, actions))


def effects(estate: Estate, actions: Sequence[Action]) -> Effects:
    """What it means that these devices are told something else: their zones, as `SITE/ZONE`, the highest level of these, and what they let pass."""
    touched = [estate.devices[device_of(one.address)] for one in actions]
    zones = {f"{one.site}/{one.zone}" for one in touched if one.zone}
    levels = [zone.level for site in estate.sites for zone in site.zones if f"{site.name}/{zone.name}" in zones]
    opens = sorted(one.opens for one in actions if one.opens)
    return Effects(zones=tuple(sorted(zones)), level=max(levels, default=0), opens=tuple(opens))


def secrets_of(plan: Plan) -> tuple[str, ...]:
    """The names of what the plan's devices are entered with: what is opened for it, and nothing besides."""
    return tuple(sorted({*_entered(plan)} - {""}))


def by_key(plan: Plan) -> bool:
    """Whether a device of the plan is entered with a key."""
    return "" in _entered(plan)


def refuse_others(plan: Plan, wanted: Mapping[str, str]) -> None:
    """Refuse a plan whose texts are not those that its files lead to on this day.

    Raises: Problems (ZY-NET-225).
    """
    errors = tuple(_others(plan.actions, wanted))
    if errors:
        raise Problems(errors)


def _entered(plan: Plan) -> Iterator[str]:
    """Under which name lies what each device is entered with; nothing for a key."""
    for one in plan.actions:
        how = one.attributes.get(HOW)
        if one.address.kind == CONFIG and isinstance(how, dict):
            yield str(how.get(SECRET, ""))


def _resource(device: Device, text: str) -> Resource:
    # People agree to what is opened, too: it stands in the plan, and no file that is changed later leads to another secret.
    return Resource(address(device.name), {PLATFORM: device.platform, TEXT: text, HOW: {SECRET: device.secret}})


def _others(actions: Collection[Action], wanted: Mapping[str, str]) -> Iterator[ZhengyunError]:
    for one in actions:
        name = device_of(one.address)
        if one.attributes.get(TEXT) != wanted.get(name):
            yield ZhengyunError(codes.OTHER_CONFIG, device=name)


def _opening(action: Action) -> Action:
    """With the lines that let something pass and that the device does not have yet."""
    told = next((one for one in action.changes if one.attribute == TEXT), None)
    if told is None:
        return action
    before = {*_permits(str(told.before or ""))}
    fresh = [line for line in _permits(str(told.after)) if line not in before]
    return replace(action, opens=f"{device_of(action.address)}: {'; '.join(fresh)}") if fresh else action


def _permits(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if PERMITS in line.split())
