"""Breaking the glass: the few who may agree in the place of the chain, together, for a short time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from zhengyun import codes
from zhengyun.errors import ZhengyunError
from zhengyun.instant import lasting, parse
from zhengyun.people import Role
from zhengyun.permit import Permit
from zhengyun.ruleset import BreakGlass

# No rule makes one person enough.
FEWEST: Final = 2


def chain_of(rule: BreakGlass, second: Role) -> tuple[Role, ...]:
    """The chain of a rule: the first of its roles agrees in any case, and the others hold this one."""
    return (rule.roles[0], *(second for _ in range(max(FEWEST, rule.people) - 1)))


def lawful(rule: BreakGlass, chain: tuple[Role, ...]) -> bool:
    """Whether these are enough people, of the rule's roles."""
    return len(chain) >= max(FEWEST, rule.people) and rule.roles[0] in chain and set(chain) <= set(rule.roles)


def too_few(rule: BreakGlass, request: str) -> ZhengyunError:
    """The refusal of a chain that is not lawful."""
    people, roles = max(FEWEST, rule.people), ", ".join(rule.roles)
    return ZhengyunError(codes.TOO_FEW_FOR_EMERGENCY, request=request, people=people, roles=roles)


def refusals(rule: BreakGlass, permit: Permit) -> Iterator[ZhengyunError]:
    """Yield why an emergency's permit is not such as the rule allows."""
    if not lawful(rule, permit.chain):
        yield too_few(rule, permit.request)
    ends, longest = parse(permit.not_after), timedelta(seconds=rule.seconds)
    if any(ends - parse(approval.at) > longest for approval in permit.approvals):
        yield ZhengyunError(codes.EMERGENCY_TOO_LONG, request=permit.request, longest=lasting(rule.seconds))
