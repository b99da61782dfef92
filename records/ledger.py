"""Requests and what became of them. Whatever changes is written together with the log entry that says so."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, delete, desc, insert, select, update

from records import codes
from records.logbook import append
from records.store import Store, legible, upsert
from records.tables import outcomes, plans, receipts, requests, reviews
from zhengyun.canonical import canonical
from zhengyun.change import WAITING, ChangeRequest, Claim, Decision, Review, State
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock
from zhengyun.permit import Approval, Permit
from zhengyun.results import Outcome, Receipt


class Ledger:
    """The ledger in a database."""

    def __init__(self, database: Store, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add(self, request: ChangeRequest, plan: bytes, note: Note) -> Entry:
        """Keep a new request with its plan."""
        with self._database.write() as connection:
            connection.execute(
                upsert(connection, plans).values(digest=request.permit.plan, body=plan).on_conflict_do_nothing()
            )
            _insert(connection, request)
            return append(connection, note, self._clock)

    def supersede(
        self, identifier: str, before: Iterable[State], request: ChangeRequest, cancelled: Note, submitted: Note
    ) -> Entry | None:
        """Cancel a request and keep another for the same plan in its place, if it is still in one of these states."""
        with self._database.write() as connection:
            old = _request(connection, identifier)
            if old.stored not in before or old.claim:
                return None
            over = update(requests).where(requests.c.id == identifier)
            connection.execute(over.values(state=State.CANCELLED.value))
            append(connection, cancelled, self._clock)
            _insert(connection, request)
            return append(connection, submitted, self._clock)

    def request(self, identifier: str) -> ChangeRequest:
        """One request with its reviews.

        Raises: ZhengyunError (ZY-REC-007).
        """
        with self._database.read() as connection:
            return _request(connection, identifier)

    def requests(self, states: Iterable[State] = ()) -> Sequence[ChangeRequest]:
        """The requests in these states, or all, the newest first."""
        query = select(requests.c.id).order_by(desc(requests.c.submitted), requests.c.id)
        wanted = [state.value for state in states]
        if wanted:
            query = query.where(requests.c.state.in_(wanted))
        with self._database.read() as connection:
            return [_request(connection, row.id) for row in connection.execute(query).all()]

    def plan(self, digest: str) -> bytes:
        """The plan file of a request."""
        with self._database.read() as connection:
            found = connection.execute(select(plans.c.body).where(plans.c.digest == digest)).scalars().all()
            with legible(connection):
                (body,) = found
                return bytes(body)

    def review(
        self,
        identifier: str,
        review: Review,
        before: Iterable[State],
        after: Callable[[ChangeRequest], State | None],
        note: Note,
    ) -> State | None:
        """Keep a review and change state, if the request is still in one of these states and the reviewer is new.

        Nothing is kept where `after` finds no place for it in the request as it is then.
        """
        with self._database.write() as connection:
            request = _request(connection, identifier)
            if request.stored not in before or any(one.reviewer == review.reviewer for one in request.reviews):
                return None
            state = after(request.reviewed(review))
            if state is None:
                return None
            connection.execute(
                insert(reviews).values(
                    request=identifier,
                    reviewer=review.reviewer,
                    decision=review.decision,
                    at=review.at,
                    reason=review.reason,
                    approval=_json(review.approval._asdict()) if review.approval else None,
                )
            )
            connection.execute(update(requests).where(requests.c.id == identifier).values(state=state.value))
            append(connection, note, self._clock)
            return state

    def withdraw(self, identifier: str, reviewer: str, note: Note) -> Entry | None:
        """Take this person's yes away and all words after it, if it is there and the request waits and is not claimed."""
        with self._database.write() as connection:
            request = _request(connection, identifier)
            agreed = [review.reviewer for review in request.reviews if review.decision is Decision.YES]
            if request.stored not in WAITING or request.claim or reviewer not in agreed:
                return None
            ours = reviews.c.request == identifier
            first = select(reviews.c.id).where(ours, reviews.c.reviewer == reviewer).scalar_subquery()
            connection.execute(delete(reviews).where(ours, reviews.c.id >= first))
            state = State.SUBMITTED.value
            connection.execute(update(requests).where(requests.c.id == identifier).values(state=state))
            return append(connection, note, self._clock)

    def move(
        self,
        identifier: str,
        before: Iterable[State],
        after: State,
        note: Note,
        claim: Claim | None = None,
        *,
        held: Claim | None = None,
    ) -> Entry | None:
        """Change state, if the request is still in one of these states and held by that claim, or by none."""
        with self._database.write() as connection:
            request = _request(connection, identifier)
            if request.stored not in before or request.claim != held:
                return None
            values: dict[str, str | None] = {"state": after.value}
            # Only the executor may touch claims: what stays as it is, is not said.
            if claim != held:
                values["claim"] = _json(claim._asdict()) if claim else None
            connection.execute(update(requests).where(requests.c.id == identifier).values(values))
            return append(connection, note, self._clock)

    def outcome(self, identifier: str, outcome: Outcome, note: Note) -> Entry:
        """Keep what became of one action; a later word about it takes the place of the earlier one."""
        row = {"request": identifier, "action": outcome.action, "document": _json(outcome.document())}
        with self._database.write() as connection:
            said = upsert(connection, outcomes).values(row)
            connection.execute(said.on_conflict_do_update(index_elements=["request", "action"], set_=row))
            return append(connection, note, self._clock)

    def conclude(self, receipt: Receipt, after: State, note: Note) -> Entry:
        """Keep the receipt, change state and let go of the claim."""
        row = {"request": receipt.request, "document": _json(receipt.document())}
        with self._database.write() as connection:
            said = upsert(connection, receipts).values(row)
            connection.execute(said.on_conflict_do_update(index_elements=["request"], set_=row))
            closed = update(requests).where(requests.c.id == receipt.request)
            connection.execute(closed.values(state=after.value, claim=None))
            return append(connection, note, self._clock)

    def outcomes(self, identifier: str) -> Sequence[Outcome]:
        """What became of a request's actions so far."""
        query = select(outcomes.c.document).where(outcomes.c.request == identifier)
        with self._database.read() as connection, legible(connection):
            return [Outcome.read(json.loads(row.document)) for row in connection.execute(query)]

    def receipt(self, identifier: str) -> Receipt | None:
        """The last receipt of a request."""
        query = select(receipts.c.document).where(receipts.c.request == identifier)
        with self._database.read() as connection:
            document = connection.execute(query).scalar()
            with legible(connection):
                return Receipt.read(json.loads(document)) if document else None


