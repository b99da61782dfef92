"""What was made, and what was applied, as the outcomes tell."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import desc, select

from records.store import Store, legible
from records.tables import outcomes, plans, receipts, requests
from zhengyun.change import State
from zhengyun.results import Outcome, Receipt, Status


class Applied(NamedTuple):
    """One applied request: when it ended, and the file of its plan."""

    request: str
    ended: str
    plan: bytes


class Assets:
    """What the records know of things in the cloud."""

    def __init__(self, database: Store) -> None:
        self._database = database

    def made(self) -> dict[str, str]:
        """By action, the identifier of what it made; a later request's word counts, and comes later."""
        query = (
            select(outcomes.c.document)
            .join(requests, requests.c.id == outcomes.c.request)
            .order_by(requests.c.submitted)
        )
        with self._database.read() as connection, legible(connection):
            told = [Outcome.read(json.loads(row.document)) for row in connection.execute(query)]
        made: dict[str, str] = {}
        for one in told:
            if one.status is Status.DONE and one.made:
                made.pop(one.action, None)
                made[one.action] = one.made
        return made

    def applied(self) -> Iterator[Applied]:
        """The requests that were applied in full, the newest first."""
        query = (
            select(requests.c.id, receipts.c.document, plans.c.body)
            .join(receipts, receipts.c.request == requests.c.id)
            .join(plans, plans.c.digest == requests.c.plan)
            .where(requests.c.state == State.APPLIED.value)
            .order_by(desc(requests.c.submitted))
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            with legible(connection):
                applied = [
                    Applied(row.id, Receipt.read(json.loads(row.document)).ended, bytes(row.body)) for row in rows
                ]
        yield from applied
