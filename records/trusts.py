"""The trust in force, authorities' own certificates and the lists that they have signed, each with its log entry."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import delete, desc, func, insert, literal, select

from records.certificates import insert_rows, octets
from records.logbook import append
from records.store import Store, legible, raw, upsert
from records.tables_of_trust import authority_certificates, crls, trust
from zhengyun.canonical import canonical
from zhengyun.certified import AuthorityCertificate, Certified, RevocationList, Trusted
from zhengyun.entry import Entry, Note
from zhengyun.instant import Clock
from zhengyun.reading import mapping

NONE: Final = 0


class Trusts:
    """The trust in a database."""

    def __init__(self, database: Store, clock: Clock) -> None:
        self._database, self._clock = database, clock

    # What is in force

    def put(self, things: Iterable[Trusted], note: Note, gone: Iterable[tuple[str, str]] = ()) -> Entry:
        """Put things in force, in the place of what was called so, and take others away, by kind and name."""
        with self._database.write() as connection:
            for thing in things:
                row = {"kind": thing.kind, "name": thing.name, "document": canonical(thing.document).decode()}
                said = upsert(connection, trust).values(row)
                connection.execute(said.on_conflict_do_update(index_elements=["kind", "name"], set_=row))
            for kind, name in gone:
                connection.execute(delete(trust).where(trust.c.kind == kind, trust.c.name == name))
            return append(connection, note, self._clock)

    def things(self) -> Sequence[Trusted]:
        """Everything in force, by kind and name."""
        with self._database.read() as connection, legible(connection):
            rows = connection.execute(select(trust).order_by(trust.c.kind, trust.c.name))
            return [Trusted(row.kind, row.name, mapping(json.loads(row.document))) for row in rows]

    # Authorities' own certificates

    def certify_authority(self, made: AuthorityCertificate, note: Note, row: Certified | None = None) -> Entry:
        """Keep an authority's new certificate, and that its issuer has issued it where that is one of ours."""
        values = {**made._asdict(), "serial": octets(made.serial)}
        with self._database.write() as connection:
            connection.execute(insert(authority_certificates).values(values))
            if row:
                insert_rows(raw(connection), [row])
            return append(connection, note, self._clock)

    def authority(self, name: str) -> AuthorityCertificate | None:
        """The newest certificate of an authority."""
        return next(iter(self.authorities(name)), None)

    def authorities(self, name: str = "") -> Sequence[AuthorityCertificate]:
        """Every certificate of an authority, or of all, the newest first."""
        table = authority_certificates
        columns = [table.c[field] for field in AuthorityCertificate._fields]
        query = select(*columns).order_by(desc(table.c.id))
        if name:
            query = query.where(table.c.authority == name)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [AuthorityCertificate(*row)._replace(serial=int.from_bytes(row.serial, "big")) for row in rows]

    # Lists

    def publish(self, made: RevocationList, note: Note) -> Entry | None:
        """Keep a list, if its number is above every other's; a full and a delta list of one instant share theirs."""
        with self._database.write() as connection:
            ours = select(func.max(crls.c.number)).where(crls.c.authority == made.authority)
            others = ours.where((crls.c.this_update != made.this_update) | ((crls.c.base != 0) == bool(made.base)))
            if made.number <= (connection.execute(others).scalar() or NONE):
                return None
            connection.execute(insert(crls).values(made._asdict()))
            return append(connection, note, self._clock)

    def newest_list(
        self, authority: str, *, delta: bool = False, until: str = "~", brief: bool = False
    ) -> RevocationList | None:
        """The newest full list of an authority, or its newest delta list; as of an instant where one is given. In brief, without its bytes."""
        kind = crls.c.base > 0 if delta else crls.c.base == 0
        # A list can have a million entries.
        columns = [literal(b"") if brief and column is crls.c.document else column for column in crls.c]
        query = select(*columns).where(crls.c.authority == authority, kind, crls.c.this_update <= until)
        with self._database.read() as connection:
            row = connection.execute(query.order_by(desc(crls.c.number)).limit(1)).first()
        return RevocationList(*row) if row else None

    def last_number(self, authority: str) -> int:
        """The highest number that a list of an authority has; 0 where there is none."""
        query = select(func.max(crls.c.number)).where(crls.c.authority == authority)
        with self._database.read() as connection:
            return connection.execute(query).scalar() or NONE
