"""What changes have left at a site that is read against the records: the newest of each thing."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from cli.wiring import House
from zhengyun.diff import Verb, changes

if TYPE_CHECKING:
    from zhengyun.action import Action
    from zhengyun.resource import Address, Existing

Known = Mapping["Address", "Action"]
"""By address, what was last done there by a change."""
Before = Callable[[], Known]


def applied(house: House, site: str) -> Before:
    """What changes have done at a site, the newest of each: as the records tell it."""
    from zhengyun.planfile import load

    @cache
    def before() -> Known:
        known: dict[Address, Action] = {}
        for one in house.assets.applied():
            plan = load(one.plan, one.request)
            if site in plan.scope.sites:
                for action in plan.actions:
                    known.setdefault(action.address, action)
        return known

    return before


def is_pending(there: "Existing | None", last: "Action | None") -> bool:
    """Whether a thing stands as the last change has left it, or no change has ever come to it: then a plan is what is missing."""
    if last is None:
        return True
    if last.verb is Verb.DELETE:
        return there is None
    return there is not None and not changes(last.attributes, there.attributes)
