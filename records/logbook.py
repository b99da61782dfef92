"""The audit log: written in the order of its numbers, and read with the tree that is over it."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, LargeBinary, Select, cast, desc, func, select

from records.store import Store, log_of, raw, upsert
from records.tables import checkpoints, cosignatures, entries
from records.tree import entries_from, level_of, reader, rows
from zhengyun import codes, merkle
from zhengyun.entry import Cosignature, Entry, Note, Sheet, leaf_of
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock
from zhengyun.note import SignedNote
from zhengyun.soundness import Walk, walk

# So many entries a page holds where nobody says how many.
PAGE: Final = 100


class Sought(NamedTuple):
    """Which entries are looked for: of any of these kinds, by this actor, of this request, from an instant until before
    another, with these words in them; what is empty does not matter.
    """

    kinds: Sequence[str] = ()
    actor: str = ""
    request: str = ""
    since: str = ""
    until: str = ""
    words: str = ""


class LogBook:
    """The log in a database."""

    def __init__(self, database: Store, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def append(self, note: Note) -> Entry:
        """Write one entry.

        Raises: ZhengyunError (ZY-LOG-001: the clock went back; ZY-REC-*: it could not be written).
        """
        sheet = Sheet.of(*note)
        if answer := self._database.put(sheet, self._clock):
            return _entry(*answer, note, sheet)
        with self._database.write() as writer:
            return append(writer, note, self._clock)

    def correct(self, note: Note, newest: Entry) -> Entry | None:
        """Write an entry at the time that it is, however early; nothing where this one is the newest no longer."""
        with self._database.write() as connection:
            log_of(connection).integrate(connection)
            if last(connection) != newest:
                return None
            return append(connection, note, self._clock, back=True)

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """The entries from that number on."""
        with self._reading() as connection:
            yield from entries_from(raw(connection), first)

    def entry(self, number: int) -> Entry | None:
        """One entry."""
        with self._reading() as connection:
            found = _all(connection, _wanted().where(entries.c.number == number))
            return found[0] if found else None

    def of_kind(self, *kinds: str) -> list[Entry]:
        """The entries of some kinds, in order."""
        with self._reading() as connection:
            return _all(connection, _wanted().where(entries.c.kind.in_(kinds)).order_by(entries.c.number))

    def naming(self, word: str, *kinds: str) -> list[Entry]:
        """The entries of some kinds in which a word stands, wherever in them, in order."""
        named = _wanted().where(entries.c.kind.in_(kinds), func.instr(entries.c.leaf, word) > 0)
        with self._reading() as connection:
            return _all(connection, named.order_by(entries.c.number))

    def query(self, sought: Sought, *, before: int = 0, most: int = PAGE) -> list[Entry]:
        """The newest entries that are looked for, the newest first; `before` a number is the next page."""
        query = _wanted().order_by(desc(entries.c.number)).limit(most)
        if sought.kinds:
            query = query.where(entries.c.kind.in_(sought.kinds))
        for column, value in ((entries.c.actor, sought.actor), (entries.c.request, sought.request)):
            if value:
                query = query.where(column == value)
        if sought.since:
            query = query.where(entries.c.at >= sought.since)
        if sought.until:
            query = query.where(entries.c.at < sought.until)
        if sought.words:
            query = query.where(func.instr(entries.c.leaf, sought.words) > 0)
        if before:
            query = query.where(entries.c.number < before)
        with self._reading() as connection:
            return _all(connection, query)

    def last(self) -> Entry | None:
        """The newest entry."""
        with self._reading() as connection:
            return last(connection)

    # The tree

    def walk(self) -> Walk:
        """Go through all of it."""
        with self._reading() as connection:
            return walk(rows(raw(connection)), level_of(raw(connection)))

    def size(self) -> int:
        """How many entries there are."""
        with self._reading() as connection:
            return connection.execute(select(func.max(entries.c.number))).scalar() or 0

    def nodes(self, level: int, index: int) -> bytes:
        """A node of the tree, as zhengyun.merkle asks for it."""
        with self._reading() as connection:
            return reader(raw(connection))(level, index)

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries."""
        with self._reading() as connection:
            return merkle.root_at(size, reader(raw(connection)))

    def inclusion(self, number: int, size: int) -> merkle.Proof:
        """The proof that an entry is among the first `size`.

        Raises: ValueError: it is not.
        """
        with self._reading() as connection:
            return merkle.inclusion(number - 1, size, reader(raw(connection)))

    def consistency(self, old: int, new: int) -> merkle.Proof:
        """The proof that the first `new` entries go on from the first `old`.

        Raises: ValueError: they are fewer.
        """
        with self._reading() as connection:
            return merkle.consistency(old, new, reader(raw(connection)))

    # What has been signed

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint, with the signatures that are kept of it already.

        Raises: ZhengyunError (ZY-LOG-002: of as many entries another root has been signed).
        """
        fresh = SignedNote.read(note)
        with self._database.write() as connection:
            log_of(connection).integrate(connection)
            known = connection.execute(select(checkpoints.c.note).where(checkpoints.c.size == size)).scalar()
            kept = SignedNote.read(known) if known else fresh
            if kept.text != fresh.text:
                raise ZhengyunError(codes.FORKED, size=size)
            log_of(connection).keep_checkpoint(connection, size, str(kept.more(*fresh.lines)))

    def checkpoints(self, most: int = 0) -> list[str]:
        """All signed checkpoints, or so many of the newest, the smallest tree first."""
        query = select(checkpoints.c.note).order_by(desc(checkpoints.c.size))
        with self._database.read() as connection:
            return list(connection.execute(query.limit(most) if most else query).scalars())[::-1]

    def checkpoint(self) -> str:
        """The newest signed checkpoint; nothing where there is none."""
        query = select(checkpoints.c.note).order_by(desc(checkpoints.c.size)).limit(1)
        with self._database.read() as connection:
            return connection.execute(query).scalar() or ""

    def keep(self, cosignature: Cosignature) -> None:
        """Keep a witness's signature."""
        with self._database.write() as connection:
            log_of(connection).integrate(connection)
            said = upsert(connection, cosignatures).values(cosignature._asdict())
            connection.execute(said.on_conflict_do_nothing())

    def cosignatures(self) -> Iterator[Cosignature]:
        """All witnesses' signatures, by number."""
        with self._database.read() as connection:
            for row in connection.execute(select(cosignatures).order_by(cosignatures.c.number)):
                yield Cosignature(row.number, row.hash, row.witness, row.value)

    def _reading(self) -> AbstractContextManager[Connection]:
        """A view of the log in which nothing waits that was there when it was asked for."""
        with self._database.read() as connection:
            waits = raw(connection).execute("SELECT 1 FROM inbox LIMIT 1").fetchone()
        if waits:
            with self._database.write() as connection:
                log_of(connection).integrate(connection)
        return self._database.read()


def append(connection: Connection, note: Note, clock: Clock, *, back: bool = False) -> Entry:
    """Write an entry after the last one; the caller writes alone, so that there is exactly one last.

    All that waited in the inbox is before it. Its time may lie before that of the last only where it goes `back`.
    """
    sheet = Sheet.of(*note)
    return _entry(*log_of(connection).append(connection, sheet, clock, back=back), note, sheet)


def _entry(number: int, at: str, note: Note, sheet: Sheet) -> Entry:
    leaf = leaf_of(number, at, sheet)
    return Entry(number, at, *note, leaf, merkle.leaf_hash(leaf).hex())


def last(connection: Connection) -> Entry | None:
    """The newest entry, as a transaction sees it."""
    found = _all(connection, _wanted().order_by(desc(entries.c.number)).limit(1))
    return found[0] if found else None


def _wanted() -> Select[Any]:
    return select(entries.c.number, cast(entries.c.leaf, LargeBinary), cast(entries.c.hash, LargeBinary))


def _all(connection: Connection, query: Select[Any]) -> list[Entry]:
    return [Entry.kept(*row) for row in connection.execute(query)]
