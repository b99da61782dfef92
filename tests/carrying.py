"""Planning a site and carrying the plan out, without people and records: what the contract suite and faults need."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from cloud.errands import Part
from cloud.planning import plan_part, plan_site
from cloud.port import Cloud
from cloud.simulated import Simulated
from zhengyun.action import Action
from zhengyun.estate import Site
from zhengyun.plan import Scope
from zhengyun.resource import Address, Resource, World
from zhengyun.results import Outcome, Status
from zhengyun.run import Pace, Run


@dataclass
class Watching:
    """Keeps what has begun and ended, and does something else with it if told to."""

    started: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    on_begun: Callable[[Action], None] = lambda _: None
    on_ended: Callable[[Action, Outcome], None] = lambda _action, _outcome: None

    def begun(self, action: Action) -> None:
        """An action was handed to its driver."""
        self.started.append(action.id)
        self.on_begun(action)

    def ended(self, action: Action, outcome: Outcome) -> None:
        """An action has come to its end."""
        self.finished.append(action.id)
        self.on_ended(action, outcome)


@dataclass(frozen=True)
class Carried:
    """A plan and what became of it."""

    actions: tuple[Action, ...]
    outcomes: tuple[Outcome, ...]

    def __add__(self, other: "Carried") -> "Carried":
        return Carried(self.actions + other.actions, self.outcomes + other.outcomes)

    def not_done(self) -> list[str]:
        """What did not end well, as a person reads it."""
        return [
            f"{one.action}: {one.status} {one.code} {one.detail}"
            for one in self.outcomes
            if one.status is not Status.DONE
        ]


def planned(site: Site, cloud: Cloud, *, only: Sequence[str] = (), deep: bool = False) -> tuple[Action, ...]:
    """The actions at one site."""
    return plan_site(site, cloud, Scope((site.name,), tuple(only)), deep=deep).actions


def by_errand(cloud: Cloud, brought: Iterable[Resource], withdrawn: Iterable[Address] = ()) -> tuple[Action, ...]:
    """The actions of an errand that makes some things and takes others away."""
    world = cloud.observe()
    part = Part({one.address: one for one in brought}, {one: world.existing[one] for one in withdrawn})
    return plan_part(part, cloud, world, Scope((cloud.site,)))


def carry_out(
    cloud: Cloud, actions: Iterable[Action], *, watching: Watching | None = None, world: World | None = None
) -> Carried:
    """Carry actions out as the kernel does, and return what became of each."""
    actions = tuple(actions)
    world = world or cloud.observe()
    ids = {address: existing.id for address, existing in world.existing.items()}
    run = Run(
        actions,
        {cloud.site: cloud},
        ids,
        record=lambda _: None,
        watcher=watching or Watching(),
        stop=threading.Event(),
        pace=Pace(look=0.001) if isinstance(cloud, Simulated) else Pace(),
    )
    return Carried(actions, run())


def bring_about(site: Site, cloud: Cloud, *, only: Sequence[str] = ()) -> Carried:
    """Plan and carry out."""
    return carry_out(cloud, planned(site, cloud, only=only))


def told(actions: Iterable[Action]) -> list[str]:
    """The actions as `verb kind/path`, sorted, for comparing with what a test expects."""
    return sorted(f"{action.verb} {action.address.kind} {action.address.path}" for action in actions)
