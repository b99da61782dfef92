"""Where our own verbs are tried: records of their own, with the people, posts and rules that are in force and keys that pass.

Nothing of the live log is touched, and nobody's key is needed: what is tried is the code that runs, and who holds which post.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.claim import mine
from cli.leaves import gate_of
from cli.proving.trials import MissingError
from cli.session import Session
from cli.text import reason
from cli.wiring import House
from governance.proving import Heard
from zhengyun.action import Action, Effects
from zhengyun.attesting import LogKeys
from zhengyun.change import ChangeRequest, State
from zhengyun.diff import Verb
from zhengyun.errors import N_, ZhengyunError
from zhengyun.office import holds
from zhengyun.people import EVERY, Person, Role
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address
from zhengyun.rolefile import NO_RECOVERY, RoleFile
from zhengyun.settings import NAME
from zhengyun.signing import RawSigner, Signature

if TYPE_CHECKING:
    from zhengyun.ports import Journal
    from zhengyun.results import Receipt

SITE: Final = "proving"
TENANT: Final = "proving"
HOUR: Final = 3600
SETTINGS: Final = 'estate = "."\nrecords = "records.sqlite"\nkeys = "keys"\n'
NOBODY: Final = N_("nobody else in office holds the role {role}")
IDLE: Final = N_("the role file names nobody without a post, as the executor is")
WITHOUT: Final = N_("nobody holds the role {role} for some tenants and not for others")


class ReachedError(Exception):
    """Whoever applies has come through the gate: what lies behind it is not tried."""


def plan_of(tenant: str = TENANT, mark: str = "") -> Plan:
    """A plan that nobody would carry out: one thing of one tenant at a site that there is not."""
    address = Address(SITE, "network", f"{tenant}/net{mark}")
    action = Action(f"create {address}", "cloud", Verb.CREATE, address, "", {"name": f"net{mark}"})
    return Plan("proving", "0" * 40, Scope((SITE,)), (action,), Effects(tenants=(tenant,)))


@dataclass
class Stage:
    """The records, the people with their keys, and what people do there."""

    house: House
    roles: RoleFile
    keys: Mapping[str, RawSigner]
    number: int = 0
    passing: dict[str, RawSigner] = field(default_factory=dict)
    """Keys of whatever is made for the occasion."""

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.house.clock.now()

    def people(self, role: Role) -> list[Person]:
        """Who can act in a role, as their own and for whatever tenants."""
        every = [one for one in self.roles.people if role in one.roles and one.in_office(self.now)]
        return [one for one in every if role is not Role.OPERATOR or any(post.tenants for post in one.posts)]

    def who(self, role: Role, place: int = 0) -> str:
        """The first, or another, who can act in a role.

        Raises: MissingError.
        """
        found = self.people(role)
        if place >= len(found):
            raise MissingError(NOBODY, role=role)
        return found[place].name

    @cached_property
    def bounded(self) -> Person:
        """An operator of some tenants and no others.

        Raises: MissingError.
        """
        for one in self.people(Role.OPERATOR):
            if all(EVERY not in post.tenants for post in one.posts if post.role is Role.OPERATOR):
                return one
        raise MissingError(WITHOUT, role=Role.OPERATOR)

    @property
    def guest(self) -> str:
        """An operator of no tenants at all, who asks under a grant alone.

        Raises: MissingError.
        """
        for one in self.roles.people:
            if Role.OPERATOR in one.roles and not any(post.tenants for post in one.posts):
                return one.name
        raise MissingError(NOBODY, role=Role.OPERATOR)

    @property
    def executor(self) -> str:
        """Who carries out where a vault lends the credentials: a person of the role file with no post.

        Raises: MissingError.
        """
        for one in self.roles.people:
            if not any(self.holds(one.name, role) for role in Role) and one.in_office(self.now):
                return one.name
        raise MissingError(IDLE)

    @property
    def common(self) -> dict[str, Any]:
        """What most verbs take."""
        return {"roles": self.roles, "ledger": self.house.ledger, "now": self.now}

    def plan(self, tenant: str = TENANT) -> Plan:
        """Another plan each time."""
        self.number += 1
        return plan_of(tenant, str(self.number))

    def plan_of(self, request: ChangeRequest) -> Plan:
        """What a request is for."""
        from zhengyun.planfile import load

        return load(self.house.ledger.plan(request.permit.plan), request.id)

    def ask(self, asker: str = "", plan: Plan | None = None, key: str = "", **more: Any) -> ChangeRequest:
        """Ask for a plan."""
        from governance.requests import submit

        asker = asker or self.who(Role.SYSTEM)
        whole = {"reason": "role prove", "seconds": HOUR, **self.common, **more}
        return submit(plan or self.plan(), asker=asker, signer=self.keys[key or asker], **whole)

    def agree(self, request: ChangeRequest, person: str, key: str = "", **more: Any) -> State:
        """Say yes."""
        from governance.reviews import approve

        fresh = self.house.ledger.request(request.id)
        whole = {"asked": self.plan_of(fresh), "replan": lambda plan: plan, **self.common, **more}
        signer = self.keys[key or person]
        return approve(fresh, person=person, signer=signer, verifier=self.house.verifier, **whole)

    def approved(self, request: ChangeRequest | None = None) -> ChangeRequest:
        """A request to which everybody has agreed whom it waits for."""
        from governance.reviews import waits_for

        request = self.house.ledger.request((request or self.ask()).id)
        while request.stored is State.SUBMITTED:
            waits = [
                one.name
                for one in self.roles.people
                if waits_for(request, person=one.name, roles=self.roles, now=self.now, tenants=(TENANT,))
            ]
            if not waits:
                raise MissingError(NOBODY, role=", ".join(request.permit.chain))
            self.agree(request, waits[0])
            request = self.house.ledger.request(request.id)
        return request

    def apply(self, request: ChangeRequest, person: str, plan: Plan | None = None) -> None:
        """Carry a request out, up to the gate: what comes after it needs the cloud.

        Raises: ZhengyunError.
        """
        from governance.execution import execute
        from governance.under import may_apply

        plan, gate = plan or self.plan_of(request), gate_of(self.house)

        def through(journal: "Journal", before: object) -> "Receipt":
            del journal, before
            may_apply(request.permit, plan, person, gate, self.now)
            gate.open(request.permit, plan, self.now)
            raise ReachedError

        whole: dict[str, Any] = {"resume": False, "alive": lambda _: True, "apply": through, "now": self.now}
        with _reached():
            execute(request, claim=mine(person, self.now), ledger=self.house.ledger, book=self.house.book, **whole)

    def holds(self, person: str, role: Role) -> bool:
        """Whether somebody holds a role now."""
        return bool(holds(self.roles, person, role, self.now))


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except ReachedError:
        return


@contextmanager
def stage_for(present: RoleFile) -> Iterator[Stage]:
    """A stage with the people of a role file; afterwards nothing is left of it."""
    with tempfile.TemporaryDirectory(prefix="zhengyun-prove-") as folder:
        settings = Path(folder) / NAME
        settings.write_text(SETTINGS)
        house = House(Session(quiet=True, settings_name=str(settings)), begins=True)
        try:
            yield _begun(house, present)
        finally:
            house.database.close()


def _begun(house: House, present: RoleFile) -> Stage:
    from governance.roles import begin
    from keys.passing import passing

    names = [*(one.name for one in present.people), *(f"witness {one.name}" for one in present.witnesses), "log"]
    keys: dict[str, RawSigner] = {name: passing() for name in names}
    bare = _with_keys(present, keys)
    signatures = [Signature(one.name, keys[one.name].sign(bare.signed_bytes)) for one in bare.people]
    roles = replace(bare, signatures=tuple(signatures))
    begin(roles, house.role_files, house.book, house.verifier, house.clock.now(), "prove")
    return Stage(house, roles, keys)


def _with_keys(present: RoleFile, keys: Mapping[str, RawSigner]) -> RoleFile:
    """The same people and rules as the first version of another log; who is bound to a certificate is so there alone."""
    people = tuple(replace(one, key=keys[one.name].public, certificate=None, lockouts=()) for one in present.people)
    witnesses = tuple(one._replace(key=keys[f"witness {one.name}"].public) for one in present.witnesses)
    rules = replace(present.rules, since=1, windows=())
    log = LogKeys("proving.invalid/log", (keys["log"].public,))
    whole: dict[str, Any] = {"version": 1, "recovery": NO_RECOVERY, "signatures": ()}
    return replace(present, people=people, witnesses=witnesses, rules=rules, log=log, **whole)


def past(call: Callable[[], object], code: str) -> None:
    """Make a call that ends with a refusal which only those hear who may make it.

    Raises: ZhengyunError where it is another.
    """
    try:
        call()
    except ZhengyunError as error:
        if error.code.id != code:
            raise


def heard(call: Callable[[], object]) -> Heard:
    """What one of our verbs says: the code of its refusal, in its own words."""
    try:
        call()
    except ZhengyunError as error:
        return Heard(error.code.id, f"{error.code.id} {reason(error)}")
    return Heard()
