"""The plan: exactly what will be done, in order, with a digest that people sign and a fingerprint of what it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from zhengyun.action import Action, Effects, Rest
from zhengyun.canonical import digest
from zhengyun.resource import Existing, Value, World

FORMAT = "zhengyun-plan/1"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a plan was asked to look at. `only` holds tenants, or paths below them; empty means everything.

    An `errand` is something to be done that no file declares: its name and its arguments, such as `evacuate host-2`.
    A plan with one holds what the errand comes to, and nothing of the difference between the files and the world.
    """

    sites: tuple[str, ...]
    only: tuple[str, ...] = ()
    allow_destroy: bool = False
    errand: tuple[str, ...] = ()

    def document(self) -> Mapping[str, object]:
        """The scope as JSON data; without a word of an errand where there is none."""
        document = {"sites": self.sites, "only": self.only, "allow_destroy": self.allow_destroy}
        return {**document, "errand": self.errand} if self.errand else document

    def covers(self, site: str, path: str) -> bool:
        """Whether a thing lies inside the scope."""
        if site not in self.sites:
            return False
        return not self.only or any(is_below(path, prefix) for prefix in self.only)


def is_below(path: str, prefix: str) -> bool:
    """Whether a path is this one or lies below it."""
    return path == prefix or path.startswith(prefix + "/")


@dataclass(frozen=True)
class Plan:
    """An ordered, canonical list of actions. `commit` is the estate's commit that it was made from, or empty.

    It holds nothing that changes from one making to the next: who makes the same plan from the same commit and
    the same world gets the same digest.
    """

    estate: str
    commit: str
    scope: Scope
    actions: tuple[Action, ...]
    effects: Effects

    @cached_property
    def digest(self) -> str:
        """`sha256:` of the canonical bytes of the plan's document."""
        return digest(self.document())

    @cached_property
    def fingerprint(self) -> str:
        """`sha256:` over the facts that the actions rest on."""
        return digest([[str(rest.address), rest.attribute, rest.value] for rest in self.rests()])

    def rests(self) -> list[Rest]:
        """The facts that the actions rest on, each once, in order."""
        unique = {(rest.address, rest.attribute): rest for action in self.actions for rest in action.rests}
        return [unique[key] for key in sorted(unique)]

    def document(self) -> Mapping[str, object]:
        """The plan as JSON data."""
        return {
            "format": FORMAT,
            "estate": self.estate,
            "commit": self.commit,
            "scope": self.scope.document(),
            "actions": [action.document() for action in self.actions],
            "effects": self.effects.document(),
        }


class Moved(NamedTuple):
    """A fact that is no longer as the plan found it."""

    rest: Rest
    now: Value


def moved(plan: Plan, worlds: Mapping[str, World]) -> Iterator[Moved]:
    """Yield what the plan rests on and is no longer so; whatever else changed in the estate is nobody's business."""
    for rest in plan.rests():
        existing = worlds[rest.address.site].existing.get(rest.address)
        now = fact(existing, rest.attribute)
        if now != rest.value:
            yield Moved(rest, now)


def fact(existing: Existing | None, attribute: str) -> Value:
    """One fact about a thing as it was found; None where it is not there."""
    if existing is None:
        return None
    states: dict[str, Value] = {"id": existing.id, "fault": existing.fault, "empty": existing.empty}
    return states[attribute] if attribute in states else existing.attributes.get(attribute)
