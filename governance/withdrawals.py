"""Taking a yes back, and which yes still stands by the log."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, Protocol

from governance import codes
from governance.entitlement import in_office
from governance.requests import not_open, plain
from zhengyun.change import WAITING, ChangeRequest, Decision, State
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.permit import Permit
from zhengyun.reading import mapping
from zhengyun.rolefile import RoleFile

SAID: Final = "request.reviewed"
WITHDRAWN: Final = "request.withdrawn"
UNSAID: Final = "?"
"""What stands for the signature of a yes of which the log keeps none."""


class Reviews(Protocol):
    """The reviews on record, as far as they are needed here."""

    def request(self, identifier: str) -> ChangeRequest:
        """One request with its reviews."""
        ...

    def withdraw(self, identifier: str, reviewer: str, note: Note) -> Entry | None:
        """Take this person's yes away and all words after it, if it is there and the request waits and is not claimed."""
        ...


def withdraw(
    request: ChangeRequest, *, person: str, reason: str, roles: RoleFile, ledger: Reviews, now: datetime
) -> State:
    """Take one's own yes back, until the permit is used. The link, and those after it, are open again.

    Raises: ZhengyunError (ZY-GOV-004, 019, 071, ZY-PERMIT-007, 008).
    """
    in_office(roles, person, now)
    _withdrawable(request, person, now)
    body = {"request": request.id, "plan": request.permit.plan, "reason": plain(reason)}
    if not ledger.withdraw(request.id, person, Note(WITHDRAWN, person, body)):
        # Somebody was faster between our reading and our writing.
        fresh = ledger.request(request.id)
        _withdrawable(fresh, person, now)
        raise not_open(fresh, now, WAITING)
    return State.SUBMITTED


def _withdrawable(request: ChangeRequest, person: str, now: datetime) -> None:
    if request.state(now) not in WAITING:
        raise not_open(request, now, WAITING)
    if person not in {approval.approver for approval in request.permit.approvals}:
        raise ZhengyunError(codes.NO_YES, request=request.id, person=person)


def standing(entries: Iterable[Entry], request: str) -> Mapping[str, str]:
    """By name, the signature of each yes to a request that the log has seen and has not seen taken back."""
    said, spent = dict[str, Entry](), set[tuple[str, str]]()
    for entry in entries:
        if entry.body.get("request") != request:
            continue
        # What was taken back is signed still: whoever writes it into the log again does not make it stand.
        if entry.kind == SAID and entry.body.get("decision") == Decision.YES and _word(entry) not in spent:
            said[entry.actor] = entry
        elif entry.kind == WITHDRAWN and entry.actor in said:
            names = list(said)
            spent |= {_word(said.pop(name)) for name in names[names.index(entry.actor) :]}
    return {name: _signature(entry) for name, entry in said.items()}


def refuse_withdrawn(permit: Permit, entries: Iterable[Entry]) -> None:
    """Refuse a permit with a yes that the log does not know, or has seen taken back: a row is soon put into a database.

    Raises: ZhengyunError (ZY-GOV-072).
    """
    said = standing(entries, permit.request)
    for approval in permit.approvals:
        if said.get(approval.approver) not in (approval.signature, UNSAID):
            raise ZhengyunError(codes.NOT_STANDING, request=permit.request, person=approval.approver)


def _word(entry: Entry) -> tuple[str, str]:
    """Whose yes it is, and of when: a signature can be spelt in more ways than one, what it is under cannot."""
    approval = entry.body.get("approval")
    return entry.actor, str(mapping(approval).get("at")) if isinstance(approval, Mapping) else entry.hash


def _signature(entry: Entry) -> str:
    approval = entry.body.get("approval")
    return str(mapping(approval).get("signature")) if isinstance(approval, Mapping) else UNSAID
