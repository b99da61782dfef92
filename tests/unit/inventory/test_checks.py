"""What must hold across files: each rule broken once, found once, at its place, and by its name."""

import pytest

from inventory.loader import load
from tests.unit.inventory.estates import FILES, NAMES, Memory, edited, whole, with_file
from tests.unit.inventory.test_schema import errors_of, the_error
from zhengyun.errors import Exit

HEALTH = """\
tenant: health
quota: {servers: 4, vcpus: 8, ram: 16 GiB}
networks:
  clinic: {zone: business, addresses: RANGE}
systems: {}
"""

BROKEN = [
    # file, what is right, what is written, code, what the message names
    ("finance", "level: 3\n", "level: 4\n", "ZY-EST-030", "payroll is of level 4, zone business only of level 3"),
    ("finance", "zone: service\n    exposure", "zone: business\n    exposure", "ZY-EST-032", "front"),
    ("finance", "      - {from: internet, protocol: tcp, ports: 443, to: web}", "      []", "ZY-EST-033", "web"),
    ("finance", "networks: [front], gateway: internet", "networks: [front]", "ZY-EST-034", "internet"),
    ("finance", "zone: business, addresses: 198", "zone: busines, addresses: 198", "ZY-EST-020", "busines"),
    ("finance", "flavor: medium", "flavor: medum", "ZY-EST-020", "medum"),
    ("finance", "flavor: small, image: base, networks: [front]", "flavor: small, image: bas, networks: [front]", "ZY-EST-020", "bas"),
    ("finance", "groups: [database]", "groups: [databse]", "ZY-EST-020", "databse"),
    ("finance", "from: app,", "from: ap,", "ZY-EST-020", "ap"),
    ("finance", "key: operations", "key: operation", "ZY-EST-020", "operation"),
    ("finance", "edge: {networks: [front]", "edge: {networks: [frnt]", "ZY-EST-020", "frnt"),
    ("finance", "to: web}", "to: wbe}", "ZY-EST-020", "wbe"),
    ("finance", "tenant: finance", "tenant: health", "ZY-EST-022", "health"),
    ("estate", "finance: {title: Finance}", "finances: {title: Finance}", "ZY-EST-020", "finance"),
    ("finance", "192.0.2.0/28}", "192.0.2.128/28}", "ZY-EST-041", "192.0.2.128/28"),
    ("finance", "address: 198.51.100.10", "address: 198.51.100.15", "ZY-EST-042", "198.51.100.15"),
    ("finance", "address: 198.51.100.10", "address: 198.51.100.1", "ZY-EST-042", "198.51.100.1"),
    ("finance", "address: 198.51.100.10", "address: 198.51.100.77", "ZY-EST-042", "198.51.100.77"),
    ("site", "gateway: 203.0.113.1\n", "gateway: 203.0.113.20\n", "ZY-EST-012", "outside the pool"),
    ("site", "pool: 203.0.113.10-203.0.113.60", "pool: 203.0.113.10-203.0.113.99", "ZY-EST-042", "203.0.113.99"),
    ("site", "[198.51.100.0/24]", "[198.51.100.0/24, 192.0.2.64/26]", "ZY-EST-040", "192.0.2.64/26"),
    ("finance", "servers: 4,", "servers: 3,", "ZY-EST-050", "short by 1"),
    ("finance", "ram: 16 GiB", "ram: 6 GiB", "ZY-EST-050", "memory: finance needs 7 GiB, its quota is 6 GiB: short by 1 GiB"),
    ("finance", "storage: 40 GiB", "storage: 19 GiB", "ZY-EST-050", "short by 1 GiB"),
    ("finance", "floating_addresses: 2", "floating_addresses: 0", "ZY-EST-050", "short by 1"),
    ("finance", "      db:\n", "      app-1:\n", "ZY-EST-021", "app-1"),
    ("finance", "  database:\n    egress", "  portal-web-exposed:\n    egress", "ZY-EST-021", "portal-web-exposed"),
    ("finance", "tenant: finance", "tenant: finance\ndomain: citty", "ZY-EST-020", "there is no domain citty"),
    ("site", "externals:\n", "domains: {default: {title: D}}\nexternals:\n", "ZY-EST-012", "default"),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [member, Admin]}}\nkeys:\n", "ZY-EST-100", "service user robot is to have the role Admin"),
    ("finance", "keys:\n", "users: {robot: {title: R, roles: [member], credentials: {n: {roles: [reader]}}}}\nkeys:\n", "ZY-EST-020", "there is no role of the user reader; there is: member"),
    ("estate", "sites: [primary]", "sites: [primary, primary]", "ZY-EST-021", "primary"),
    ("estate", "sites: [primary]", "sites: [primary, dr]", "ZY-EST-023", "dr/site.yaml"),
    ("site", "site: primary", "site: main", "ZY-EST-022", "main"),
    ("estate", "finance: {title: Finance}", "finance: {title: Finance}\n  site: {title: S}", "ZY-EST-012", "site"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "code", "named"), BROKEN)
