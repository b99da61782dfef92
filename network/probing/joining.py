"""Halves put together: each of another network of the same plan, none of them old, none there twice. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from network.codes import proving as codes
from network.probing import halves
from network.probing.halves import Heard
from network.probing.plan import Plan
from network.probing.signed import Part
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse, text

OLD: Final = timedelta(hours=24)
"""So long after the window halves are joined: files travel by hand."""
AROUND: Final = timedelta(minutes=15)
"""So long before its window a half is begun, and so long after it all hosts were heard."""


def join(plan: Plan, parts: Sequence[Part], now: datetime) -> Mapping[str, Heard]:
    """What all hosts of a plan have said.

    Raises: ZhengyunError (ZY-NET-145 another plan's, ZY-NET-146 old, ZY-NET-147 two of one network, ZY-NET-148 one is missing,
    ZY-NET-141 no half, ZY-NET-149 sent outside its window, ZY-NET-174 said to be of another time).
    """
    by_network: dict[str, Part] = {}
    for one in parts:
        if one.network in by_network:
            raise ZhengyunError(codes.TWICE, network=one.network)
        by_network[one.network] = one
    found: dict[str, Heard] = {}
    for one in parts:
        heard = _heard(plan, one)
        _timely(plan, one, now)
        found |= heard
    if missing := sorted(set(plan.rosters) - set(by_network)):
        raise ZhengyunError(codes.MISSING, networks=", ".join(missing))
    return found


def _heard(plan: Plan, part: Part) -> Mapping[str, Heard]:
    if part.network not in plan.rosters or part.body.get("network") != part.network:
        raise ZhengyunError(codes.OTHER_PLAN, network=part.network)
    return halves.read(part.body, plan)


def _timely(plan: Plan, part: Part, now: datetime) -> None:
    """Whether a half was made in the plan's window, and not long ago."""
    try:
        began, ended = (parse(str(part.body[name])) for name in ("began", "ended"))
    except (ValueError, KeyError) as error:
        raise ZhengyunError(codes.NO_FORM, what="half", problem=str(error)) from error
    begins = datetime.fromtimestamp(plan.begins / 1000, tz=now.tzinfo)
    ends = begins + timedelta(milliseconds=plan.milliseconds)
    # Instants have whole seconds.
    if began > begins + timedelta(seconds=1) or ended < ends - timedelta(seconds=1):
        raise ZhengyunError(codes.OUTSIDE, network=part.network, began=text(began), begins=text(begins))
    if began < begins - AROUND or ended > ends + AROUND:
        raise ZhengyunError(
            codes.NOT_THEN, network=part.network, began=text(began), ended=text(ended), begins=text(begins)
        )
    if now > ends + OLD:
        raise ZhengyunError(codes.OLD, ended=text(ends), now=text(now))
