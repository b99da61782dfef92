"""A wave is understood, or what is wrong with it is told at its place."""

from pathlib import Path

import pytest

from inventory.waves import load
from tests.estates import Parts, flavor, server, shared, site, system, tenant, volume
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate

APP = server("app", volumes=(volume(),))
ESTATE = Estate(
    "demo",
    "demo",
    "external",
    (site(shared(), Parts((tenant("finance", systems=(system(APP, name="payroll"),)),), (flavor("small"),))),),
)
FILE = Path("wave.yaml")


def _refused(text: str) -> list[str]:
    with pytest.raises((Problems, ZhengyunError)) as raised:
        load(FILE, text.encode(), ESTATE)
    found = raised.value.errors if isinstance(raised.value, Problems) else (raised.value,)
    return [f"{error.code.id} {error.place}" for error in found]


def test_like_a_system_of_the_estate() -> None:
    wave = load(FILE, b"wave: 20\nlike: finance/payroll\n", ESTATE)
    assert (wave.site, wave.count, wave.tenant) == ("primary", 20, "finance")
    assert [(one.name, one.flavor, len(one.volumes)) for one in wave.system.servers] == [("app", "tiny", 1)]


def test_of_servers_that_are_nobodys_yet() -> None:
    text = b"wave: 3\nsite: primary\nservers:\n  web: {count: 2, flavor: small, apart: true}\n  db: {flavor: tiny, zone: east}\n"
    wave = load(FILE, text, ESTATE)
    assert [one.name for one in wave.system.servers] == ["web-1", "web-2", "db-1"]
    assert (wave.apart, wave.zones) == ({"web-1": "web", "web-2": "web"}, {"db-1": "east"})
    assert not wave.tenant


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("wave: 3\n", ["ZY-EST-180 wave.yaml:1:7"]),
        ("wave: 3\nlike: finance/payroll\nservers: {web: {flavor: small}}\n", ["ZY-EST-180 wave.yaml:1:7"]),
        ("wave: 3\nlike: finance/payrol\n", ["ZY-EST-020 wave.yaml:2:7"]),
        ("wave: 3\nsite: dr\nlike: finance/payroll\n", ["ZY-EST-020 wave.yaml:2:7"]),
        ("wave: 0\nlike: payroll\n", ["ZY-EST-012 wave.yaml:1:7", "ZY-EST-012 wave.yaml:2:7"]),
        ("wave: 3\nservers:\n  web: {flavor: smal}\n", ["ZY-EST-020 wave.yaml:3:17"]),
        ("wave: 3\nlik: finance/payroll\n", ["ZY-EST-010 wave.yaml:2:1"]),
    ],
)
def test_what_is_wrong_is_told_at_its_place(text: str, refused: list[str]) -> None:
    assert _refused(text) == refused
