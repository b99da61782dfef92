"""Certificates, and how each stands. Whatever changes is written together with the log entry that says so."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from records.applications import close, take
from records.logbook import append
from records.store import Rows, Store, legible, raw, streamed
from zhengyun.application import Asked, Move, Word
from zhengyun.certified import SERIAL_OCTETS, Certified, Entered, Escrowed, Standing, StatusChange
from zhengyun.entry import Entry, Note
from zhengyun.instant import Clock

COLUMNS: Final = ", ".join(Certified._fields)
MARKS: Final = ", ".join("?" * len(Certified._fields))
# The words of RFC 5280 section 5.3.1.
COMPROMISED: Final = ("key-compromise", "ca-compromise")
STATES: Final = {one.value: one for one in Standing}
CHANGE: Final = (
    "INSERT INTO status_changes (authority, serial, at, state, reason, invalidity, application) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class Certificates:
    """The certificates in a database."""

    def __init__(self, database: Store, clock: Clock) -> None:
        self._database, self._clock = database, clock

    # Writing

    def add(self, rows: Sequence[Certified], note: Note, escrowed: Sequence[Escrowed] = ()) -> Entry:
        """Record certificates that no application asks for: an authority's own, or one for its answers.

        Raises: ZhengyunError (ZY-REC-*; ZY-REC-004 where a serial number is there).
        """
        with self._database.write() as connection:
            insert_rows(raw(connection), rows, escrowed)
            return append(connection, note, self._clock)

    def certify(
        self,
        application: str,
        span: tuple[int, int],
        rows: Sequence[Certified],
        problems: Iterable[Asked],
        note: Note,
        word: Word,
        escrowed: Sequence[Escrowed] = (),
    ) -> Entry | None:
        """Record what became of some rows of an approved application: those after `span[0]` up to `span[1]`.

        Whoever issues its last row has done it. Nothing is kept where somebody has gone on with it meanwhile.
        """
        first, last = span
        with self._database.write() as connection:
            driver = raw(connection)
            if not take(driver, application, first, last, word):
                return None
            insert_rows(driver, rows, escrowed)
            wrong = [(one.problem, application, one.number) for one in problems]
            driver.executemany("UPDATE application_rows SET problem = ? WHERE application = ? AND number = ?", wrong)
            return append(connection, note, self._clock)

    def change(
        self, changes: Sequence[StatusChange], was: Sequence[Standing], note: Note, step: Move | None = None
    ) -> Entry | None:
        """Change how certificates stand, and close the application that asks for it where one does.

        Nothing is kept where one of them does not stand as one of `was`, or the application has gone on meanwhile.
        """
        with self._database.write() as connection:
            driver = raw(connection)
            if not _stand(driver, changes, was) or (step and not close(driver, step)):
                return None
            _change(driver, changes)
            return append(connection, note, self._clock)

    # Reading

    def certificate(self, authority: str, serial: int) -> Certified | None:
        """One certificate."""
        return next(self._found("authority = ? AND serial = ?", authority, octets(serial)), None)

    def called(self, serial: int) -> list[Certified]:
        """Every certificate of that serial number, whoever has issued it."""
        # Few authorities have an index of their own; one over serial numbers alone would be as large as the first.
        found = (self.certificate(one, serial) for one in self._authorities())
        return [one for one in found if one]

    def of_holder(self, holder: str) -> Iterator[Certified]:
        """Everything that was certified for somebody, the oldest first."""
        return self._found("holder = ? ORDER BY id", holder)

    def of_key(self, key: bytes) -> Iterator[Certified]:
        """Everything that was certified for a key, which is SHA-256 of its SubjectPublicKeyInfo."""
        return self._found("key = ? ORDER BY id", key)

    def compromised(self, keys: Collection[bytes]) -> Collection[bytes]:
        """Which of these keys were in a certificate that was revoked because its key came into other hands."""
        query = "SELECT key FROM certificates WHERE key = ? AND reason IN (?, ?) LIMIT 1"
        with self._reading() as driver:
            found = [driver.execute(query, (key, *COMPROMISED)).fetchone() for key in set(keys)]
        return frozenset(row[0] for row in found if row)

    def of_application(self, application: str) -> Iterator[Certified]:
        """What an application has led to, by the numbers of its rows; in bounded memory."""
        return self._found("application = ? ORDER BY number, id", application)

    def ending(self, begins: str, ends: str) -> Iterator[Certified]:
        """What ends from an instant until before another, the first to end first; in bounded memory."""
        return self._found("not_after >= ? AND not_after < ? ORDER BY not_after, id", begins, ends)

    def newest(self, most: int, *, state: str = "", profile: str = "", holder: str = "") -> list[Certified]:
        """So many certificates, the newest first; only in that state, of that profile, for that holder, where it is said."""
        said = {"state": state, "profile": profile, "holder": holder}
        wanted = {name: value for name, value in said.items() if value}
        condition = " AND ".join((*(f"{name} = ?" for name in wanted), "1 = 1"))
        return list(self._found(f"{condition} ORDER BY id DESC LIMIT ?", *wanted.values(), most))

    def not_good(self, authority: str) -> Iterator[Entered]:
        """Every certificate of an authority that is held or revoked, by serial number; in bounded memory."""
        query = (
            "SELECT serial, state, state_at, reason, invalidity, not_after FROM certificates "
            "WHERE authority = ? AND state <> 'good' ORDER BY serial"
        )
        with self._reading() as driver:
            # A million of them are read for one list.
            for serial, state, at, reason, invalidity, ends in streamed(driver, query, (authority,)):
                yield Entered(int.from_bytes(serial, "big"), STATES[state], at, reason, invalidity, ends)

    def changes(self, authority: str, since: str, until: str = "~") -> Iterator[StatusChange]:
        """How certificates of an authority have changed after an instant, until another at the latest, in order."""
        return self._changed("at > ? AND at <= ?", authority, since, until)

    def history(self, authority: str, serial: int) -> list[StatusChange]:
        """How one certificate has stood since it was recorded, in order."""
        return list(self._changed("serial = ?", authority, octets(serial)))

    def first(self, authority: str) -> str:
        """The instant at which the first certificate of an authority was recorded; empty where there is none."""
        query = "SELECT at FROM certificates WHERE authority = ? ORDER BY id LIMIT 1"
        with self._reading() as driver:
            row = driver.execute(query, (authority,)).fetchone()
        return row[0] if row else ""

    def last(self, authority: str) -> str:
        """The newest instant at which anything was recorded of an authority; empty where nothing was."""
        instants = (
            "SELECT at FROM certificates WHERE authority = ? ORDER BY id DESC LIMIT 1",
            "SELECT max(at) FROM status_changes WHERE authority = ?",
            "SELECT max(this_update) FROM crls WHERE authority = ?",
        )
        with self._reading() as driver:
            found = [driver.execute(query, (authority,)).fetchone() for query in instants]
        return max((row[0] or "" for row in found if row), default="")

    def count(self, authority: str) -> dict[Standing, int]:
        """How many certificates of an authority stand how."""
        query = "SELECT count(*) FROM certificates WHERE authority = ?"
        with self._reading() as driver:
            (whole,) = driver.execute(query, (authority,)).fetchone()
            rows = driver.execute(
                "SELECT state, count(*) FROM certificates WHERE authority = ? AND state <> 'good' GROUP BY state",
                (authority,),
            ).fetchall()
        others = {Standing(state): number for state, number in rows}
        return {Standing.GOOD: whole - sum(others.values()), **others}

    def escrow(self, name: str) -> Escrowed | None:
        """A private key that is kept here."""
        with self._reading() as driver:
            row = driver.execute("SELECT name, holder, sealed, at FROM escrows WHERE name = ?", (name,)).fetchone()
        return Escrowed(*row) if row else None

    def _authorities(self) -> list[str]:
        # From one authority to the next in the index, whatever their number of certificates.
        query = (
            "WITH RECURSIVE one(name) AS (SELECT min(authority) FROM certificates UNION ALL SELECT "
            "(SELECT min(authority) FROM certificates WHERE authority > name) FROM one WHERE name IS NOT NULL) "
            "SELECT name FROM one WHERE name IS NOT NULL"
        )
        with self._reading() as driver:
            return [name for (name,) in driver.execute(query)]

    def _found(self, condition: str, *values: object) -> Iterator[Certified]:
        query = f"SELECT {COLUMNS} FROM certificates WHERE {condition}"  # noqa: S608 - the conditions are ours
        with self._reading() as driver:
            yield from map(_certified, streamed(driver, query, values))

    def _changed(self, condition: str, authority: str, *values: object) -> Iterator[StatusChange]:
        columns = ", ".join(StatusChange._fields)
        query = f"SELECT {columns} FROM status_changes WHERE authority = ? AND {condition} ORDER BY id"  # noqa: S608
        with self._reading() as driver:
            for name, serial, at, state, *rest in streamed(driver, query, (authority, *values)):
                yield StatusChange(name, int.from_bytes(serial, "big"), at, Standing(state), *rest)

    @contextmanager
    def _reading(self) -> Iterator[Rows]:
        with self._database.read() as connection, legible(connection):
            yield raw(connection)


def octets(serial: int) -> bytes:
    """A serial number as it is kept; nothing for 0."""
    return serial.to_bytes(SERIAL_OCTETS, "big") if serial else b""


def _stand(driver: Rows, changes: Sequence[StatusChange], was: Sequence[Standing]) -> bool:
    """Whether each of these certificates stands as one of `was`."""
    query = "SELECT state FROM certificates WHERE authority = ? AND serial = ?"
    found = [driver.execute(query, (one.authority, octets(one.serial))).fetchone() for one in changes]
    return all(row and row[0] in was for row in found)


def _change(driver: Rows, changes: Sequence[StatusChange]) -> None:
    driver.executemany(
        "UPDATE certificates SET state = ?, state_at = ?, reason = ?, invalidity = ? WHERE authority = ? AND serial = ?",
        [(one.state, one.at, one.reason, one.invalidity, one.authority, octets(one.serial)) for one in changes],
    )
    rows = [(one.authority, octets(one.serial), *one[2:]) for one in changes]
    driver.executemany(CHANGE, rows)


def insert_rows(driver: Rows, rows: Sequence[Certified], escrowed: Sequence[Escrowed] = ()) -> None:
    """Write certificates in the caller's transaction.

    Raises: the driver's own IntegrityError where an authority would have one serial number twice.
    """
    insert = f"INSERT INTO certificates ({COLUMNS}) VALUES ({MARKS})"  # noqa: S608 - names and question marks
    driver.executemany(insert, map(_row, rows))
    driver.executemany("INSERT INTO escrows (name, holder, sealed, at) VALUES (?, ?, ?, ?)", escrowed)


def _row(one: Certified) -> tuple[Any, ...]:
    values = one._asdict()
    return tuple({**values, "serial": octets(one.serial), "pair": octets(one.pair)}.values())


def _certified(row: tuple[Any, ...]) -> Certified:
    one = Certified(*row)
    serial, pair = (int.from_bytes(value, "big") for value in (row[1], row[12]))
    return one._replace(serial=serial, pair=pair, state=Standing(one.state))
