"""An instance's part in a proof: orders to its own hosts over SSH, and what they say."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from cli.text import _, reason
from cli.wiring import House
from network.codes import proving as codes
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text

if TYPE_CHECKING:
    from network.probing.halves import Heard
    from network.probing.plan import Plan
    from remote.port import Result
    from zhengyun.estate import Estate

PROGRAM: Final = "sudo -n /usr/local/libexec/zhengyun-probe"
AHEAD: Final = 60
"""Seconds before the window from which on hosts are told of it: their program waits no longer."""


def made(house: House, plan: "Plan") -> dict[str, Any]:
    """Send and catch on the hosts of this instance's network, and say what came of it; the body of a half.

    Raises: ZhengyunError (ZY-NET-150, ZY-NET-151, ZY-NET-152, ZY-NET-153, ZY-NET-159, ZY-HOST-040, ZY-HOST-041, ZY-SSH-011).
    """
    from network.probing import halves

    estate = house.estate()
    hosts = estate.hosts.hosts
    left_out = missed(plan, house)
    rules = rules_of(estate, plan)
    orders = {name: {**one, "rules": name in rules} for name, one in plan.orders(estate.network).items()}
    began = now()
    refuse_untimely(plan, began)
    heard = heard_of(house, plan, orders, {name: hosts[name] for name in orders if name in hosts}, rules)
    if all(one.problem and not one.late for one in heard.values()):
        problem = next((one.problem for one in heard.values()), "-")
        raise ZhengyunError(codes.NOBODY_HEARD, network=estate.network, problem=problem)
    return halves.body(plan, estate.network, text(began), text(now()), heard, left_out)


def rules_of(estate: "Estate", plan: "Plan") -> Mapping[str, str]:
    """By host, the rules that the policy of the plan's day renders for it: what stands in its kernel is held against them."""
    from network.rendering.nftables import ROLE, rendered

    told = rendered(estate, date.fromisoformat(plan.day))
    return {one.host: str(one.vars[f"{ROLE}_ruleset"]) for one in told}


def now() -> datetime:
    """The present instant, by the clock that hosts are told to begin by."""
    return datetime.fromtimestamp(time.time(), UTC)


def missed(plan: "Plan", house: House) -> list[str]:
    """The own hosts of which the plan does not have every leg: what they leak nobody will see.

    Raises: ZhengyunError (ZY-NET-152: the plan has none of ours, or something else than this instance's estate says).
    """
    from network.probing.roster import roster

    own = roster(house.estate())
    told = plan.rosters.get(own.network)
    if told is None or not set(told.legs) <= set(own.legs) or told.document()["policy"] != own.document()["policy"]:
        raise ZhengyunError(codes.NOT_OURS, network=own.network)
    return sorted({one.host for one in set(own.legs) - set(told.legs)})


def refuse_untimely(plan: "Plan", at: datetime) -> None:
    """Go on shortly before the window. Raises: ZhengyunError (ZY-NET-150, ZY-NET-151)."""
    begins = datetime.fromtimestamp(plan.begins / 1000, UTC)
    left = (begins - at).total_seconds()
    if left <= 0:
        raise ZhengyunError(codes.WINDOW_OVER, begins=text(begins), now=text(at))
    if left > AHEAD:
        raise ZhengyunError(codes.WINDOW_FAR, begins=text(begins), now=text(at), seconds=AHEAD)


def heard_of(
    house: House,
    plan: "Plan",
    orders: Mapping[str, Mapping[str, Any]],
    hosts: Mapping[str, Any],
    rules: Mapping[str, str] | None = None,
) -> Mapping[str, "Heard"]:
    """What these hosts say of their orders, asked all at once; `rules` are those that they were told to tell, as rendered. Raises: ZhengyunError (ZY-NET-153, ZY-HOST-040, ZY-HOST-041, ZY-SSH-011)."""
    from network.probing.halves import Heard, Reading
    from remote.port import target

    reading = Reading(plan, rules)
    targets = [target(one) for one in hosts.values() if one.key]
    lines = {name: json.dumps(order).encode() + b"\n" for name, order in orders.items()}
    house.session.say(_("probing on {count} hosts of its own").format(count=len(targets)))
    begins = plan.begins / 1000 - time.time()
    results = house.prober(begins, begins + plan.milliseconds / 1000).run_all(targets, PROGRAM, lines)
    keyless = {name: Heard(problem="has no pinned key") for name, one in hosts.items() if not one.key}
    return {**keyless, **{one.host: _of(one, reading) for one in results}}


def _of(result: "Result", reading: Any) -> "Heard":
    from network.probing.halves import BEHIND, Heard
    from remote.codes import SILENT

    if result.trouble and result.trouble.code == SILENT:
        # It is there, and has no time for us: it is asked again, as who begins late.
        return Heard(problem=f"{BEHIND} all others: {reason(result.trouble)}")
    if result.trouble:
        return Heard(problem=reason(result.trouble))
    if result.status:
        return Heard(problem=result.err.decode(errors="replace").strip()[:200] or f"exit {result.status}")
    return reading.heard(result.out, result.host)  # type: ignore[no-any-return]
