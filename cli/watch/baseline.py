"""What was last applied and made, as the records tell it: what drift is held against."""

from collections.abc import Callable, Mapping
from functools import cache

from cli.wiring import House
from zhengyun.diff import Verb
from zhengyun.estate import Estate
from zhengyun.resource import Address, Resource


def made_by(actions: Mapping[str, str]) -> Mapping[Address, str]:
    """By address, the identifier of what was made there last, from those by action in the order in which they were made."""
    told = [(*action.split(" ", 1), identifier) for action, identifier in actions.items()]
    return {Address.parse(address): identifier for verb, address, identifier in told if verb != Verb.DELETE}


def baseline_of(house: House) -> Callable[[Address], Resource | None]:
    """What was last applied to an address: by the newest applied plan whose scope covers it, at that plan's commit.

    An errand applies nothing of what its commit declares.
    """
    from cloud.wanted import wanted
    from zhengyun.planfile import load

    plans = (load(one.plan, one.request) for one in house.assets.applied())
    applied = [plan for plan in plans if not plan.scope.errand]

    @cache
    def at(commit: str) -> Mapping[Address, Resource]:
        estate: Estate = house.estate(commit)
        return {address: one for site in estate.sites for address, one in wanted(site).items()}

    def baseline(address: Address) -> Resource | None:
        for plan in applied:
            if plan.scope.covers(address.site, address.path):
                return at(plan.commit).get(address)
        return None

    return baseline
