"""The normal form, the embedded estate, and the schema for editors."""

from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
import yaml

from inventory.checks.quotas import WORDS
from inventory.demand import demand
from inventory.loader import load
from inventory.schema.export import MODELS, schema
from inventory.source import Folder
from tests.unit.inventory.estates import FILES, NAMES, edited, whole
from zhengyun.errors import Problems
from zhengyun.estate import Estate, Prices, Quota, Retention, Rule, System

EMBEDDED = Path(__file__).resolve().parents[3] / "inventory" / "sites"


def systems(estate: Estate) -> dict[str, System]:
    return {system.name: system for site in estate.sites for tenant in site.tenants for system in tenant.systems}


def test_the_embedded_estate_is_as_large_as_it_says() -> None:
    estate = load(Folder(EMBEDDED))
    tenants = [tenant for site in estate.sites for tenant in site.tenants]
    assert estate.name == "demo"
    assert len(estate.sites) == 2
    assert sum(len(site.zones) for site in estate.sites) == 4
    assert len({tenant.name for tenant in tenants}) == len(estate.departments) == 6
    assert sum(len(tenant.systems) for tenant in tenants) == 14
    assert sum(len(system.servers) for tenant in tenants for system in tenant.systems) == 30


def test_a_count_is_written_out() -> None:
    names = [server.name for server in systems(load(whole()))["payroll"].servers]
    assert names == ["app-1", "app-2", "db"]


def test_the_price_list_of_the_files_is_the_one_that_is_reckoned_by() -> None:
    assert load(whole()).prices is None
    told = "title: Town\nprices: {currency: EUR, vcpu_month: 30, storage_gib_month: 0.5, floating_month: 20}\n"
    priced = load(edited("estate", "title: Town\n", told)).prices
    assert priced == Prices(30.0, 0.0, 0.5, 20.0, "EUR"), "what is left out costs nothing"
    for wrong in ("-20", "1000001", "many", "1e3", ".5", "true"):
        with pytest.raises(Problems) as refused:
            load(edited("estate", "title: Town\n", told.replace("20}", f"{wrong}}}")))
        (error,) = refused.value.errors
        assert (error.code.id, error.place and error.place.line) == ("ZY-EST-012", 3)


def test_an_exposure_becomes_a_group_of_its_servers() -> None:
    estate = load(whole())
    finance = estate.sites[0].tenants[0]
    group = next(group for group in finance.groups if group.name == "portal-web-exposed")
    assert group.rules == (Rule("in", 4, "tcp", (443, 443), peer="0.0.0.0/0"),)
    assert systems(estate)["portal"].servers[0].groups == ("portal-web-exposed",)


def test_everybody_means_both_families_where_a_tenant_has_both() -> None:
    dual = edited("finance", "addresses: 192.0.2.0/28}", "addresses: [192.0.2.0/28, 2001:db8:1::/64]}")
    contents = dict(dual.contents)
    site = contents[NAMES["site"]].decode()
    contents[NAMES["site"]] = site.replace("[192.0.2.0/25]", "[192.0.2.0/25, 2001:db8:1::/48]").encode()
    finance = load(type(dual)(contents)).sites[0].tenants[0]
    group = next(group for group in finance.groups if group.name == "portal-web-exposed")
    assert {rule.peer for rule in group.rules} == {"0.0.0.0/0", "::/0"}


def test_what_a_tenant_needs_is_counted() -> None:
    site = load(whole()).sites[0]
    needed = demand(site.tenants[0], {flavor.name: flavor for flavor in site.flavors})
    assert needed == Quota(
        servers=4, vcpus=5, ram_mib=7168, volumes=1, storage_gib=20, networks=2, routers=1,
        floating_addresses=1, groups=4, rules=11, ports=5, server_groups=0, snapshots=0, backups=0, backup_storage_gib=0,
    )  # fmt: skip


def test_copies_count_for_those_that_are_kept_and_the_one_that_is_made_before_the_oldest_goes() -> None:
    volumes = "data: {size: 2 GiB, snapshots: {every: 1 d, keep: 3}, backups: {every: 7 d, keep: 1}}"
    site = load(edited("finance", "data: 20 GiB", volumes)).sites[0]
    needed = demand(site.tenants[0], {flavor.name: flavor for flavor in site.flavors})
    assert (needed.snapshots, needed.storage_gib) == (4, 2 + 4 * 2)
    assert (needed.backups, needed.backup_storage_gib) == (2, 4)


def test_every_quota_is_checked() -> None:
    assert set(WORDS) == {field.name for field in fields(Quota)}


def test_durations_and_addresses_are_in_normal_form() -> None:
    payroll = systems(load(whole()))["payroll"]
    assert payroll.objective
    assert (payroll.objective.rto_seconds, payroll.objective.rpo_seconds) == (14_400, 1_800)
    assert payroll.servers[2].networks == {"office": "198.51.100.10"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{size: 2 GiB, snapshots: 1 d}", (Retention(86_400, 7), None)),
        ("{size: 2 GiB, snapshots: {every: 12 h, keep: 3}, backups: 7 d}", (Retention(43_200, 3), Retention(604_800, 4))),
        ("{size: 20 GiB, backups: {every: 7 d, keep: 2}}", (None, Retention(604_800, 2))),
        ("20 GiB", (None, None)),
    ],
)  # fmt: skip
def test_how_many_copies_of_a_volume_are_kept(written: str, read: tuple[Retention | None, Retention | None]) -> None:
    (volume,) = systems(load(edited("finance", "data: 20 GiB", f"data: {written}")))["payroll"].servers[2].volumes
    assert (volume.snapshots, volume.backups) == read


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind", sorted(MODELS.keys() - {"adopt", "drift", "pki", "hosts", "time", "devices", "network"})
)
def test_the_schema_for_editors_accepts_what_we_accept(kind: str) -> None:
    made = schema(kind)
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    name = {"estate": "estate", "site": "site", "tenant": "finance"}[kind]
    assert not list(validator.iter_errors(yaml.safe_load(FILES[NAMES[name]])))
    pattern = {"estate": "estate.yaml", "site": "*/site.yaml", "tenant": "*/tenants/*.yaml"}[kind]
    files = list(EMBEDDED.glob(pattern))
    assert files
    for file in files:
        assert not list(validator.iter_errors(yaml.safe_load(file.read_text("utf-8")))), file


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("ram: 16 GiB", "ram: 16GX"), ("servers: 4,", "server: 4,"), ("tenant: finance", "tenant: Finance")],
)
def test_the_schema_for_editors_refuses_what_we_refuse(right: str, wrong: str) -> None:
    validator = jsonschema.Draft202012Validator(schema("tenant"))
    data = yaml.safe_load(FILES[NAMES["finance"]].replace(right, wrong, 1))
    assert list(validator.iter_errors(data))
