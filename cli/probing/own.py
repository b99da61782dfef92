"""What this instance's own hosts say by packets before and after a change: whether anything is worse than it was.

One instance has no other's half: what crosses to another network it sees on its own side alone. `net prove` is the whole of it.
"""

import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cli.probing import half, parts
from cli.text import _
from cli.wiring import House
from network.codes import road as codes
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.plan import Plan as ChangePlan

if TYPE_CHECKING:
    from network.probing.certificate import Outcome
    from network.probing.halves import Heard
    from network.probing.plan import Plan
    from network.probing.verdict import Judged

TRIES: Final = ((4_000, 1_000), (12_000, 3_000), (36_000, 3_000))
"""Milliseconds until the window, and of the window: on a machine under load hosts begin late or hear late, and are asked again with more time."""

RULES: Final = "zone_firewall"
"""The role whose files are what passes."""

Key = tuple[int, int, str, int, int]
"""A probe: the places of its legs, protocol, family, port."""


class Compared:
    """Proofs before and after, of an estate as its files want it. Asked by several at once, it answers several with one proof."""

    def __init__(self, house: House, estate: Estate) -> None:
        self._house, self._estate = house, estate
        self._alone = threading.Lock()
        self._began = 0.0
        self._worse: ZhengyunError | None = None
        self._away: frozenset[str] = frozenset()
        self._lost: frozenset[Key] = frozenset()
        self._before = frozenset(_wrong(self._seen()[1]))

    def __call__(self, what: str) -> None:
        """Prove anew what was asked for since this call.

        Raises: ZhengyunError (ZY-NET-229) where a probe does not come out as the policy wants that did, or was wanted otherwise, before.
        """
        asked = time.monotonic()
        with self._alone:
            if self._began <= asked:
                self._began = time.monotonic()
                self._worse = self._judged(what)
            if self._worse:
                raise self._worse

    def _judged(self, what: str) -> ZhengyunError | None:
        plan, seen = self._seen()
        worse = {key: one for key, one in _wrong(seen).items() if key not in self._before}
        if not worse:
            return None
        one = next(iter(worse.values()))
        source, target = plan.legs[one.probe.source], plan.legs[one.probe.target]
        return ZhengyunError(
            codes.WORSE,
            what=what,
            count=len(worse),
            source=source.host,
            target=target.host,
            protocol=one.probe.protocol,
            port=one.probe.port,
            verdict=one.verdict,
            wanted=one.probe.expected,
            why=one.why,
        )

    def _seen(self) -> "tuple[Plan, tuple[Judged, ...]]":
        """What became of each probe; asked again where a host began late, and once where a control is lost that was not before: what is lost for
        want of time comes the second time. A host that was away before is not waited for afterwards."""
        from network.probing.certificate import outcome

        for number, (ahead, window) in enumerate(TRIES):
            plan, heard = self._asked(ahead, window)
            found = outcome(plan, heard)
            lost = _lost(found, heard)
            if not any(one.late for one in heard.values()) and (number or lost <= self._lost):
                break
        self._lost |= lost
        self._away |= {name for name, one in heard.items() if one.problem}
        return plan, found.judged

    def _asked(self, ahead: int, window: int) -> "tuple[Plan, Mapping[str, Heard]]":
        from network.probing.roster import roster

        own, hosts = roster(self._estate), self._estate.hosts.hosts
        begins = int(time.time() * 1000) + ahead
        # By the clock by which what is laid was rendered; the window is by that of the hosts.
        day = self._house.clock.now().date().isoformat()
        plan = parts.planned([own], half.now(), begins, window, day, few=True)
        orders = plan.orders(self._estate.network)
        there = {name: hosts[name] for name in orders if name in hosts and name not in self._away}
        return plan, half.heard_of(self._house, plan, orders, there)


def compared(house: House, estate: Estate) -> Compared | None:
    """A proof to compare with, before anything is changed; nothing, and said so, where this instance has no key that probes.

    Raises: ZhengyunError (ZY-HOST-041, ZY-SSH-011, ZY-NET-140, ZY-NET-158).
    """
    if house.host_settings.probe is None or estate.policy is None:
        house.session.say(
            _("nothing is proven by packets here: there is no policy, or [hosts] names no key that probes")
        )
        return None
    return Compared(house, estate)


def of_rules(house: House, estate: Estate, plan: ChangePlan) -> Compared | None:
    """The same for a plan that changes rules of hosts, and for no other."""
    from playbooks.grammars import where_of

    changes = any(one.address.site == HOSTS and where_of(one.address).role == RULES for one in plan.actions)
    return compared(house, estate) if changes else None


def _lost(found: "Outcome", heard: "Mapping[str, Heard]") -> frozenset[Key]:
    """The controls that went astray between two hosts that were both heard."""
    plan = found.plan
    told = (plan.probes[number] for number in found.failed)
    return frozenset(
        (one.source, one.target, one.protocol, one.family, one.port)
        for one in told
        if all(
            name in heard and not heard[name].problem
            for name in (plan.legs[one.source].host, plan.legs[one.target].host)
        )
    )


def _wrong(seen: "tuple[Judged, ...]") -> "Mapping[Key, Judged]":
    told = ((one.probe, one) for one in seen if not one.right)
    return {(at.source, at.target, at.protocol, at.family, at.port): one for at, one in told}
