"""On PostgreSQL each office has its own rights, and nobody writes in another's name: tried as each of them, by his own login."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from governance.memory import Memory
from governance.requests import cancel
from governance.witnessing import Witnesses
from records.logbook import LogBook, Sought
from records.separation.offices import Names, holders
from tests.cast import NOW, VERIFIER, HandClock, changed, role_file, signer
from tests.integration.records.changing import PLAN, Desk
from tests.integration.records.town import NOTE, PASSWORD, Town
from tests.permits import asked
from tests.records import Records
from tests.unit.zhengyun.interpreter import Interpreter
from tests.witnessing import Post
from zhengyun.canonical import canonical
from zhengyun.change import State
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab


@pytest.fixture(autouse=True)
def left_as_it_was(town: Town) -> Iterator[None]:
    """Whatever a test has done to roles and rights is taken back by what the test is about."""
    yield
    town.apply()


def refused(town: Town, person: str, statement: str, *values: object) -> str:
    """With what words PostgreSQL refuses it to somebody."""
    return town.refused(person, statement, *values)


def test_done_once_there_is_nothing_more_to_do_and_the_log_says_so(town: Town) -> None:
    assert [one for one in town.drift() if not one.startswith("too much strange superuser dba_")] == []
    book = LogBook(town.records("chen"), HandClock())
    assert [entry.kind for entry in book.of_kind("records.separated")]


def test_everybody_writes_to_the_log_as_himself_and_as_nobody_else(town: Town) -> None:
    book = LogBook(town.records("chen"), HandClock())
    written = book.append(Note("audit.read", "chen", {"read": "show"}))
    assert book.entry(written.number) == written
    with pytest.raises(ZhengyunError) as error:
        book.append(Note("audit.read", "wang", {"read": "show"}))
    assert error.value.code.id == "ZY-REC-027"
    assert "chen cannot write an entry of wang" in str(error.value)


def test_each_office_writes_its_own_kinds_alone(town: Town) -> None:
    for person, kind in (
        ("wang", "apply.intent"),
        ("li", "audit.read"),
        ("chen", "retention.erased"),
        ("wang", "crl.signed"),
    ):
        with pytest.raises(ZhengyunError, match="has no office that writes entries of the kind"):
            LogBook(town.records(person), HandClock()).append(Note(kind, person, {}))
    executor = LogBook(town.records("executor"), HandClock())
    executor.append(Note("apply.refused", "executor", {"request": "CR-NONE22"}))
    for kind in ("apply.refused", "request.expired"):
        with pytest.raises(ZhengyunError, match="executor cannot write an entry of wang"):
            executor.append(Note(kind, "wang", {"request": "CR-NONE22"}))


@pytest.mark.parametrize("person", ["wang", "li", "chen", "executor"])
def test_nobody_changes_the_log_past_the_functions(town: Town, person: str) -> None:
    for table in ("inbox", "entries", "nodes", "checkpoints", "batches"):
        for verb in ("DELETE FROM {}", "TRUNCATE {}", "INSERT INTO {} DEFAULT VALUES"):
            assert f"permission denied for table {table}" in refused(town, person, verb.format(table))
    assert "permission denied for table entries" in refused(town, person, "UPDATE entries SET leaf = NULL")
    assert "must be owner" in refused(town, person, "ALTER TABLE entries DISABLE TRIGGER ALL")
    assert "permission denied for schema public" in refused(town, person, "CREATE TABLE mine (a int)")
    assert "permission denied" in refused(town, person, f'SET ROLE "{town.separation.names.owner}"')
    assert "permission denied" in refused(town, person, "CREATE ROLE another")
    assert "permission denied for function allow" in refused(town, person, "SELECT zy.allow('\"a\"', '\"b\"')")


def test_a_leaf_is_made_of_canonical_parts_alone(town: Town) -> None:
    query = "SELECT zy.append(%s, %s, %s, '2026-03-02T08:00:00Z')"
    for parts in (
        ('"audit.read"', '"li","actor":"chen"', "{}"),
        ('"audit.read"', ' "chen"', "{}"),
        ('"audit.read"', '"ch\\u0065n"', "{}"),
        ('"audit.read"', '"chen"', '{}, "kind": "roles"'),
        ('"audit.read"', '"chen"', "[]"),
    ):
        with pytest.raises(psycopg.DataError):
            town.does("chen", query, *parts)


def test_an_asker_asks_as_himself(town: Town) -> None:
    permit = replace(asked(PLAN), request="CR-SEPA22")
    request = {"id": permit.request, "plan": permit.plan, "state": "submitted", "summary": "{}", "submitted": "now"}
    town.does("wang", "INSERT INTO plans VALUES (%s, '') ON CONFLICT DO NOTHING", permit.plan)
    insert = "INSERT INTO requests (id, plan, state, summary, submitted, permit) VALUES (%s, %s, %s, %s, %s, %s)"
    told = canonical(permit.document()).decode()
    assert "row-level security" in refused(town, "zhou", insert, *request.values(), told)
    assert town.does(permit.asker, insert, *request.values(), told) == 1
    # Nobody but the executor claims, or says that it was applied.
    assert "permission denied" in refused(town, "wang", "UPDATE requests SET claim = '{}'")
    assert "row-level security" in refused(town, "wang", "UPDATE requests SET state = 'applied'")
    assert town.does("executor", "UPDATE requests SET state = 'applying', claim = '{}' WHERE id = 'CR-SEPA22'") == 1
    assert town.does("wang", "UPDATE requests SET state = 'submitted' WHERE id = 'CR-SEPA22'") == 0
    assert town.does("executor", "UPDATE requests SET state = 'expired', claim = NULL WHERE id = 'CR-SEPA22'") == 1


def test_a_word_about_a_request_is_ones_own_and_is_not_changed(town: Town) -> None:
    request = Desk(town.records("wang")).ask()
    insert = "INSERT INTO reviews (request, reviewer, decision, at, reason) VALUES (%s, %s, 'yes', 'now', '')"
    assert "row-level security" in refused(town, "li", insert, request, "sun")
    assert town.does("li", insert, request, "li") == 1
    assert town.does("sun", insert, request, "sun") == 1
    assert "permission denied" in refused(town, "li", "UPDATE reviews SET decision = 'no'")
    # Who takes his yes back takes every later one with it; who came later does not take away an earlier one.
    assert town.does("sun", "DELETE FROM reviews WHERE reviewer = 'li'") == 0
    assert town.does("li", "DELETE FROM reviews WHERE request = %s", request) == 2


def test_a_change_goes_its_whole_road_by_whoever_takes_each_step(town: Town, tmp_path: Path) -> None:
    wang, li, executor = (Desk(town.records(person)) for person in ("wang", "li", "executor"))
    request = wang.ask()
    li.agree(request)
    with pytest.raises(ZhengyunError) as error:
        wang.carry_out(request, Interpreter({}))
    assert error.value.code.id == "ZY-REC-027"
    store = town.records("executor")
    post = Post(Records(store), Memory(tmp_path / "memory"), role_file(), signer("witness"))
    witness = Witnesses(executor.book, role_file(), signer("log"), VERIFIER, {"witness": post})
    assert executor.carry_out(request, Interpreter({}), actor="executor", witness=witness).complete
    assert wang.ledger.request(request).stored is State.APPLIED
    kinds = [entry.kind for entry in wang.book.query(Sought(request=request))]
    assert kinds[:: len(kinds) - 1] == ["apply.result", "request.submitted"]
    assert wang.book.walk().flaws == []


def test_who_has_asked_takes_it_back_himself(town: Town) -> None:
    wang = Desk(town.records("wang"))
    request = wang.ledger.request(wang.ask())
    cancel(request, person="wang", ledger=wang.ledger, roles=role_file(), now=wang.clock.now())
    assert wang.ledger.request(request.id).stored is State.CANCELLED


def test_who_comes_is_let_in_and_who_has_left_is_put_out_at_once(town: Town) -> None:
    gone = changed(role_file(), "zhou", revoked=role_file().people[0].not_before)
    assert f"too much role {town.login('zhou')} LOGIN INHERIT" in town.drift(gone)
    with psycopg.connect(town.url("zhou"), autocommit=True) as left:
        town.separation.apply(holders(gone, town.separation.names, NOW), NOTE, HandClock())
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(town.url("zhou"))
    town.separation.apply(town.who, NOTE, HandClock())
    town.separation.password(town.login("zhou"), PASSWORD)
    assert town.does("zhou", "SELECT zy.person()") == [("zhou",)]


SEEDS = {
    "role inheritance": ('GRANT "{security}" TO "{wang}";', "too much member {security} {wang}"),
    "a group in a group": ('GRANT "{security}" TO "{system}";', "too much member {security} {system}"),
    "with the right to pass it on": ('GRANT "{system}" TO "{wang}" WITH ADMIN OPTION;', "too much member {system} {wang} ADMIN"),
    "the owner": ('GRANT "{owner}" TO "{li}";', "too much member {owner} {li}"),
    "a direct grant": ('GRANT DELETE ON entries TO "{wang}";', "too much grant TABLE public.entries {wang} DELETE"),
    "for everybody": ("GRANT UPDATE ON checkpoints TO PUBLIC;", "too much grant TABLE public.checkpoints PUBLIC UPDATE"),
    "one column": ('GRANT UPDATE (claim) ON requests TO "{system}";', "too much grant TABLE public.requests {system} UPDATE claim"),
    "a superuser": ('ALTER ROLE "{chen}" SUPERUSER;', "too much strange superuser {chen}"),
    "who makes roles": ('ALTER ROLE "{chen}" CREATEROLE;', "too much role {chen} LOGIN INHERIT CREATEROLE"),
    "past row security": ('ALTER ROLE "{chen}" BYPASSRLS;', "too much role {chen} LOGIN INHERIT BYPASSRLS"),
    "no row security": ("ALTER TABLE reviews DISABLE ROW LEVEL SECURITY;", "lacks row security reviews"),
    "a wider rule": ("CREATE POLICY mine ON reviews FOR INSERT WITH CHECK (true);", "too much policy public.reviews mine INSERT PUBLIC true"),
    "no trigger": ("ALTER TABLE entries DISABLE TRIGGER entries_no_update;", "lacks trigger public.entries entries_no_update"),
    "another person": ("UPDATE zy.people SET person = 'li' WHERE person = 'wang';", "too much person {wang} li system"),
    "another office": ("UPDATE zy.people SET offices = '{{security}}' WHERE person = 'wang';", "too much person {wang} wang security"),
    "everything read": ('GRANT pg_read_all_data TO "{wang}";', "too much strange member of pg_read_all_data: {wang}"),
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_given_beside_the_role_file_is_found_and_taken_back(town: Town, seed: str) -> None:
    names = town.separation.names
    told = {"owner": names.owner, "system": names.groups[0], "security": names.groups[1]}
    told |= {one.person: one.login for one in town.who}
    statement, finding = (text.format(**told) for text in SEEDS[seed])
    town.meddle(statement)
    assert [one for one in town.drift() if one.startswith(finding)], town.drift()
    town.separation.apply(town.who, NOTE, HandClock())
    if seed == "everything read":
        town.meddle(f'REVOKE pg_read_all_data FROM "{told["wang"]}";')
    assert [one for one in town.drift() if "superuser dba_" not in one] == []


def test_an_altered_function_is_found_and_made_as_it_was(town: Town) -> None:
    town.meddle(
        "CREATE OR REPLACE FUNCTION zy.allow(kind text, actor text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN; END';"
    )
    assert [one for one in town.drift() if "function zy.allow(text,text)" in one]
    assert town.does(
        "wang", "SELECT number > 0 FROM zy.append('\"audit.read\"', '\"chen\"', '{}', '2026-03-02T08:00:00Z')"
    )
    town.separation.apply(town.who, NOTE, HandClock())
    refused(town, "wang", "SELECT zy.append('\"audit.read\"', '\"chen\"', '{}', '2026-03-02T08:00:00Z')")


def test_no_password_reaches_the_log_of_the_server(town: Town) -> None:
    assert PASSWORD not in town.databases.server.log.read_text()


def test_names_differ_by_database_so_that_two_sites_share_a_server() -> None:
    assert not {*Names("north").groups, Names("north").login("li")} & {
        *Names("south").groups,
        Names("south").login("li"),
    }
