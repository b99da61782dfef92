"""What the firewalls of an estate have counted, rule by rule, as their own kernels tell it.

The program that sends and catches packets for a proof is given an order of no packet, and tells its counters.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from network.codes import model as codes
from network.probing.counting import PASSING
from network.probing.halves import SCHEMA
from network.rules import GUARD, Policing
from remote.port import Connector, Result, target
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate

ORDER: Final[Mapping[str, Any]] = {
    "schema": SCHEMA,
    "port": 20_000,
    "begin": 0,
    "milliseconds": 1,
    "sends": [],
    "counters": True,
}
"""Of a window that is long over: nothing is sent, nothing waited for."""
MARK: Final = "zy:"
SIX: Final = ".6"
"""After the name of a rule that is about IPv6."""


class Counted(NamedTuple):
    """By firewall and rule, how many packets were let through; and who told nothing, and why."""

    counters: Mapping[str, Mapping[str, int]]
    untold: Mapping[str, ZhengyunError]


def counted(estate: Estate, day: date, connector: Connector, program: str) -> Counted:
    """Ask every firewall at once. Of a rule that somebody has who told nothing no count is told: it may have been needed there.

    Raises: ZhengyunError (ZY-SSH-011).
    """
    guards = [one for one in estate.hosts.hosts.values() if one.kind == GUARD]
    untold = {one.name: _untold(one.name, "key: ?") for one in guards if not one.key}
    told: dict[str, Mapping[str, int]] = {}
    order = json.dumps(ORDER).encode() + b"\n"
    for result in connector.run_all([target(one) for one in guards if one.key], program, order):
        try:
            told[result.host] = read(result)
        except ZhengyunError as error:
            untold[result.host] = error
    policing = Policing(estate, day)
    unsure = {rule.name for name in untold for rule in policing.passing(name)}
    return Counted({name: _without(unsure, rules) for name, rules in told.items()}, untold)


def read(result: Result) -> Mapping[str, int]:
    """By rule of what passes, the packets of both families. Raises: ZhengyunError (ZY-NET-016, or what kept us from being let in)."""
    if result.trouble:
        raise result.trouble
    if result.status:
        raise _untold(result.host, result.err.decode(errors="replace").strip()[:200] or str(result.status))
    try:
        told = json.loads(result.out)
        if "problem" in told:
            raise _untold(result.host, str(told["problem"])[:200])
        return _by_rule(told["counters"][1])
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise _untold(result.host, repr(error)[:200]) from error


def _by_rule(told: Mapping[str, object]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for name, count in told.items():
        if name.startswith(PASSING + MARK):
            if type(count) is not int or count < 0:
                raise TypeError(name)
            rule = name.removeprefix(PASSING + MARK).removesuffix(SIX)
            found[rule] = found.get(rule, 0) + count
    return found


def _without(names: Collection[str], rules: Mapping[str, int]) -> Mapping[str, int]:
    return {name: count for name, count in rules.items() if name not in names}


def _untold(host: str, problem: str) -> ZhengyunError:
    return ZhengyunError(codes.NOT_COUNTED, host=host, problem=problem)
