"""What adoption decides without a cloud: names, systems, what waits, what it rests on."""

from dataclasses import replace
from pathlib import Path

import pytest

from cli.register import register
from cloud import mark
from cloud.adoption.names import Names, plain
from cloud.adoption.systems import Told, by_rule, place, told_of
from cloud.adoption.taking import awaiting, through
from cloud.simulated import Simulated
from tests.estates import Parts, site
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Adoption
from zhengyun.plan import Scope
from zhengyun.resource import Foreign


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Office LAN", "office-lan"),
        ("Web_Servers", "web-servers"),
        ("数据网", ""),
        ("2nd floor", "nd-floor"),
        ("Büro", "buro"),
        ("x" * 30, "x" * 24),
        ("", ""),
    ],
)
def test_a_name_keeps_what_an_estate_allows(text: str, name: str) -> None:
    assert plain(text) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    names = Names(["web"])
    assert [names.give(one, "group") for one in ("web", "Web", "网", "网", "default", "w" * 30, "w" * 30)] == [
        "web-2", "web-3", "group", "group-2", "default-2", "w" * 24, "w" * 22 + "-2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("called", "system", "server"),
    [
        ("payroll-web-1", "payroll", "web-1"),
        ("payroll-db", "payroll", "db"),
        ("city-portal-app-02", "city-portal", "app-02"),
        ("db01", "db", "db-01"),
        ("db", "db", "db"),
        ("Portal WWW", "portal", "WWW"),
        ("42", "servers", "42"),
        ("", "servers", ""),
    ],
)
def test_a_servers_system_is_its_name_up_to_the_last_hyphen(called: str, system: str, server: str) -> None:
    assert tuple(by_rule(called)) == (system, server)


def test_a_register_says_otherwise() -> None:
    told = (Told("portal", servers=("门户",)), Told("pay", prefixes=("payroll-", "salary")), Told("payroll-old"))
    assert place("门户", told) == ("portal", "门户")
    assert place("payroll-web-1", told) == ("pay", "web-1")
    assert place("payroll-old-1", told) == ("payroll-old", "1")
    assert told_of("pay", told, {"level": 2, "zone": "office"}).level == 2


def test_a_register_is_read_as_csv_and_as_yaml(tmp_path: Path) -> None:
    table = tmp_path / "r.csv"
    table.write_text("\ufeffsystem,level,zone,owner,prefix\npay,3,office,王芳,payroll;salary\n", "utf-8")
    written = tmp_path / "r.yaml"
    written.write_text("- {system: pay, level: 3, zone: office, owner: 王芳, prefix: [payroll, salary]}\n", "utf-8")
    assert register(str(table)) == register(str(written))
    assert register(str(table))[0].prefixes == ("payroll", "salary")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("r.csv", "name,level\npay,3\n", 0),
        ("r.csv", "system,level\nPay Roll,3\n", 2),
        ("r.csv", "system,level\nold,2\npay,high\n", 3),
        ("r.csv", "system,level\npay,9\n", 2),
        ("r.csv", "system,level\n,3\n", 2),
        ("r.csv", "system,title,level\npay,Pay, rolls,3\n", 2),
        ("r.yaml", "system: pay\n", 0),
        ("r.yaml", "- {system: old}\n- pay\n", 2),
        ("r.yaml", "- {system: pay, colour: red}\n", 1),
        ("r.csv", "\x00", 0),
        ("r.csv", "system\n\udcff\n", 0),
    ],
)
def test_what_is_no_register_is_refused_with_its_place(tmp_path: Path, name: str, text: str, line: int) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(ZhengyunError) as refused:
        register(str(file))
    assert refused.value.code.id == "ZY-CLOUD-231"
    assert refused.value.place
    assert (refused.value.place.file, refused.value.place.line) == (str(file), line)


def test_what_waits_for_its_adoption_is_not_made_a_second_time() -> None:
    waiting = replace(site(Parts()), adoptions={"finance": Adoption("finance", {"project": {"finance": "p-1"}})})
    world = Simulated("primary", foreign=[Foreign("project", "Finance", "p-1", "")]).observe()
    (error,) = awaiting(waiting, world, Scope(("primary",)))
    assert error.code.id == "ZY-CLOUD-227"
    assert not list(awaiting(waiting, world, Scope(("primary",), ("health",))))


def test_a_simulated_site_holds_nothing_to_adopt() -> None:
    with pytest.raises(ZhengyunError) as refused:
        through(site(Parts()), Simulated("primary"), ("adopt", "finance"))
    assert refused.value.code.id == "ZY-CLOUD-220"


@pytest.mark.parametrize(
    "item",
    [
        {"tags": ["zhengyun:estate=other_primary", "x"]},
        {"metadata": {"zhengyun:estate": "other_primary"}},
        {"extra_specs": {"zhengyun:estate": "other_primary"}},
        {"zhengyun_estate": "other_primary"},
        {"description": "zhengyun:other_primary:finance/office"},
    ],
)
def test_the_mark_of_another_estate_is_seen_wherever_it_stands(item: dict[str, object]) -> None:
    assert mark.of_another(item, "town_primary") == "other_primary"
    assert mark.of_another(item, "other_primary") == ""
