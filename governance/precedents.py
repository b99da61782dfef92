"""What has been granted and what has been done in emergencies, read from the log: the gate's view of the past."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from governance.emergencies import BROKEN, KIND, reviewed
from governance.roles import KIND as ROLES
from governance.withdrawals import SAID, WITHDRAWN, standing
from zhengyun.change import ChangeRequest, Decision
from zhengyun.entry import Entry
from zhengyun.leave import Leave
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier
from zhengyun.subject import PLAN, load

REVOKED: Final = "grant.revoked"
ENDS: Final = (REVOKED, "request.cancelled")


class Book(Protocol):
    """The log, as far as it is needed here."""

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds, in order."""
        ...

    def naming(self, word: str, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds in which a word stands, in order."""
        ...


class Kept(Protocol):
    """The requests on record, as far as they are needed here."""

    def request(self, identifier: str) -> ChangeRequest:
        """One request with its reviews."""
        ...

    def plan(self, digest: str) -> bytes:
        """What a request is about, by its digest."""
        ...


@dataclass(frozen=True)
class LoggedPrecedents:
    """The past for one gate. `versions` is the role file's history, `runbook` the digest of the file that is being run."""

    ledger: Kept
    book: Book
    versions: Sequence[RoleFile]
    verifier: Verifier
    runbook: str = ""

    def leave(self, name: str) -> Leave | None:
        """The grant or standing permit of that name.

        Raises: ZhengyunError (ZY-REC-007: there is no such request; ZY-PERMIT-048: what it is about was altered).
        """
        permit = self.ledger.request(name).permit
        if permit.subject == PLAN:
            return None
        subject = load(permit.subject, self.ledger.plan(permit.plan), name)
        entries = self._about(name)
        said = standing(entries, name)
        # A yes that the log does not know, or has seen taken back, is none.
        agreed = tuple(one for one in permit.approvals if said.get(one.approver) == one.signature)
        return Leave(
            replace(permit, approvals=agreed), subject, uses(entries, name), _ended(entries, name), self.runbook
        )

    def _about(self, name: str) -> list[Entry]:
        """What the log says of a grant or standing permit, and of the requests that were asked under it."""
        found = {entry.number: entry for entry in self.book.naming(name, *BROKEN, SAID, WITHDRAWN, *ENDS)}
        asked = {_of(entry) for entry in found.values() if entry.kind == "request.submitted"}
        for request in asked - {name}:
            found |= {entry.number: entry for entry in self.book.naming(request, "apply.intent")}
        return [found[number] for number in sorted(found)]

    def unreviewed(self, request: str) -> tuple[str, ...]:
        """The emergencies before this request whose use no auditor has reviewed since."""
        entries = list(self.book.of_kind(*BROKEN, KIND, ROLES))
        return unreviewed(entries, request, self.versions, self.verifier)


def uses(entries: Iterable[Entry], name: str) -> tuple[str, ...]:
    """The requests that were begun under a grant or standing permit, each once, the first first."""
    return tuple(_begun(entries, "under", name))


def unreviewed(
    entries: Sequence[Entry], request: str, versions: Sequence[RoleFile], verifier: Verifier
) -> tuple[str, ...]:
    """The emergencies before this request, or all, that are in use without an auditor's word about it."""
    used = emergencies(entries)
    first = next((one.number for one in entries if one.kind == "apply.intent" and _of(one) == request), None)
    before = {
        name: numbers for name, numbers in used.items() if name != request and (first is None or numbers[0] < first)
    }
    said = reviewed(entries, versions, verifier)
    return tuple(name for name, numbers in before.items() if said.get(name, 0) != numbers[-1])


def emergencies(entries: Iterable[Entry]) -> Mapping[str, list[int]]:
    """By request, the numbers of the intents with which the glass was broken."""
    return _begun(entries, "emergency")


def _begun(entries: Iterable[Entry], field: str, value: str = "") -> Mapping[str, list[int]]:
    """By request, the numbers of the intents whose permit says this in that field, or anything.

    What the applier's own tool has left out of an intent, the asker has signed in the permit.
    """
    asked, begun = set[str](), dict[str, list[int]]()
    for entry in entries:
        if entry.kind == "request.submitted" and _says(_permit(entry), field, value):
            asked.add(_of(entry))
        elif entry.kind == "apply.intent" and (_says(entry.body, field, value) or _of(entry) in asked):
            begun.setdefault(_of(entry), []).append(entry.number)
    return begun


def _says(document: Mapping[str, Any], field: str, value: str) -> bool:
    said = document.get(field)
    return said == value if value else bool(said)


def _of(entry: Entry) -> str:
    return str(entry.body.get("request"))


def _permit(entry: Entry) -> Mapping[str, Any]:
    permit = entry.body.get("permit")
    return permit if isinstance(permit, Mapping) else {}


def _ended(entries: Iterable[Entry], name: str) -> str:
    """When it was taken back or refused, by the log."""
    for entry in entries:
        refused = entry.kind == SAID and entry.body.get("decision") == Decision.NO
        if _of(entry) == name and (refused or entry.kind in ENDS):
            return entry.at
    return ""
