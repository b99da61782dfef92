"""The versions of the role file, as they were accepted."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from records.logbook import append
from records.store import Store, legible, raw
from records.tables import role_files
from records.tree import newest
from zhengyun.canonical import canonical
from zhengyun.entry import Entry, Note
from zhengyun.instant import Clock
from zhengyun.reading import mapping


class RoleFiles:
    """The role files in a database."""

    def __init__(self, database: Store, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def add(self, version: int, document: Mapping[str, object], note: Note) -> Entry | None:
        """Keep a version with the log entry that pins its digest; nothing where it is there, or comes out of turn.

        The first version comes before anything else in the log, each other one after the one before it.
        """
        with self._database.write() as connection:
            present = connection.execute(select(func.max(role_files.c.version))).scalar() or 0
            if version != present + 1 or (version == 1 and newest(raw(connection)).number):
                return None
            connection.execute(insert(role_files).values(version=version, document=canonical(document).decode()))
            return append(connection, note, self._clock)

    def versions(self) -> Sequence[Mapping[str, Any]]:
        """Every version, the first first."""
        query = select(role_files.c.document).order_by(role_files.c.version)
        with self._database.read() as connection, legible(connection):
            return [mapping(json.loads(document)) for document in connection.execute(query).scalars()]
