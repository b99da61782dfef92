"""The approver's part at the vault: looking at what was opened for a request, and authorising exactly that.

What the executor has opened is held against what the plan needs, as it came out on this side; whoever finds more there signs nothing.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cli.executing import openings_of
from cli.rooms import needs_of
from cli.text import _, listed, reason
from cli.wiring import House
from zhengyun.change import RESUMABLE, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.plan import Plan

if TYPE_CHECKING:
    from vault.matching import Match, Opening

AUTHORISED: Final = "vault.authorised"
# In these states something can still be carried out.
OPEN: Final = frozenset({State.SUBMITTED, State.APPROVED, *RESUMABLE})


@dataclass
class Desk:
    """One person who is asked for a word, at the vault by his own pass; without one where there is no vault, or he has no entrance."""

    house: House
    found: ChangeRequest
    token: str = ""
    _match: "Match | None" = field(default=None, init=False)

    def look(self, plan: Plan) -> None:
        """Hold what was opened against what the plan needs; say what is not open.

        Raises: Problems (ZY-VAULT-050 to 053), ZhengyunError (ZY-VAULT-*).
        """
        from vault.control import look
        from vault.matching import match

        if not self.token:
            return
        openings, server = openings_of(self.house), self.house.vault_server
        mine = [one.accessor for one in openings if one.request == self.found.id]
        asked = {one: said for one in mine if (said := look(server, self.token, one))}
        needs = needs_of(plan)
        self._match = match(self.found.id, openings, asked, needs, self.house.executor_name)
        if self._match.strange:
            raise Problems(self._match.strange)
        if self._match.missing:
            text = _(
                "not open in the vault: {needs}; once it is (zhengyun change run {request}), approve again to authorise it"
            )
            needs_said = listed(map(str, self._match.missing))
            self.house.session.say(text.format(needs=needs_said, request=self.found.id))

    def agrees_to(self, match: "Match") -> None:
        """Have this authorised, and nothing else, when the word is given."""
        self._match = match

    def authorise(self) -> Sequence[str]:
        """Authorise what fits, as far as the vault asks this person's role; return the accessors, which are on record.

        Raises: ZhengyunError (ZY-VAULT-*).
        """
        from vault.control import authorise

        session, last = self.house.session, dict[str, bool]()
        for one in self._mine():
            last[one.accessor] = authorise(self.house.vault_server, self.token, one.accessor)
            text = (
                _("authorised in the vault: {what}")
                if last[one.accessor]
                else _("authorised in the vault, others are asked too: {what}")
            )
            session.say(text.format(what=one))
        if last:
            body = {"request": self.found.id, "accessors": list(last), "approved": [one for one in last if last[one]]}
            self.house.book.append(Note(AUTHORISED, session.person, body))
        return list(last)

    def _mine(self) -> "Iterator[Opening]":
        from vault.needs import factors
        from vault.port import Need
        from zhengyun.office import holds

        roles, now, person = self.house.roles, self.house.clock.now(), self.house.session.person
        for one in self._match.fits if self._match else ():
            if any(holds(roles, person, role, now) for role in factors(Need(one.operation, one.path))):
                yield one


@contextmanager
def at_the_vault(house: House, found: ChangeRequest) -> Iterator[Desk]:
    """The desk of whoever acts, with a pass that is given back in the end.

    A yes is about the plan, and is signed where the vault is out of reach too; then it has to be authorised later, which is said.
    """
    from vault.entrance import enter, leave

    if not house.executor_name:
        yield Desk(house, found)
        return
    try:
        token = enter(house.vault_server, house.session.person, house.signer(), house.clock.now()).token
    except ZhengyunError as error:
        _say_later(house, found, error)
        yield Desk(house, found)
        return
    try:
        yield Desk(house, found, token)
    finally:
        try:
            leave(house.vault_server, token)
        except ZhengyunError as error:
            house.session.say(reason(error))


def again(house: House, found: ChangeRequest) -> bool:
    """Whether whoever acts has said yes already, or need not say it: only what was opened since is left to authorise."""
    from zhengyun.office import same

    roles, now, person = house.roles, house.clock.now(), house.session.person
    if not house.executor_name or found.state(now) not in OPEN or same(roles, person, found.permit.asker, now):
        return False
    if any(one.approver == person for one in found.permit.approvals):
        return True
    return found.state(now) is not State.SUBMITTED and is_asked(house)


def is_asked(house: House) -> bool:
    """Whether whoever acts is among those whom the vault asks for their word."""
    from vault.needs import TWO
    from zhengyun.office import holds

    return any(holds(house.roles, house.session.person, role, house.clock.now()) for role in TWO)


def _say_later(house: House, found: ChangeRequest, error: ZhengyunError) -> None:
    """Whoever is not asked by the vault has no entrance there, and needs none."""
    if is_asked(house):
        text = _(
            "the vault was not asked ({reason}); what waits there is authorised by: zhengyun change approve {request}"
        )
        house.session.say(text.format(reason=reason(error), request=found.id))
