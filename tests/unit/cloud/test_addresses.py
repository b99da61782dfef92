"""Declared addresses and addresses that the cloud chooses, in one network."""

from cli.training import EMBEDDED
from cloud.simulated import Simulated
from cloud.wanted import wanted
from inventory.loader import load
from inventory.source import Folder
from tests.carrying import planned


def test_who_has_an_address_of_his_own_is_made_before_those_who_take_any() -> None:
    """Nova gives a server without an address any free one, which may be the one that another has declared."""
    met = 0
    for site in load(Folder(EMBEDDED)).sites:
        actions = {action.address: action for action in planned(site, Simulated(site.name))}
        servers = {address: one for address, one in wanted(site).items() if address.kind == "server"}
        own = {
            address
            for address, one in servers.items()
            if any(name.startswith("address on ") for name in one.attributes)
        }
        for address, one in servers.items():
            rivals = {
                other
                for other in own
                if other.tenant == address.tenant and _fixed_in(servers[other].attributes) & _networks(one.attributes)
            }
            if address not in own:
                met += len(rivals)
                assert {actions[rival].id for rival in rivals} <= set(actions[address].needs)
    assert met


def _networks(attributes: object) -> set[str]:
    return {str(leg).partition(" ")[0] for leg in attributes["networks"]}  # type: ignore[index]


def _fixed_in(attributes: object) -> set[str]:
    names = [name.removeprefix("address on ") for name in attributes if name.startswith("address on ")]  # type: ignore[attr-defined]
    return {"/".join(name.split("/")[:2]) for name in names}
