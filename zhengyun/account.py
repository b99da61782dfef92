"""What became of a change by department: what is done, what failed and why, and what was not begun because of that."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhengyun.action import Action
from zhengyun.results import Outcome, Status


class Cause(NamedTuple):
    """Something that failed, here or in what all share, and how many of the department's actions were not begun for it."""

    outcome: Outcome
    cost: int


@dataclass(frozen=True, slots=True)
class Account:
    """One department at one site. `causes` come in the plan's order: the first is the one to look at first."""

    site: str
    tenant: str
    totals: Counter[Status]
    causes: tuple[Cause, ...] = ()

    @property
    def whole(self) -> bool:
        """Everything was done."""
        return set(self.totals) <= {Status.DONE}


def accounts(actions: Sequence[Action], outcomes: Sequence[Outcome]) -> tuple[Account, ...]:
    """The departments that a plan acts on, by site and name."""
    became = {outcome.action: outcome for outcome in outcomes}
    order = {action.id: number for number, action in enumerate(actions)}
    parts: dict[tuple[str, str], list[Outcome]] = {}
    for action in actions:
        if action.id in became:
            parts.setdefault((action.address.site, action.address.tenant), []).append(became[action.id])
    return tuple(
        Account(site, tenant, Counter(one.status for one in part), _causes(part, became, order))
        for (site, tenant), part in sorted(parts.items())
    )


def _causes(part: Sequence[Outcome], became: dict[str, Outcome], order: dict[str, int]) -> tuple[Cause, ...]:
    cost: Counter[str] = Counter({one.action: 0 for one in part if one.status is Status.FAILED})
    cost.update(one.detail for one in part if one.status is Status.SKIPPED and one.detail in became)
    return tuple(Cause(became[name], cost[name]) for name in sorted(cost, key=lambda one: order[one]))