def test_a_broken_rule_is_found_at_its_place(file: str, right: str, wrong: str, code: str, named: str) -> None:
    found = [error for error in errors_of(edited(file, right, wrong)) if error.code.id == code]
    assert len(found) == 1
    assert named in str(found[0])
    assert found[0].place
    assert found[0].place.line >= 1


def test_a_system_above_its_zones_level_is_refused_by_rule_and_cites_the_clause() -> None:
    error = the_error(edited("finance", "level: 3\n", "level: 4\n"))
    assert error.exit is Exit.REFUSED
    assert "8.2.2.1 a)" in error.code.rule
    text = FILES[NAMES["finance"]].replace("level: 3\n", "level: 4\n").splitlines()
    assert text[error.place.line - 1][error.place.column - 1 :] == "4" if error.place else False


def test_only_an_exposed_zone_is_reached_from_the_internet() -> None:
    closed = edited("site", "addresses: [192.0.2.0/25], exposed: true", "addresses: [192.0.2.0/25]")
    errors = errors_of(closed)
    assert [error.code.id for error in errors] == ["ZY-EST-031", "ZY-EST-031"]
    assert ["exposure" in str(error) or "floating" in str(error) for error in errors] == [True, True]


@pytest.mark.parametrize("range_", ["198.51.100.0/28", "198.51.100.8/29", "198.51.100.0/27"])
def test_ranges_of_two_tenants_do_not_overlap(range_: str) -> None:
    error = the_error(with_file("primary/tenants/health.yaml", HEALTH.replace("RANGE", range_)))
    assert error.code.id == "ZY-EST-040"
    assert "finance.yaml" in str(error.values["other"])


def test_two_service_users_do_not_come_to_one_name() -> None:
    users = "users: {LEAF: {title: Robot, roles: [reader]}}\n"
    other = HEALTH.replace("RANGE", "198.51.100.16/28").replace("tenant: health", "tenant: finance-night")
    files = {
        "estate.yaml": FILES["estate.yaml"].replace("  health:", "  finance-night:"),
        NAMES["finance"]: FILES[NAMES["finance"]] + users.replace("LEAF", "night-backup"),
        "primary/tenants/finance-night.yaml": other + users.replace("LEAF", "backup"),
    }
    whole_ = {**whole().contents, **{name: text.encode() for name, text in files.items()}}
    error = the_error(Memory(whole_))
    assert (error.code.id, error.values["name"]) == ("ZY-EST-021", "finance-night-backup")
    apart = files["primary/tenants/finance-night.yaml"] + "domain: night\n"
    site = FILES[NAMES["site"]] + "domains: {night: {title: Night}}\n"
    apart_ = {"primary/tenants/finance-night.yaml": apart.encode(), NAMES["site"]: site.encode()}
    assert load(Memory({**whole_, **apart_}))


@pytest.mark.parametrize(
    ("image", "codes"),
    [
        ("visibility: private", ["ZY-EST-101"] * 3),
        ("visibility: shared", ["ZY-EST-101"] * 3),
        ("visibility: shared, members: [finance]", []),
        ("visibility: shared, members: [finance, finances]", ["ZY-EST-020"]),
        ("visibility: community", []),
    ],
)
def test_a_servers_image_is_one_that_its_tenant_may_use(image: str, codes: list[str]) -> None:
    source = edited("site", "title: Base,", f"title: Base, {image},")
    if codes:
        assert [error.code.id for error in errors_of(source)] == codes
    else:
        assert load(source)


def test_ranges_beside_each_other_are_right() -> None:
    assert load(with_file("primary/tenants/health.yaml", HEALTH.replace("RANGE", "198.51.100.16/28")))


def test_one_fixed_address_belongs_to_one_server() -> None:
    right = "{count: 2, flavor: small, image: base, networks: [office]"
    several = "{count: 2, flavor: small, image: base, networks: [{network: office, address: 198.51.100.11}]"
    told = str(the_error(edited("finance", right, several)))
    assert "198.51.100.11: expected no fixed address" in told
    taken = "{flavor: small, image: base, networks: [{network: office, address: 198.51.100.10}]"
    error = the_error(edited("finance", right, taken))
    assert error.code.id == "ZY-EST-021"
    assert str(error.values["other"]).startswith("town/primary/tenants/finance.yaml:25:")


def test_a_file_that_nothing_reads_is_refused() -> None:
    error = the_error(with_file("primary/tenant/health.yaml", HEALTH))
    assert error.code.id == "ZY-EST-024"
    assert error.place
    assert error.place.file.endswith("primary/tenant/health.yaml")


def test_the_whole_estate_breaks_no_rule() -> None:
    assert load(whole())
