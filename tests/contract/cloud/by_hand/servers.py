"""Servers, done by hand."""

from tests.contract.cloud.by_hand.asking import Asking, Item
from zhengyun.resource import Address, Value, World


class Servers(Asking):
    """Servers."""

    def _meddle_server(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        if attribute == "name":
            self.ask("PUT", "compute", f"/servers/{identifier}", {"server": {"name": value}})
        elif attribute == "pairs":
            assert isinstance(value, list)
            port = self.ask("GET", "network", f"/v2.0/ports?device_id={identifier}")["ports"][0]
            pairs = {"allowed_address_pairs": [{"ip_address": one} for one in value]}
            self.ask("PUT", "network", f"/v2.0/ports/{port['id']}", {"port": pairs})
        elif attribute in {"groups", "secured"}:
            port = self.ask("GET", "network", f"/v2.0/ports?device_id={identifier}")["ports"][0]
            body: Item = {"security_groups": []} | ({} if attribute == "groups" else {"port_security_enabled": False})
            self.ask("PUT", "network", f"/v2.0/ports/{port['id']}", {"port": body})
        else:
            self._bring_to(address, identifier, "SHUTOFF" if value is False else str(value))

    def _bring_to(self, address: Address, identifier: str, status: str) -> None:
        """Bring a running server into another state."""
        if status == "VERIFY_RESIZE":
            flavors = self.ask("GET", "compute", "/flavors")["flavors"]
            other = next(one["id"] for one in flavors if one["name"] == f"{address.path.split('/')[1]}-other")
            self.act(identifier, "resize", {"flavorRef": other})
        else:
            actions = {"SHUTOFF": "os-stop", "PAUSED": "pause", "SUSPENDED": "suspend", "RESCUE": "rescue"}
            self.act(identifier, actions.get(status, "shelve"))
        self.until(lambda: self._has_come_to(identifier, status))

    def _has_come_to(self, identifier: str, status: str) -> bool:
        """Whether a server is in that state; one in ERROR never comes to it."""
        now = self.server(identifier)
        assert now["status"] != "ERROR" or status == "ERROR", now.get("fault")
        return bool(now["status"] == status)

    def _spoil_server(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.act(identifier, "os-resetState", {"state": "error"})

    def _remove_server(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/servers/{identifier}")
        self.until(lambda: self.session.ask("GET", "compute", f"/servers/{identifier}").status == 404)

    def _remove_servergroup(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/os-server-groups/{identifier}")

    def _meddle_aggregate(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        """Its hosts are taken out, or its metadata forgotten, or it is called otherwise."""
        del address
        path = f"/os-aggregates/{identifier}"
        now = self.ask("GET", "compute", path)["aggregate"]
        if attribute == "hosts":
            for host in now["hosts"]:
                self.ask("POST", "compute", f"{path}/action", {"remove_host": {"host": host}})
        elif attribute == "name":
            self.ask("PUT", "compute", path, {"aggregate": {"name": value}})
        else:
            self.ask("POST", "compute", f"{path}/action", {"set_metadata": {"metadata": value}})

    def _remove_aggregate(self, address: Address, identifier: str, world: World) -> None:
        self._meddle_aggregate(address, identifier, "hosts", [])
        self.ask("DELETE", "compute", f"/os-aggregates/{identifier}")
        del world
