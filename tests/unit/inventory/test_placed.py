"""What says where servers stand: declared, referred to, and refused where it makes no sense."""

import pytest

from cloud.wanted import wanted
from inventory.loader import load
from tests.unit.inventory.estates import FINANCE, SITE, Memory, with_file
from tests.unit.inventory.test_schema import errors_of
from zhengyun.resource import Address

FILE = "primary/tenants/finance.yaml"


def _estate(group: str, used: str = "apart") -> Memory:
    text = FINANCE.replace("systems:\n", f"server_groups:\n  apart: {group}\nsystems:\n")
    return with_file(FILE, text.replace("      db:\n", f"      db:\n        server_group: {used}\n"))


def test_a_server_group_is_wanted_with_its_server_in_it() -> None:
    found = wanted(load(_estate("{policy: anti-affinity, max_per_host: 2}")).site("primary"))
    group = found[Address("primary", "servergroup", "finance/apart")].attributes
    assert group == {"tenant": "finance", "policy": "anti-affinity", "max_per_host": 2}
    assert found[Address("primary", "server", "finance/payroll/db")].attributes["server_group"] == "finance/apart"
    assert found[Address("primary", "server", "finance/payroll/app-1")].attributes["server_group"] is None


@pytest.mark.parametrize(
    ("group", "used", "code", "named"),
    [
        ("{policy: anti-affinity}", "apert", "ZY-EST-020", "apert"),
        ("{policy: affinity, max_per_host: 2}", "apart", "ZY-EST-012", "only anti-affinity"),
        ("{policy: anti-affinity, max_per_host: 0}", "apart", "ZY-EST-012", "1"),
        ("{policy: apart}", "apart", "ZY-EST-012", "apart"),
        ("{}", "apart", "ZY-EST-011", "policy"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(group: str, used: str, code: str, named: str) -> None:
    (error,) = errors_of(_estate(group, used))
    assert error.code.id == code
    assert named in str(error)
    assert error.place


HOSTING = """\
volume_types:
  files: {title: Files, properties: {multiattach: "<is> True"}}
aggregates:
  hall: {zone: north, hosts: [compute-1, compute-2], properties: {racks: "4"}}
"""
SHARED = "    shared_volumes:\n      files: {size: 5 GiB, type: files, servers: [app, db]}\n"
PAYROLL = "  payroll:\n"


def _town(hosting: str = HOSTING, shared: str = SHARED, zone: str = "north") -> Memory:
    tenant = FINANCE.replace(PAYROLL, PAYROLL + shared).replace("volumes: 2,", "volumes: 3,")
    tenant = tenant.replace("      db:\n", f"      db:\n        availability_zone: {zone}\n")
    site = with_file("primary/site.yaml", SITE + hosting)
    return Memory({**site.contents, FILE: tenant.encode()})


def test_zones_types_and_shared_volumes_are_wanted() -> None:
    found = wanted(load(_town()).site("primary"))
    aggregate, kind = Address("primary", "aggregate", "site/hall"), Address("primary", "volumetype", "site/files")
    assert found[aggregate].attributes["hosts"] == ["compute-1", "compute-2"]
    assert found[kind].attributes["properties"] == {"multiattach": "<is> True"}
    server = found[Address("primary", "server", "finance/payroll/db")]
    assert server.attributes["availability_zone"] == "north"
    assert aggregate in server.after
    assert found[Address("primary", "volume", "finance/payroll/files")].attributes["of_type"] == "site/files"
    attached = {one.path: dict(thing.attributes) for one, thing in found.items() if one.path.endswith("shared/files")}
    assert set(attached) == {f"finance/payroll/{name}/shared/files" for name in ("app-1", "app-2", "db")}
    assert attached["finance/payroll/db/shared/files"]["volume"] == "finance/payroll/files"


@pytest.mark.parametrize(
    ("hosting", "shared", "code", "named"),
    [
        (HOSTING, SHARED.replace("[app, db]", "[app, dbb]"), "ZY-EST-020", "dbb"),
        (HOSTING, SHARED.replace("type: files, ", ""), "ZY-EST-012", "a `type` beside `servers`"),
        (HOSTING, SHARED.replace("5 GiB", "500 GiB"), "ZY-EST-050", "storage"),
        (HOSTING.replace('"<is> True"', '"yes"'), SHARED, "ZY-EST-141", "files"),
        (HOSTING.replace("racks", "zhengyun:racks"), SHARED, "ZY-EST-012", "zhengyun:racks"),
        (HOSTING.replace('"4"', "4"), SHARED, "ZY-EST-012", "4"),
        (HOSTING.replace("zone: north", "zone: North"), SHARED, "ZY-EST-012", "North"),
    ],
)
def test_what_cannot_be_set_up_is_refused(hosting: str, shared: str, code: str, named: str) -> None:
    errors = errors_of(_town(hosting, shared))
    assert [error.code.id for error in errors] == [code]
    assert named in str(errors[0])
    assert errors[0].place


@pytest.mark.parametrize(
    ("server", "own", "shared", "parted"),
    [
        ("north", "north", "north", []),
        ("north", "south", "north", ["dump"]),
        ("north", "", "north", ["dump"]),
        ("", "north", "", ["dump"]),
        ("", "", "", []),
        ("north", "north", "", ["files"]),
    ],
)
def test_where_nova_keeps_to_one_zone_a_volume_lies_in_its_servers(
    server: str, own: str, shared: str, parted: list[str]
) -> None:
    def zone(name: str, before: str) -> str:
        return f"{before}availability_zone: {name}" if name else ""

    volume = f"{{size: 1 GiB{zone(own, ', ')}}}"
    held = f"        volumes: {{dump: {volume}}}\n" + (zone(server, " " * 8) + "\n" if server else "")
    before = "        volumes: {data: 20 GiB}\n"
    files = f"    shared_volumes:\n      files: {{size: 1 GiB, type: files, servers: [db]{zone(shared, ', ')}}}\n"
    tenant = FINANCE.replace(PAYROLL, PAYROLL + files).replace(before, held)
    for crossing, found in (("true", []), ("false", parted)):
        site = with_file("primary/site.yaml", f"{SITE}{HOSTING}cross_az_attach: {crossing}\n")
        estate = Memory({**site.contents, FILE: tenant.replace("volumes: 2,", "volumes: 9,").encode()})
        errors = errors_of(estate) if found else []
        assert found or load(estate)
        assert [(error.code.id, error.values["volume"]) for error in errors] == [("ZY-EST-142", one) for one in found]
        assert all(error.place for error in errors)


@pytest.mark.parametrize(("said", "here"), [("", False), ("allow_resize_to_same_host: true\n", True)])
def test_a_site_says_whether_its_nova_resizes_on_the_same_host(said: str, here: bool) -> None:
    assert load(with_file("primary/site.yaml", f"{SITE}{said}")).site("primary").resizes_here is here
