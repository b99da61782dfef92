"""The words for what somebody built by hand come to what such a cloud shows."""

import pytest

from cloud.wanted import wanted
from inventory.loader import load
from tests.unit.inventory.estates import FINANCE, with_file
from zhengyun.errors import Problems
from zhengyun.resource import Address, Attributes

FILE = "primary/tenants/finance.yaml"
IMAGE = "9d7c3e1a-0d1f-4c8e-9b41-3f2b6a5c7d80"
DB = "volumes: {data: 20 GiB}"


def attributes(kind: str, path: str, right: str, wrong: str) -> Attributes:
    assert right in FINANCE
    site = load(with_file(FILE, FINANCE.replace(right, wrong))).site("primary")
    return wanted(site)[Address("primary", kind, path)].attributes


@pytest.mark.parametrize(
    ("kind", "path", "right", "wrong", "attribute", "value"),
    [
        ("project", "finance", "systems:\n", "project: {called: Finance, description: ''}\nsystems:\n", "name", "Finance"),
        ("project", "finance", "systems:\n", "project: {called: Finance, description: ''}\nsystems:\n", "title", ""),
        ("quota", "finance", "servers: 4", "servers: unlimited", "servers", -1),
        ("quota", "finance", "ram: 16 GiB", "ram: unlimited", "ram_mib", -1),
        ("quota", "finance", "storage: 40 GiB", "storage: unlimited", "storage_gib", -1),
        ("network", "finance/office", "198.51.100.0/28}", "198.51.100.0/28, called: 办公 网}", "name", "办公 网"),
        ("router", "finance/edge", "gateway: internet}", "gateway: internet, called: ''}", "name", ""),
        ("group", "finance/app", "app:\n", "app:\n    called: App (old)\n", "name", "App (old)"),
        ("server", "finance/payroll/db", DB, f"{DB}\n        called: DB1\n        running: false", "name", "DB1"),
        ("server", "finance/payroll/db", DB, f"{DB}\n        running: false", "running", False),
        ("server", "finance/payroll/db", DB, f"{DB}\n        born: {{image: {IMAGE}}}", "image", f"~{IMAGE}"),
        ("server", "finance/payroll/db", DB, f"{DB}\n        born: {{key: bob}}", "key", "~bob"),
        ("server", "finance/payroll/db", "groups: [database]", "groups: [database, default]", "groups",
         ["finance/database", "~default"]),
        ("volume", "finance/payroll/db/data", "data: 20 GiB", "data: {size: 20 GiB, called: ''}", "name", ""),
        ("subnet", "finance/office/198.51.100.0/28", "addresses: 198.51.100.0/28",
         "addresses: {addresses: 198.51.100.0/28, gateway: none, dhcp: false}", "gateway", None),
        ("rule", "finance/app/in vrrp from 0.0.0.0/0", "{from: 198.51.100.0/24, protocol: tcp, ports: 443}",
         "{from: any, protocol: vrrp, family: 4}", "protocol", "vrrp"),
        ("qos", "finance/slow", "systems:\n", "qos: {slow: {egress: 1 Mbit/s, called: Slow 1M}}\nsystems:\n", "name",
         "Slow 1M"),
        ("port", "finance/vip", "systems:\n", "ports: {vip: {network: office, called: ''}}\nsystems:\n", "name", ""),
        ("trunk", "finance/lines", "systems:\n",
         "ports: {vip: {network: office}}\ntrunks: {lines: {port: vip, called: Trunk 1}}\nsystems:\n", "name", "Trunk 1"),
        ("addressgroup", "finance/banks", "systems:\n",
         "address_groups: {banks: {addresses: [192.0.2.1], called: Banks}}\nsystems:\n", "name", "Banks"),
        ("user", "finance/robot", "systems:\n",
         "users: {robot: {title: t, roles: [member], called: Robot 1}}\nsystems:\n", "name", "Robot 1"),
        ("user", "finance/robot", "systems:\n",
         "users: {robot: {title: t, roles: [member], description: ''}}\nsystems:\n", "title", ""),
        ("volume", "finance/payroll/old", DB, f"{DB}\n    shared_volumes: {{old: {{size: 1 GiB, called: Old disk}}}}",
         "name", "Old disk"),
        ("volume", "finance/payroll/db/data", "data: 20 GiB", "data: {size: 20 GiB, type: SSD (Pool 1)}", "type",
         "SSD (Pool 1)"),
    ],
)  # fmt: skip
def test_a_word_is_what_the_cloud_shows(
    kind: str, path: str, right: str, wrong: str, attribute: str, value: object
) -> None:
    assert attributes(kind, path, right, wrong)[attribute] == value


BY_APP = FINANCE.replace("to: web}", "to: web, by: app}").replace(
    "networks: [front], floating", "networks: [front], groups: [app], floating"
)


def test_what_a_group_of_the_tenants_own_lets_in_needs_no_other() -> None:
    declared = BY_APP
    site = load(with_file(FILE, declared)).site("primary")
    groups = {address.path for address in wanted(site) if address.kind == "group"}
    assert groups == {"finance/app", "finance/database"}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("to: web}", "to: web, by: nobody}", "ZY-EST-020"),
        ("protocol: tcp, ports: 443}", "protocol: tcp, ports: 443, family: 6}", "ZY-EST-012"),
        ("protocol: tcp, ports: 443}", "protocol: vrrp, ports: 443}", "ZY-EST-012"),
        ("servers: 4", "servers: -1", "ZY-EST-012"),
        (DB, f"{DB}\n    shared_volumes: {{old: {{size: 1 GiB, servers: [db]}}}}", "ZY-EST-012"),
        ("198.51.100.0/28}", "{addresses: 198.51.100.0/28, gateway: nowhere}}", "ZY-EST-012"),
    ],
)
def test_wrong_words_are_refused(right: str, wrong: str, code: str) -> None:
    with pytest.raises(Problems) as refused:
        load(with_file(FILE, FINANCE.replace(right, wrong, 1)))
    assert code in {error.code.id for error in refused.value.errors}


@pytest.mark.parametrize(
    ("right", "wrong", "codes"),
    [
        ("groups: [app], floating", "groups: [], floating", {"ZY-EST-221"}),
        ("by: app}", "by: database}", {"ZY-EST-220", "ZY-EST-221"}),
        ("198.51.100.0/24, protocol: tcp, ports: 443", "198.51.100.0/24, protocol: udp, ports: 443", {"ZY-EST-220"}),
        ("198.51.100.0/24, protocol: tcp, ports: 443", "198.51.100.0/24, protocol: tcp, ports: 80-442", {"ZY-EST-220"}),
        ("{from: 198.51.100.0/24, protocol: tcp", "{to: 198.51.100.0/24, protocol: tcp", {"ZY-EST-220"}),
        ("from: internet, protocol", "from: business, protocol", {"ZY-EST-033"}),
        ("from: internet, protocol", "from: service, protocol", {"ZY-EST-033", "ZY-EST-220"}),
    ],
)  # fmt: skip
def test_a_group_by_which_something_is_exposed_lets_it_in(right: str, wrong: str, codes: set[str]) -> None:
    assert right in BY_APP
    with pytest.raises(Problems) as refused:
        load(with_file(FILE, BY_APP.replace(right, wrong, 1)))
    assert {error.code.id for error in refused.value.errors} == codes
