"""The versions of the role file, as they were accepted."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import desc, insert, select

from records.database import Database
from records.logbook import append
from records.tables import role_files
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Note
from zhengyun.instant import Clock


class RoleFiles:
    """The role files in a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add(self, version: int, document: Mapping[str, object], note: Note) -> Entry:
        """Keep a version with the log entry that pins its digest."""
        with self._database.write() as connection:
            connection.execute(insert(role_files).values(version=version, document=canonical(document).decode()))
            return append(connection, note, self._clock)

    def latest(self) -> Mapping[str, Any] | None:
        """The newest version, or nothing before the first."""
        query = select(role_files.c.document).order_by(desc(role_files.c.version)).limit(1)
        with self._database.read() as connection:
            document = connection.execute(query).scalar()
        return json.loads(document) if document else None
