"""The executor at work: what a request needs is opened, people agree to it, and then it is carried out; each time by one command."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from cli.applying import Applied, carry_out
from cli.claim import alive
from cli.drawing import goes_through, overtaken
from cli.finishing import finish
from cli.rooms import needs_of
from cli.session import Session
from cli.text import _, listed, reason
from cli.wiring import House
from records.codes import NO_REQUEST
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
        return standing(self.request, self.state, self.waiting, self.dropped)

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


def standing(request: str, state: State, waiting: "Sequence[Waiting]", dropped: Sequence[str]) -> Mapping[str, object]:
    """What is open, or has been dropped, as JSON data."""
    rows = [
        {
            "operation": one.need.operation,
            "path": one.need.path,
            "accessor": one.accessor,
            "until": one.until,
            "authorised_by": list(one.authorised),
            "authorised": one.approved,
        }
        for one in waiting
    ]
    return {"request": request, "state": state, "waiting": rows, "dropped": list(dropped)}


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
        return Standing(found.id, state, dropped=_ended(house, found.id))
    resume = state in RESUMABLE
    if not (found.claim and alive(found.claim, gone=gone)):
        if _overtaken(house, found.id):
            _dropped(house, found.id)
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


def _ended(house: House, request: str) -> tuple[str, ...]:
    """Give back what a change that is done still had, and drop what cannot be had any more. Raises: as `finish` and `_dropped`."""
    return tuple(finish(house, request)) or _dropped(house, request)


def _dropped(house: House, request: str) -> tuple[str, ...]:
    """Make worthless what is held for a request; what cannot be reached ends by itself. Raises: ZhengyunError (ZY-VAULT-*)."""
    executor = house.executor(house.signer)
    with executor.folder.alone(request):
        dropped = tuple(executor.revoke(request))
        if dropped:
            house.book.append(Note(DROPPED, house.session.person, {"request": request, "accessors": list(dropped)}))
        executor.folder.forget(request)
    return dropped


def drop_unasked(house: House) -> None:
    """The same of everything that no living request asks for; what could not be reached is told, and is tried at the next run."""
    from vault.codes import IN_USE
    from vault.keeping import Folder

    folder = Folder(house.session.settings.wrapped_store)
    for name in folder.requests():
        try:
            if _closed(house, name) or _overtaken(house, name):
                _ended(house, name)
        except ZhengyunError as error:
            if error.code is IN_USE:
                continue
            text = _("what was opened in the vault for {request} could not be made worthless: {reason}")
            house.session.say(text.format(request=name, reason=reason(error)))


def _closed(house: House, name: str) -> bool:
    """Whether nothing more is done for a request, or the records know none of that name."""
    try:
        return house.ledger.request(name).state(house.clock.now()) in CLOSED
    except ZhengyunError as error:
        if error.code is not NO_REQUEST:
            raise
        return True


def _overtaken(house: House, name: str) -> bool:
    """Whether somebody has taken his yes back since what is held was opened: what he authorised must not serve another's."""
    from vault.keeping import Folder

    case = Folder(house.session.settings.wrapped_store).read(name)
    return overtaken(house, name, {one.accessor for one in case.held} if case else set())
