"""The log where its age matters: what may be erased, what has been, and erasing: the words go, every hash stays."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select

from records.erasable import erasable
from records.logbook import LogBook, append
from records.store import log_of
from records.tables import entries
from zhengyun.entry import Entry, Note
from zhengyun.soundness import Span

_BARS = ("hold.placed", "retention.erased")


class Words(NamedTuple):
    """What there is to erase: from which entry on, how many, and of which requests."""

    first: int
    entries: int
    requests: tuple[str, ...]


class Shelf(LogBook):
    """The log in a database, as its keepers see it."""

    def words(self, last: int, kept: Collection[str]) -> Words:
        """What there is to erase up to an entry, but for the kinds that are kept."""
        chosen = erasable(Span(1, last), kept)
        whole = select(func.min(entries.c.number), func.count()).where(*chosen)
        requests = select(entries.c.request).where(*chosen, entries.c.request.is_not(None)).distinct()
        with self._reading() as connection:
            first, count = connection.execute(whole).one()
            return Words(first or 0, count, tuple(sorted(connection.execute(requests).scalars())))

    def last_before(self, instant: str) -> int:
        """The number of the last entry up to which all are older than an instant; 0 for none."""
        with self._reading() as connection:
            after = connection.execute(select(func.min(entries.c.number)).where(entries.c.at >= instant)).scalar()
            newest = connection.execute(select(func.max(entries.c.number))).scalar() or 0
        return after - 1 if after else newest

    def gap(self) -> int:
        """The last entry that is erased; 0 for none."""
        with self._reading() as connection:
            # What is erased tells no kind; by kind it is found without going through all.
            query = select(func.max(entries.c.number)).where(entries.c.kind.is_(None), entries.c.leaf.is_(None))
            return connection.execute(query).scalar() or 0

    def erase(self, note: Note, span: Span, kept: Collection[str], seen: int) -> Entry | None:
        """Erase the words of all entries in a span but those of the kinds that are kept, and write the note with it.

        Nothing where a hold has been placed, or something erased, after the entry `seen`. All of it or none is done;
        what is erased is overwritten where it lay, too.
        """
        with self._database.write() as connection:
            log = log_of(connection)
            log.integrate(connection)
            query = select(func.count()).where(entries.c.number > seen, entries.c.kind.in_(_BARS))
            if connection.execute(query).scalar():
                return None
            written = append(connection, note, self._clock)
            log.erase(connection, span, kept)
        self._database.erased()
        return written