def _insert(connection: Connection, request: ChangeRequest) -> None:
    connection.execute(
        insert(requests).values(
            id=request.id,
            plan=request.permit.plan,
            state=request.stored,
            permit=_json(request.permit.document()),
            summary=_json(request.summary),
            submitted=request.submitted,
        )
    )


def _request(connection: Connection, identifier: str) -> ChangeRequest:
    row = connection.execute(select(requests).where(requests.c.id == identifier)).first()
    if row is None:
        raise ZhengyunError(codes.NO_REQUEST, request=identifier)
    query = select(reviews).where(reviews.c.request == identifier).order_by(reviews.c.id)
    with legible(connection):
        return _read(row, tuple(map(_review, connection.execute(query))))


def _read(row: Row[Any], said: tuple[Review, ...]) -> ChangeRequest:
    permit = Permit.read(json.loads(row.permit))
    approvals = tuple(review.approval for review in said if review.approval)
    return ChangeRequest(
        permit=replace(permit, approvals=approvals),
        stored=State(row.state),
        submitted=row.submitted,
        summary=json.loads(row.summary),
        reviews=said,
        claim=Claim(**json.loads(row.claim)) if row.claim else None,
    )


def _review(row: Row[Any]) -> Review:
    approval = Approval.read(json.loads(row.approval)) if row.approval else None
    return Review(row.reviewer, Decision(row.decision), row.at, row.reason, approval)


def _json(document: object) -> str:
    return canonical(document).decode()
