"""Of how much a proof is: which hosts, protocols, families and day. Of less than everything it is partial, and certifies nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from network.probing.plan import Plan
from network.probing.signed import Part
from zhengyun.errors import N_
from zhengyun.estate.policy import PROTOCOLS

FAMILIES: Final = (4, 6)
LACKS: Final[Mapping[str, str]] = {
    "pairs": N_("not every pair of hosts"),
    "protocols": N_("not every protocol"),
    "families": N_("one version of IP alone"),
    "day": N_("the policy of another day"),
    "networks": N_("not every network that the policies name"),
    "hosts": N_("not every host"),
}
"""What a partial proof has less than everything of, as English texts."""


def scope(plan: Plan, halves: Sequence[Part]) -> dict[str, Any]:
    """As JSON data; `partial` has the names of what is less than everything, none where it is everything.

    `absent` are networks that the policies name and that take no part. `left_out` are hosts that their own network's half has missed in
    the plan: an instance knows its hosts, whoever makes the plan may have been told of fewer.
    """
    left_out = {one.network: sorted(map(str, one.body["left_out"])) for one in halves}
    whole = {
        "pairs": "few" if plan.few else "every",
        "protocols": [one for one in PROTOCOLS if one in plan.protocols],
        "families": [one for one in FAMILIES if one in plan.families],
        "day": plan.day,
        "absent": sorted(_named(plan) - set(plan.rosters)),
        "networks": {
            name: {
                "hosts": len({leg.host for leg in one.legs}),
                "legs": len(one.legs),
                "left_out": left_out.get(name, []),
            }
            for name, one in sorted(plan.rosters.items())
        },
    }
    return {"partial": list(_lacks(whole, day_of(plan.begins))), **whole}


def day_of(begins: int) -> str:
    """The day in UTC in which a window lies, that begins at so many milliseconds since 1970."""
    return datetime.fromtimestamp(begins / 1000, UTC).date().isoformat()


def partial(proof: Mapping[str, Any]) -> tuple[str, ...]:
    """What a proof's document says that it has less than everything of. Raises: KeyError, TypeError where it says nothing of that."""
    return tuple(map(str, proof["scope"]["partial"]))


def _named(plan: Plan) -> set[str]:
    """The networks of all zones that the policies know."""
    return {zone.plane for one in plan.rosters.values() for zone in one.policy.zones.values()}


def _lacks(whole: Mapping[str, Any], today: str) -> Iterator[str]:
    found = {
        "pairs": whole["pairs"] != "every",
        "protocols": len(whole["protocols"]) < len(PROTOCOLS),
        "families": len(whole["families"]) < len(FAMILIES),
        "day": whole["day"] != today,
        "networks": bool(whole["absent"]),
        "hosts": any(one["left_out"] for one in whole["networks"].values()),
    }
    return (name for name in LACKS if found[name])
