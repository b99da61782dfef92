"""Records in a PostgreSQL of the lab, for each test its own. A database takes a moment, so that one nobody is in any more is emptied."""

from dataclasses import dataclass, field
from typing import Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from governance.roles import begin
from records.postgresql import PostgreSQL
from records.tables_of_trust import metadata
from tests.cast import VERIFIER, proven, role_file
from tests.databases import Databases
from tests.records import Records
from zhengyun.rolefile import RoleFile

GUARDED: Final = ("inbox", "entries", "nodes", "checkpoints")
GUARDS_ON: Final = SQL("""
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tgname, tgrelid::regclass AS of FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', one.of, one.tgname);
    END LOOP;
END $$
""")
Row = tuple[object, ...]


@dataclass
class PostgresRecords:
    """Makes them."""

    databases: Databases
    made: list[str] = field(default_factory=list)
    begun_with: dict[bytes, tuple[list[Row], list[Row]]] = field(default_factory=dict)

    def fresh(self) -> Records:
        """Records in which nothing is."""
        url = self._empty()
        return Records(PostgreSQL(url), url=url)

    def begun(self, roles: RoleFile | None = None) -> Records:
        """Records whose log begins with a role file; signing and laying one takes a moment, so that what is alike is copied."""
        first, url = roles or role_file(), self._empty()
        if first.signed_bytes not in self.begun_with:
            made = Records(PostgreSQL(url), url=url)
            begin(proven(first), made.roles, made.book, VERIFIER, made.clock.now(), "lab")
            made.book.last()
            made.database.close()
            with psycopg.connect(url) as connection:
                entries = connection.execute("SELECT number, leaf, hash FROM entries").fetchall()
                versions = connection.execute("SELECT version, document FROM role_files").fetchall()
            self.begun_with[first.signed_bytes] = (entries, versions)
        else:
            entries, versions = self.begun_with[first.signed_bytes]
            with psycopg.connect(url) as connection, connection.cursor() as cursor:
                cursor.executemany("INSERT INTO entries (number, leaf, hash) VALUES (%s, %s, %s)", entries)
                cursor.executemany("INSERT INTO role_files VALUES (%s, %s)", versions)
        return Records(PostgreSQL(url), url=url)

    def _empty(self) -> str:
        """The URL of a database in which nothing is but the tables."""
        in_use = self.databases.ask("SELECT datname FROM pg_stat_activity WHERE usename = 'keeper';").split()
        free = next((name for name in self.made if name not in in_use), "")
        if free:
            url = self.databases.url(free)
            with psycopg.connect(url) as connection:
                for statement in _emptying():
                    connection.execute(statement)
            return url
        url = self.databases.fresh()
        PostgreSQL(url).close()
        self.made.append(url.partition("?")[0].rpartition("/")[2])
        return url


def _emptying() -> list[Composed | SQL]:
    tables = SQL(", ").join(map(Identifier, metadata.tables))
    off = [SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(Identifier(one)) for one in GUARDED]
    return [*off, SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables), GUARDS_ON]
