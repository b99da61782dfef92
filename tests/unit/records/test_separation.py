"""Whose role of the database is whose, and what it may do: decided from the role file, without a database."""

import base64
import hashlib
import hmac
from datetime import timedelta

import pytest

from cli.kinds import KINDS as NAMED
from records import codes
from records.separation.addressing import addressed, named, names_at
from records.separation.facts import Fact, altered, ordered, wanted
from records.separation.functions import FUNCTIONS
from records.separation.kinds import KINDS
from records.separation.offices import Holder, Names, Office, holders
from records.separation.rights import LOG, RIGHTS, tables
from records.separation.scram import verifier
from records.tables_of_trust import metadata
from tests.cast import NOW, changed, person, role_file
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.people import Deputy, Role

NAMES = Names("county")


def test_everybody_in_office_has_a_login_and_the_groups_of_his_offices_and_the_executor_has_his() -> None:
    found = {one.person: one for one in holders(role_file(), NAMES, NOW)}
    assert found["wang"].login == "zy.wang.county"
    assert found["wang"].offices == (Office.SYSTEM,)
    assert found["chen"].offices == (Office.AUDIT,)
    assert found["executor"].offices == (Office.EXECUTOR,)
    assert found["executor"].login not in {one.login for one in found.values() if one.person != "executor"}


def test_a_deputy_has_the_office_while_he_stands_in_and_not_afterwards() -> None:
    until = text(NOW + timedelta(days=2))
    note = Deputy("zhou", (Role.SECURITY,), text(NOW - timedelta(days=1)), until)
    roles = changed(role_file(), "li", deputies=(note,))
    now, later = (
        {one.person: one.offices for one in holders(roles, NAMES, at)} for at in (NOW, NOW + timedelta(days=3))
    )
    assert now["zhou"] == (Office.SYSTEM, Office.SECURITY)
    assert later["zhou"] == (Office.SYSTEM,)


def test_who_has_left_has_no_login() -> None:
    gone = person("zhou", revoked=text(NOW - timedelta(hours=1)))
    roles = role_file(person("wang"), gone, person("li"), person("chen"))
    assert "zhou" not in {one.person for one in holders(roles, NAMES, NOW)}


def test_a_name_that_postgresql_would_cut_off_is_refused() -> None:
    with pytest.raises(ZhengyunError) as refused:
        NAMES.login("王" * 20)
    assert refused.value.code is codes.NO_LOGIN_NAME


def test_every_table_and_every_kind_of_entry_has_somebody_who_may() -> None:
    assert set(tables()) == set(metadata.tables) | {"alembic_version"}
    assert set(KINDS) == set(NAMED)
    assert {one.table for one in RIGHTS if one.verb == "SELECT"} == set(tables())


def test_nobody_who_runs_the_tool_has_a_right_to_change_the_log() -> None:
    assert not [one for one in RIGHTS if one.table in LOG and one.verb != "SELECT"]
    assert not [one for one in RIGHTS if one.verb == "TRUNCATE"]
    assert all(office is Office.EXECUTOR for one in RIGHTS if "claim" in one.columns for office in one.offices)


def test_no_function_of_the_owner_looks_where_somebody_could_put_something() -> None:
    for one in FUNCTIONS:
        assert "SET search_path = pg_catalog, pg_temp" in one.statement()


def test_what_goes_is_taken_before_what_comes_and_a_thing_that_changes_is_not_taken() -> None:
    had, shall = Fact("function", "zy.person()", ("a",)), Fact("function", "zy.person()", ("b",))
    extra, more = Fact("member", "zy_audit.county", ("zy.wang.county",)), Fact("role", "zy.wang.county", ("LOGIN",))
    assert ordered([shall, more], [had, extra]) == [(False, had), (False, extra), (True, more), (True, shall)]
    assert altered([shall, more], had)
    assert not altered([shall, more], extra)


def test_what_shall_be_speaks_only_of_tables_that_are_there() -> None:
    facts = wanted(NAMES, holders(role_file(), NAMES, NOW), {"entries": "", "readings": "public.readings_id_seq"})
    assert {one.of for one in facts if one.kind == "row security"} == {"entries", "readings"}
    assert ("SEQUENCE public.readings_id_seq") in {one.of for one in facts if one.kind == "grant"}


def test_a_verifier_is_what_rfc_7677_makes_of_password_and_salt() -> None:
    # The example of RFC 7677 section 3.
    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    told = verifier("pencil", salt)
    stored, server = told.rpartition("$")[2].split(":")
    auth = (
        "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    )
    signature = hmac.digest(base64.b64decode(server), auth.encode(), "sha256")
    assert base64.b64encode(signature) == b"6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    proof = base64.b64decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
    key = hmac.digest(base64.b64decode(stored), auth.encode(), "sha256")
    client = bytes(one ^ other for one, other in zip(proof, key, strict=True))
    assert hashlib.sha256(client).digest() == base64.b64decode(stored)


def test_a_password_that_is_not_ascii_has_a_verifier_too() -> None:
    assert verifier("长城长城").startswith("SCRAM-SHA-256$4096:")


def test_where_an_address_names_nobody_each_comes_in_as_himself() -> None:
    assert "user=zy.li.county" in addressed("postgresql://db.example/county", "li")
    assert "user=zy-executor.county" in addressed("postgresql://db.example/county", "executor")
    assert addressed("postgresql://keeper@db.example/county", "li") == "postgresql://keeper@db.example/county"
    assert addressed("postgresql://[db.example/county", "li") == "postgresql://[db.example/county"


def test_an_address_that_names_no_database_or_nobody_is_no_guess() -> None:
    """PostgreSQL would take the account of whoever runs this program, for either."""
    assert names_at("postgresql://db.example/county").database == "county"
    assert named("postgresql://keeper@db.example/county") == "postgresql://keeper@db.example/county"
    for url, code in (
        ("postgresql://keeper@db.example", "ZY-REC-060"),
        ("postgresql://db.example/county", "ZY-REC-061"),
        ("postgresql://[db.example/county", "ZY-REC-064"),
        ("/srv/records.sqlite", "ZY-REC-064"),
    ):
        with pytest.raises(ZhengyunError) as refused:
            named(url)
        assert refused.value.code.id == code


def test_an_executor_of_another_name_is_the_same_login() -> None:
    found = {one.person: one for one in holders(role_file(), NAMES, NOW, "runner")}
    assert found["runner"] == Holder(NAMES.executor, "runner", (Office.EXECUTOR,))
    assert "executor" not in found
    assert f"user={NAMES.executor}" in addressed("postgresql://db.example/county", "runner", "runner")
    with pytest.raises(ZhengyunError) as refused:
        holders(role_file(), NAMES, NOW, "li")
    assert refused.value.code.id == "ZY-REC-062"
