"""Agreeing where the records are not: what a request file must prove before anything is signed, and a word before it counts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from governance import codes, rules
from governance.entitlement import in_office
from governance.granting import touched
from governance.port import After, Ledger
from governance.requests import not_open
from governance.reviews import OPEN, in_turn, keep, may_reject, may_review, not_for_longer
from governance.roles import KIND, Book, RoleStore, history
from governance.travelling import Travelling, Word, pack
from governance.withdrawals import SAID, WITHDRAWN
from zhengyun import codes as kernel
from zhengyun.change import ChangeRequest, Review, State
from zhengyun.entry import Entry, Note
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.trust import SITE
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.gate import Gate
from zhengyun.instant import parse
from zhengyun.past import taken_back
from zhengyun.permit import Approval, approved_bytes
from zhengyun.plan import Plan
from zhengyun.planfile import load
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier
from zhengyun.subject import PLAN

# Machines that share no network agree on the time to about this.
TOLERANCE: Final = timedelta(minutes=5)
# What a request that is still to be agreed to, or not to be used yet, is refused for at the gate, and here is not.
# Which emergencies wait for review only the records know, and the door asks them.
PENDING: Final = frozenset({kernel.CHAIN_INCOMPLETE, kernel.NOT_YET, kernel.WINDOW_CLOSED, kernel.NOT_REVIEWED})
UNDER: Final = N_("it is asked under {under}, and only the records tell what that still allows")
BACK: Final = N_("it takes back what {other} has done, and only the log tells what that is")
# By site.
PLACES: Final = {
    SITE: N_("it is about whom the city trusts, and only the records tell what is in force"),
    HOSTS: N_("it is about hosts, and only over their management network can be seen how they stand"),
    DEVICES: N_("it is about devices, and only over their management network can be seen what they run"),
    VAULT: N_("it is about how the vault is configured, and whoever agrees has to say so there, too"),
}


class Carried:
    """The role file's history as a request file carries it."""

    def __init__(self, travelling: Travelling) -> None:
        self._travelling = travelling

    def versions(self) -> Sequence[Mapping[str, Any]]:
        """Every version, the first first."""
        return self._travelling.versions

    def add(self, version: int, document: Mapping[str, object], note: Note) -> Entry | None:
        """Nothing: what was carried here is not added to."""
        del version, document, note
        return None

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries that pin the versions."""
        return [pin for pin in self._travelling.pins if pin.kind in kinds and pin.kind == KIND]

    def last(self) -> Entry | None:
        """The newest of them."""
        return self._travelling.pins[-1] if self._travelling.pins else None


class Held:
    """The one request of a file, and the word that was said about it here."""

    def __init__(self, request: ChangeRequest) -> None:
        self._request = request
        self.said: Review | None = None
        self.state = request.stored

    def request(self, identifier: str) -> ChangeRequest:
        """The request."""
        del identifier
        return self._request

    def review(
        self, identifier: str, review: Review, before: Iterable[State], after: After, note: Note
    ) -> State | None:
        """Hold the word."""
        del identifier, before, note
        state = after(self._request.reviewed(review))
        self.said, self.state = review, state or self.state
        return state


def trusted(travelling: Travelling, pin: str, verifier: Verifier, now: datetime) -> RoleFile:
    """The role file that a request file carries, where it follows from the pinned one and the request is what it says.

    Raises: ZhengyunError (ZY-GOV-011, 012, 075, and what the gate refuses a permit for, but that it waits).
    """
    carried = Carried(travelling)
    versions = history(carried, carried, verifier)
    if versions[0].digest != pin:
        raise ZhengyunError(codes.OTHER_CITY, given=versions[0].digest, pin=pin)
    roles = versions[-1]
    gate = Gate(roles, rules.rules_of(roles), verifier)
    for refusal in gate.refusals(travelling.request.permit, travelling.plan, now):
        if refusal.code not in PENDING:
            raise refusal
    return roles


def receive(
    word: Word,
    *,
    carrier: str,
    roles: RoleFile,
    ledger: Ledger,
    log: Iterable[Entry],
    verifier: Verifier,
    now: datetime,
) -> State:
    """Record a word that came back as a file, as if it had been said here; returns the request's new state.

    Raises: ZhengyunError as `governance.reviews.approve` without making the plan again; ZY-GOV-076 (no request here is
    meant), 077 (its reviewer has not signed it so), 078 (its time is over, or it was used).
    """
    # 1. It is about a request that is here, and about no other of that name.
    request = next((one for one in ledger.requests() if one.id == word.request), None)
    if request is None or (request.permit.nonce, request.permit.plan) != (word.nonce, word.plan):
        raise ZhengyunError(codes.WORD_ELSEWHERE, request=word.request)
    # 2. Its reviewer has signed it.
    review = word.review
    person = in_office(roles, review.reviewer, now)
    if not verifier.verify(person.key, word.signed_bytes(), word.signature):
        raise ZhengyunError(codes.WORD_ALTERED, request=request.id, person=person.name)
    # 3. It is a word of now: neither of a clock that ran ahead, nor one that was recorded or taken back since.
    _refuse_stale(word, log, now)
    # 4. Its reviewer may say it.
    if review.approval:
        may_review(request, person=person.name, roles=roles, now=now)
        plan = load(ledger.plan(request.permit.plan), request.id)
        in_turn(request, person.name, roles, now, plan.effects.tenants)
        not_for_longer(request, parse(review.at))
        _refuse_approval(review.approval, request, plan, person.name, roles, verifier)
        return keep(request, review, plan.effects.tenants, roles=roles, ledger=ledger, now=now, carrier=carrier)
    may_reject(request, person=person.name, touched=lambda: touched(request, ledger), roles=roles, now=now)
    return keep(request, review, (), roles=roles, ledger=ledger, now=now, carrier=carrier)


def _refuse_stale(word: Word, log: Iterable[Entry], now: datetime) -> None:
    review = word.review
    stale = parse(review.at) > now + TOLERANCE
    for entry in log:
        if entry.body.get("request") != word.request:
            continue
        # Also somebody else's yes that was taken back: whoever came after him had rested on it.
        taken_back = entry.kind == WITHDRAWN and review.at <= entry.at
        said = entry.kind == SAID and review.approval and entry.body.get("approval") == _plain(review.approval)
        stale = stale or taken_back or bool(said)
    if stale:
        raise ZhengyunError(codes.WORD_STALE, request=word.request, person=review.reviewer, at=review.at)


def _plain(approval: Approval) -> Mapping[str, object]:
    return {**approval._asdict(), "chain": list(approval.chain)}


def _refuse_approval(
    approval: Approval, request: ChangeRequest, plan: Plan, person: str, roles: RoleFile, verifier: Verifier
) -> None:
    """Refuse a yes that the gate would refuse: it would use up its link.

    Raises: ZhengyunError (ZY-PERMIT-008, 009, 010).
    """
    in_force = rules.rules_of(roles)
    chain = in_force.due(request.permit, plan)
    signed = in_office(roles, person, parse(approval.at))
    if (approval.chain, approval.rules) != (chain, in_force.version) or approval.roles > roles.version:
        raise ZhengyunError(kernel.RULES_CHANGED, request=request.id, person=person)
    if approval.approver != person or not verifier.verify(
        signed.key, approved_bytes(request.permit, approval), approval.signature
    ):
        raise ZhengyunError(kernel.BAD_SIGNATURE, request=request.id, person=person)


def leave(
    request: ChangeRequest, ledger: Ledger, store: RoleStore, book: Book, verifier: Verifier, now: datetime
) -> tuple[str, bytes]:
    """A request as a file, and the digest by which its role file is known.

    Raises: ZhengyunError (ZY-GOV-004, 011, 012, 019: it waits for nobody's word; ZY-GOV-242: nobody could check it there).
    """
    if request.state(now) not in OPEN:
        raise not_open(request, now, OPEN)
    if request.permit.subject != PLAN:
        raise ZhengyunError(kernel.OTHER_SUBJECT, request=request.id, subject=request.permit.subject)
    plan = ledger.plan(request.permit.plan)
    _refuse_kept_here(request, load(plan, request.id))
    versions = history(store, book, verifier)
    pins = list(book.of_kind(KIND))[: len(versions)]
    documents = store.versions()[: len(versions)]
    return versions[0].digest, pack(request, plan, documents, pins)


def _refuse_kept_here(request: ChangeRequest, plan: Plan) -> None:
    """Refuse what nobody could plan again, or check, without the records."""
    back, under = taken_back(plan), request.permit.under
    place = next((text for site, text in PLACES.items() if site in plan.scope.sites), "")
    what = UNDER if under else BACK if back else place
    if what:
        raise ZhengyunError(codes.NEEDS_RECORDS, place=None, what=what, request=request.id, under=under, other=back)
