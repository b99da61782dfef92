"""The kernel's driver of hosts: looks at them by check mode, and carries out a plan's actions in one run of Ansible."""

import threading
from collections.abc import Collection, Sequence
from typing import Final

from playbooks import codes
from playbooks.batch import Batch
from playbooks.events import Results
from playbooks.grammars import BLIND, FILE, Where, rest_of, where_of
from playbooks.looking import Fleet, Tell, look
from playbooks.plan import Seen
from playbooks.planning import blind_hosts, roles_in, troubles
from playbooks.port import Identity, Runs, Secrets, Ssh
from playbooks.roletree import OURS, Tree, how
from zhengyun.action import Action
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate.hosts import SITE, Hosts, Rendered
from zhengyun.plan import Plan, Scope
from zhengyun.ports import Ids
from zhengyun.resource import HOW, Address, Existing, World
from zhengyun.results import Outcome, Pending, Status

WIDTH: Final = 64


class HostsDriver:
    """Hosts. `look` is whoever looks, `runs` whoever carries out; `plan` is what is carried out, and what is looked at for it."""

    def __init__(
        self,
        hosts: Hosts,
        rendered: Sequence[Rendered],
        look: Identity,
        runs: Runs,
        secrets: Secrets,
        tell: Tell,
        plan: Plan | None = None,
        *,
        ssh: Ssh,
        stop: threading.Event | None = None,
        tree: Tree = OURS,
    ) -> None:
        self._fleet = Fleet(hosts, rendered, look, secrets, ssh, tell, stop or threading.Event(), tree)
        self._runs, self._plan = runs, plan
        self._expected: frozenset[str] = frozenset()
        self._batch: Batch | None = None
        self._begun = False

    @property
    def width(self) -> int:
        """To begin an action is to note it down."""
        return WIDTH

    def see(self, scope: Scope) -> Seen:
        """What the roles of a scope would do; hosts that it wants planned blind are left alone.

        Raises: ZhengyunError (ZY-HOST-001, ZY-HOST-002, ZY-HOST-006), and as the secrets.
        """
        unseen = blind_hosts(scope)
        every = roles_in(self._fleet.hosts, scope, tuple(self._fleet.words()))
        return look(self._fleet, {one for one in every if one.host not in unseen})[0]

    def observe(self, touched: Sequence[str] = ()) -> World:
        """The roles of the plan's actions as they are found on their hosts; once something has been done, also of hosts that were planned
        blind, and without what cannot be looked at.

        Raises: Problems (ZY-HOST-010, ZY-HOST-011) before anything is done; ZhengyunError as `see`.
        """
        del touched
        actions = self._plan.actions if self._plan else ()
        unseen = set() if self._begun else {where_of(one.address) for one in actions if _whole(one)}
        scope = {where_of(one.address) for one in actions} - unseen
        found, results = look(self._fleet, scope)
        errors = () if self._begun else tuple(troubles(found))
        if errors:
            raise Problems(errors)
        return World(SITE, {**found.world.existing, **stood(actions, found, results, scope)})

    def admit(self, actions: Sequence[Action]) -> None:
        """Note what is to come. Raises: ZhengyunError (ZY-HOST-012) where other roles are here than the plan was made with."""
        self._expected = frozenset(one.id for one in actions)
        here = dict(how(self._fleet.tree))
        for action in actions:
            asked = action.attributes.get(HOW, here)
            if asked != here:
                told = asked if isinstance(asked, dict) else {}
                what = ", ".join(
                    f"{name}: {told.get(name)}, {here[name]}" for name in here if told.get(name) != here[name]
                )
                raise ZhengyunError(codes.OTHER_ROLES, what=what)

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Note an action down: all of them are carried out together."""
        del ids
        return Pending(action, made="", phase="ansible")

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Start the run once every action has been begun; from then on say what has ended.

        Raises: ZhengyunError where the run as a whole failed (ZY-HOST-001, ZY-HOST-002), and as `runs`.
        """
        if self._batch is None:
            if self._fleet.stop.is_set():
                return [Outcome(one.action.id, Status.WAITING) for one in pending]
            if not self._expected <= {one.action.id for one in pending}:
                return pending
            self._begun = True
            self._batch = Batch(self._fleet, self._runs, [one.action for one in pending], self._change())
        return [self._batch.outcome(one.action) or one for one in pending]

    def _change(self) -> str:
        """What a change is called on the hosts: there, too, it is the plan that people have agreed to."""
        return self._plan.digest.removeprefix("sha256:")[:32] if self._plan else "none"


def stood(actions: Sequence[Action], seen: Seen, results: Results, scope: Collection[Where]) -> dict[Address, Existing]:
    """What of a plan is no file and stands as it is to be: a look that has come to its end says nothing of it any more."""
    whole = {where for where in scope if where in results.ended and not _open(where, seen)}
    told = {one.where for one in seen.untold}
    return {
        one.address: Existing(one.address, one.target or str(one.address), one.attributes)
        for one in actions
        if one.address.kind != FILE
        and one.address not in seen.wanted
        and where_of(one.address) in {*scope} - told
        and (not _whole(one) or where_of(one.address) in whole)
    }


def _open(where: Where, seen: Seen) -> bool:
    """Whether a role would still do something on a host."""
    for one, wanted in seen.wanted.items():
        found = seen.world.existing.get(one)
        facts = {name: value for name, value in wanted.attributes.items() if name != HOW}
        if where_of(one) == where and (found is None or facts != {name: found.attributes.get(name) for name in facts}):
            return True
    return any(where_of(one) == where and one not in seen.wanted for one in seen.world.existing)


def _whole(action: Action) -> bool:
    """Whether an action is a role as a whole, of which nobody knows what it does."""
    return action.address.kind == BLIND and not rest_of(action.address)
