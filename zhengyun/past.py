"""What a change has done, by its plan and the outcomes of its actions: what whoever plans its way back begins with."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from zhengyun.action import Action
from zhengyun.canonical import digest
from zhengyun.diff import Change, Verb
from zhengyun.plan import Plan
from zhengyun.resource import Address, Attributes
from zhengyun.results import Outcome, Status

# The errand that takes a change back, with the request and the digest of its past behind it.
REVERT: Final = "revert"


@dataclass(frozen=True)
class Past:
    """A change as the records tell it. `outcomes` are those that are known, in the order of the plan's actions."""

    request: str
    plan: Plan
    outcomes: tuple[Outcome, ...]

    @classmethod
    def of(cls, request: str, plan: Plan, outcomes: Iterable[Outcome]) -> "Past":
        """The same, whatever the order in which the outcomes came."""
        by_action = {outcome.action: outcome for outcome in outcomes}
        return cls(request, plan, tuple(by_action[one.id] for one in plan.actions if one.id in by_action))

    @cached_property
    def digest(self) -> str:
        """`sha256:` over the plan and what became of each of its actions."""
        told = [outcome.document() for outcome in self.outcomes]
        return digest({"request": self.request, "plan": self.plan.digest, "outcomes": told})

    def traces(self, site: str) -> list["Trace"]:
        """What it has left of each thing that it did something to at a site, in the order of the plan."""
        done = {one.action: one for one in self.outcomes if one.status is Status.DONE}
        traces: dict[Address, Trace] = {}
        for action in self.plan.actions:
            if action.address.site == site and action.id in done:
                traces.setdefault(action.address, Trace(action.address)).add(action, done[action.id])
        return [*traces.values()]

    def uncertain(self, site: str) -> Iterator[Action]:
        """The actions at a site that may have had an effect, though nobody knows that they were done."""
        known = {one.action: one.status for one in self.outcomes}
        for action in self.plan.actions:
            begun = all(known.get(need) is Status.DONE for need in action.needs)
            if action.address.site == site and begun and known.get(action.id) not in (Status.DONE, Status.SKIPPED):
                yield action

    def sites(self) -> list[str]:
        """The sites where it has done something."""
        done = {one.action for one in self.outcomes if one.status is Status.DONE}
        return sorted({action.address.site for action in self.plan.actions if action.id in done})

    def tenants(self) -> list[str]:
        """Whose things it was about."""
        return sorted({action.address.tenant for action in self.plan.actions})


def taken_back(plan: Plan) -> str:
    """The request that a plan takes back, or nothing."""
    errand = plan.scope.errand
    return errand[1] if len(errand) > 1 and errand[0] == REVERT else ""


@dataclass
class Trace:
    """What a change has left of one thing.

    `before` is how it was found where it was taken away, `after` how it was wanted where it was made: None where it
    was not. `changed` holds what was changed of it in place, `id` what it is known by now, or nothing.
    """

    address: Address
    before: Attributes | None = None
    after: Attributes | None = None
    changed: dict[str, Change] = field(default_factory=dict)
    said: Attributes = field(default_factory=dict)
    id: str = ""
    loses: str = ""

    @property
    def verb(self) -> Verb:
        """What was done to it, all in all."""
        if self.before is not None:
            return Verb.DELETE if self.after is None else Verb.REPLACE
        return Verb.UPDATE if self.after is None else Verb.CREATE

    def add(self, action: Action, outcome: Outcome) -> None:
        """One more action that was done to it."""
        self.loses = self.loses or action.loses
        if action.verb is Verb.DELETE:
            self.before, self.after, self.id = action.attributes, None, ""
            return
        self.id = outcome.made or action.target
        if action.verb is Verb.CREATE:
            self.after = action.attributes
        elif self.after is None:
            self.said = {**self.said, **action.attributes}
            for change in action.changes:
                first = self.changed.get(change.attribute, change)
                self.changed[change.attribute] = Change(change.attribute, first.before, change.after)
