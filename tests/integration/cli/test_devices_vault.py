"""A router is changed with a key that the vault makes for that plan, has agreed to, and takes back; without it nothing is told."""

from collections.abc import Iterator

import pytest

from lab.town.standing import Town
from tests.hosts_road import Road, road_in
from tests.integration.cli.test_devices_road import LINE, NAME, ROUTE, asked, runs, vtysh, wanted
from tests.integration.cli.test_hosts_vault import BELIEVED, Vault, vault_in
from tests.town import small_town, small_town_place

pytestmark = [pytest.mark.lab, pytest.mark.slow]

__all__ = ["small_town", "small_town_place"]


@pytest.fixture
def road(small_town: Town) -> Iterator[Road]:
    """A training set, and a router as it was built."""
    node = small_town.node(NAME)
    believed = node.path(BELIEVED).read_text()
    with road_in(small_town, "devices-vault") as made:
        yield made
    node.path(BELIEVED).write_text(believed)
    if f"ip route {ROUTE} " in runs(node):
        vtysh(node, "configure terminal", f"no {LINE}")
    vtysh(node, "write memory")


@pytest.fixture
def vault(road: Road) -> Iterator[Vault]:
    """The vault, which the router believes."""
    with vault_in(road) as made:
        file = road.town.node(NAME).path(BELIEVED)
        file.write_text(f"{file.read_text().rstrip()}\n{made.authority()}\n")
        yield made


def test_the_key_of_a_change_is_asked_for_agreed_to_and_given_back(road: Road, vault: Vault) -> None:
    node = road.town.node(NAME)
    wanted(road)
    request = asked(road)
    opened = road("audit", "query", "--kind", "vault.opened", "-o", "json", person="auditor").json["entries"]
    assert [one["body"]["path"] for one in opened] == ["ssh/issue/devices"]
    # Nobody has agreed yet: nothing is lent, and nothing told.
    waiting = road("change", "apply", request)
    assert waiting.code != 0
    assert LINE not in runs(node)
    agreed = road("change", "approve", request, "--yes", person="security")
    assert agreed.code == 0, agreed.out + agreed.err
    applied = road("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    assert LINE in runs(node)
    (returned,) = road("audit", "query", "--kind", "vault.returned", "-o", "json", person="auditor").json["entries"]
    assert returned["body"]["request"] == request
    log = node.run("cat", "/var/log/auth.log").stdout if node.path("/var/log/auth.log").exists() else ""
    assert not log or "zhengyun sha256:" in log
