"""The executor at work: what a request needs is opened, people agree to it, and then it is carried out; each time by one command."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from cli.applying import Applied, carry_out
from cli.claim import alive
from cli.drawing import goes_through
from cli.finishing import finish
from cli.rooms import needs_of
from cli.session import Session
from cli.text import _, listed
from cli.wiring import House
from zhengyun.change import CLOSED, RESUMABLE, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.plan import Plan

if TYPE_CHECKING:
    from vault.matching import Opening
    from vault.opening import Waiting

DROPPED: Final = "vault.dropped"


class Standing(NamedTuple):
    """A request that is not carried out now: what is open for it, or has been dropped, and its state."""

    request: str
    state: State
    waiting: "tuple[Waiting, ...]" = ()
    dropped: tuple[str, ...] = ()

    @property
    def exit(self) -> Exit:
        """8 while it waits."""
        return Exit.OK if self.state in CLOSED else Exit.WAITING

    def document(self) -> Mapping[str, object]:
        """As JSON data."""
        waiting = [
            {
                "operation": one.need.operation,
                "path": one.need.path,
                "accessor": one.accessor,
                "until": one.until,
                "authorised_by": list(one.authorised),
                "authorised": one.approved,
            }
            for one in self.waiting
        ]
        return {"request": self.request, "state": self.state, "waiting": waiting, "dropped": list(self.dropped)}

    def lines(self) -> Iterator[str]:
        """In some lines."""
        if self.state in CLOSED:
            text = _("{request} is {state}; of what was opened for it is worthless now: {count}")
            yield text.format(request=self.request, state=_(self.state), count=len(self.dropped))
            return
        for one in self.waiting:
            said = (
                _("authorised") if one.approved else _("waits to be authorised, until {until}").format(until=one.until)
            )
            by = _(" (by {people})").format(people=listed(one.authorised)) if one.authorised else ""
            yield f"{one.need}: {said}{by}"
        if self.state is State.SUBMITTED:
            yield _("{request} waits for agreement; then: zhengyun change run {request}").format(request=self.request)
        else:
            text = _("{request} is agreed to; whoever is asked by the vault says: zhengyun change approve {request}")
            yield text.format(request=self.request)


def as_executor(session: Session) -> Session:
    """The same run of a command, in the executor's name. Raises: ZhengyunError (ZY-VAULT-010)."""
    return replace(session, person_name=House(session).vault_settings.executor)


def run(house: House, found: ChangeRequest, *, gone: str = "", runbook: str = "") -> Applied | Standing:
    """Open what a request needs, or carry it out where people have agreed and authorised it, or drop what is of no use any more.

    Raises: ZhengyunError (ZY-VAULT-*, ZY-GOV-024, 271), and as `cli.applying.carry_out`.
    """
    from governance.granting import refuse_subject
    from zhengyun.planfile import load

    refuse_subject(found)
    house.proven()
    state = found.state(house.clock.now())
    if state in CLOSED:
        given_back = tuple(finish(house, found)) if state is State.APPLIED else ()
        return Standing(found.id, state, dropped=given_back or _dropped(house, found))
    resume = state in RESUMABLE
    if not (found.claim and alive(found.claim, gone=gone)):
        plan = load(house.ledger.plan(found.permit.plan), found.id)
        waiting = () if goes_through(house, found, plan, runbook) else opened(house, found, plan)
        if state is State.SUBMITTED or not all(one.approved for one in waiting):
            return Standing(found.id, state, waiting)
    return carry_out(house, found, resume=resume, gone=gone, runbook=runbook)


def opened(house: House, found: ChangeRequest, plan: Plan) -> "tuple[Waiting, ...]":
    """What is open for a request, after what was not has been opened. Raises: ZhengyunError (ZY-VAULT-*)."""
    # What it has taken of a standing permit was told when that was opened.
    return house.executor(house.signer).open(found.id, needs_of(plan), openings_of(house))


def openings_of(house: House, request: str = "") -> "list[Opening]":
    """What the log says that was opened, for one request or for all, the oldest first."""
    from vault.matching import Opening
    from vault.opening import OPENED

    found = [Opening.read(entry.body) for entry in house.book.of_kind(OPENED)]
    return [one for one in found if request in ("", one.request)]


def _dropped(house: House, found: ChangeRequest) -> tuple[str, ...]:
    """Make worthless what was opened for a request that nothing more is done for; what cannot be reached ends by itself."""
    executor = house.executor(house.signer)
    dropped = tuple(executor.revoke(found.id))
    if dropped:
        said = {"request": found.id, "accessors": list(dropped)}
        house.book.append(Note(DROPPED, house.session.person, said))
    executor.folder.forget(found.id)
    return dropped


def drop_closed(house: House) -> None:
    """The same for every request that has come to its end, as far as the vault can be reached."""
    from vault.keeping import Folder

    for name in Folder(house.session.settings.wrapped_store).requests():
        with suppress(ZhengyunError):
            found = house.ledger.request(name)
            if found.state(house.clock.now()) in CLOSED:
                _dropped(house, found)
