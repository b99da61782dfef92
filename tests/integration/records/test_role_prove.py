"""`role prove` at a real PostgreSQL: what it says to each login, and what a right too many lets through."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cli.proving.databases import DatabaseStage, may_enter
from cli.proving.part_database import FILES, proof_at
from governance.proving import Outcome, Proof
from lab.files import write_private
from records.attempts import LOGIN, attempt
from records.opening import open_records
from records.separation.offices import Holder, Office, holders
from records.separation.separating import Separation
from tests.cast import NOW, HandClock, role_file
from tests.databases import Databases
from zhengyun.entry import Note
from zhengyun.errors import Exit

pytestmark = pytest.mark.lab
NOTE = Note("records.separated", "li", {"version": 1})
PASSWORD = "correct horse battery"


@dataclass
class Town:
    """A database whose roles are separated."""

    databases: Databases
    name: str
    separation: Separation
    who: tuple[Holder, ...]
    passfile: Path

    def proven(self) -> Proof:
        """Try everything, each role by the login of somebody who holds it."""
        known = {office.value: one for office in Office for one in self.who if office in one.offices}
        url = self.databases.server.url(self.who[0].login, self.name, self.passfile)
        stage = DatabaseStage(url, self.separation.names, known, str(self.databases.server.server.sockets))
        return proof_at(stage, Separation, self.who)

    def login(self, person: str) -> str:
        """As whom somebody comes in."""
        return next(one.login for one in self.who if one.person == person)


@pytest.fixture(scope="module")
def town(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all tests of this module."""
    url = databases.fresh()
    open_records(url).close()
    name = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    databases.login(f"dba_{name}", "SUPERUSER")
    separation = Separation(databases.url(name, f"dba_{name}"))
    who = holders(role_file(), separation.names, NOW)
    separation.apply(who, NOTE, HandClock())
    passfile = tmp_path_factory.mktemp("passwords") / "passwords"
    for one in who:
        separation.password(one.login, PASSWORD)
    write_private(passfile, "".join(f"*:*:*:{one.login}:{PASSWORD}\n" for one in who))
    try:
        yield Town(databases, name, separation, who, passfile)
    finally:
        separation.apply((), NOTE, HandClock())


def worked(proof: Proof) -> set[str]:
    return {one.attempt.id for one in proof.of(Outcome.WORKED)}


def toxic(proof: Proof) -> list[str]:
    """But for the superuser by whom the tests have laid it."""
    return [one.what for one in proof.toxic if "superuser dba_" not in one.what]


def test_everything_is_refused_by_postgresql_itself(town: Town) -> None:
    proof = town.proven()
    assert [(one.attempt.id, one.words) for one in proof.results if one.outcome is not Outcome.REFUSED] == []
    assert toxic(proof) == []
    # Whoever runs the server as himself is its keeper; which ways in there are it tells nobody of these.
    mine = {"database.postgres-by-peer"} if os.geteuid() != 0 else set()
    assert {one.what for one in proof.untried} == {FILES} | mine
    assert len(proof.results) >= 60
    words = {one.attempt.id: one.words for one in proof.results}
    assert "permission denied for table entries" in words["database.update-log-system"]
    assert "chen cannot" not in words["database.append-for-auditor-system"]
    assert "cannot write an entry of chen" in words["database.append-for-auditor-system"]
    # It was asked, and has refused itself.
    assert "password authentication failed" in words["database.owner-by-network"]
    assert "rejects connection" in words["database.postgres-by-network"]
    assert os.geteuid() != 0 or "Peer authentication failed" in words["database.postgres-by-peer"]


@pytest.mark.parametrize(
    ("grant", "revoke", "let_through"),
    [
        (
            'CREATE ROLE night_shift; GRANT night_shift TO "{wang}"; GRANT "{security}" TO night_shift;',
            "DROP ROLE night_shift;",
            "database.become-security-system",
        ),
        ('GRANT "{owner}" TO "{li}";', 'REVOKE "{owner}" FROM "{li}";', "database.update-log-security"),
        (
            'GRANT DELETE ON checkpoints TO "{wang}";',
            'REVOKE DELETE ON checkpoints FROM "{wang}";',
            "",
        ),
        ('ALTER ROLE "{chen}" SUPERUSER;', 'ALTER ROLE "{chen}" NOSUPERUSER;', "database.read-file-audit"),
    ],
)
def test_seed_inheritance_of_roles_and_other_rights_too_many_are_found(
    town: Town, grant: str, revoke: str, let_through: str
) -> None:
    names = town.separation.names
    told = {"owner": names.owner, "security": names.group(Office.SECURITY)}
    # Of two who hold one office the second is tried.
    told |= {"wang": town.login("zhou"), "li": town.login("sun"), "chen": town.login("chen")}
    town.databases.ask(grant.format(**told), town.name)
    try:
        proof = town.proven()
    finally:
        town.databases.ask(revoke.format(**told), town.name)
    assert toxic(proof)
    assert not let_through or let_through in worked(proof)


@pytest.mark.skipif(os.geteuid() != 0, reason="the server's own account is nobody's to be kept out; to run it: as root")
def test_who_comes_in_by_no_password_is_found(town: Town) -> None:
    """A way in that is open to everybody on the host."""
    server = town.databases.server.server
    file = server.etc / "pg_hba.conf"
    before = file.read_text()
    file.write_text("local all postgres trust\n" + before)
    town.databases.ask("SELECT pg_reload_conf();")
    try:
        assert "database.postgres-by-peer" in worked(town.proven())
    finally:
        file.write_text(before)
        town.databases.ask("SELECT pg_reload_conf();")


def test_a_login_that_may_write_in_others_names_is_found(town: Town) -> None:
    """What is tried can work: everybody in office writes entries of that kind, and the name alone is refused."""
    speaks = "UPDATE zy.people SET person = '{person}' WHERE login = '{login}';"
    town.databases.ask(speaks.format(person="chen", login=town.login("zhou")), town.name)
    try:
        assert "database.append-for-auditor-system" in worked(town.proven())
    finally:
        town.databases.ask(speaks.format(person="zhou", login=town.login("zhou")), town.name)


def test_where_nobody_may_look_for_rights_too_many_that_is_unknown(town: Town) -> None:
    town.databases.ask("REVOKE SELECT ON pg_policies, pg_rules FROM PUBLIC;", town.name)
    try:
        proof = town.proven()
    finally:
        town.databases.ask("GRANT SELECT ON pg_policies, pg_rules TO PUBLIC;", town.name)
    (one,) = [one for one in proof.of(Outcome.UNKNOWN) if one.attempt.id == "database.toxic"]
    assert "permission denied" in one.words
    assert proof.exit is not Exit.OK


def test_libpq_without_a_password_has_not_been_refused(town: Town) -> None:
    """Nobody was asked: that shows nothing."""
    url = town.databases.server.url(town.login("li"), town.name, town.passfile.with_name("nothing"))
    said = attempt(url, "SELECT 1")
    assert said.state != LOGIN
    assert "no password supplied" in said.words
    assert not may_enter(url, town.who[1])
