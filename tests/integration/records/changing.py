"""One change from asking to its receipt, each step by whoever takes it with a connection of his own; the cloud is simulated."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from governance.execution import execute
from governance.requests import submit
from governance.reviews import approve
from records.ledger import Ledger
from records.logbook import LogBook
from records.store import Store
from tests.cast import VERIFIER, HandClock, at, role_file, signer
from tests.permits import gate
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.small import path, want, wanted
from tests.unit.zhengyun.stage import BRISK, HERE, Nodding, Small, Watching, plan_for
from zhengyun.apply import Door, apply
from zhengyun.change import Claim
from zhengyun.ports import Journal
from zhengyun.results import Outcome, Receipt

# Each rests on the one before.
PLAN: Final = plan_for(
    wanted(want("land/a", soil="clay"), want("house/h", land=path("land/a")), want("room/r", house=path("house/h"))), {}
)
HOUR: Final = 3600


@dataclass
class Desk:
    """Where one person sits: the records, as he opens them."""

    store: Store
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.ledger, self.book = Ledger(self.store, self.clock), LogBook(self.store, self.clock)

    def ask(self, asker: str = "wang") -> str:
        """Ask for the plan; the request's name."""
        values: dict[str, Any] = {"reason": "because", "seconds": HOUR, "roles": role_file(), "now": self.clock.now()}
        return submit(PLAN, asker=asker, signer=signer(asker), ledger=self.ledger, **values).id

    def agree(self, request: str, person: str = "li") -> None:
        """Agree to it."""
        values: dict[str, Any] = {
            "replan": lambda plan: plan,
            "roles": role_file(),
            "verifier": VERIFIER,
            "asked": PLAN,
        }
        found = self.ledger.request(request)
        approve(found, person=person, signer=signer(person), ledger=self.ledger, now=self.clock.now(), **values)

    def carry_out(
        self, request: str, world: Interpreter, *, resume: bool = False, actor: str = "wang", witness: Any = None
    ) -> Receipt:
        """Apply it, or go on with what an earlier attempt has left.

        Raises: ZhengyunError.
        """
        found = self.ledger.request(request)
        claim = Claim("here", 1, "boot", request + str(resume), actor, at(0))

        def through(journal: Journal, before: Sequence[Outcome] | None) -> Receipt:
            values: dict[str, Any] = {
                "witness": witness or Nodding(),
                "watcher": Watching(),
                "machine": HERE,
                "pace": BRISK,
            }
            # What rests on what is held by the site's own world.
            site = Small(world, lambda: {one.action for one in self.ledger.outcomes(request)})
            door = Door(drivers={"here": site}, gate=gate(), journal=journal, clock=self.clock, **values)
            return apply(PLAN, found.permit, actor, door, before)

        return execute(
            found,
            claim=claim,
            resume=resume,
            alive=lambda one: False,
            ledger=self.ledger,
            book=self.book,
            apply=through,
            now=self.clock.now(),
        )
