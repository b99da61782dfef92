"""Volumes and attachments, done by hand."""

from tests.contract.cloud.by_hand.asking import Asking
from zhengyun.resource import Address, Value, World


class Storage(Asking):
    """Volumes and attachments."""

    def _meddle_volume(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "usable":
            self._status_of_volume(identifier, str(value))
        else:
            self.ask("PUT", "block-storage", f"/volumes/{identifier}", {"volume": {attribute: value}})

    def _spoil_volume(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self._status_of_volume(identifier, "error")

    def _status_of_volume(self, identifier: str, status: str) -> None:
        self.ask("POST", "block-storage", f"/volumes/{identifier}/action", {"os-reset_status": {"status": status}})

    def _remove_volume(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "block-storage", f"/volumes/{identifier}")
        self.until(lambda: self.volume(identifier) is None)

    def _remove_snapshot(self, address: Address, identifier: str, world: World) -> None:
        self._remove_copy(f"/{address.kind}s", identifier)
        del world

    _remove_backup = _remove_snapshot

    def _remove_copy(self, collection: str, identifier: str) -> None:
        self.ask("DELETE", "block-storage", f"{collection}/{identifier}")
        listed = f"{collection}?all_tenants=1"
        self.until(
            lambda: all(
                one["id"] != identifier for one in self.ask("GET", "block-storage", listed)[collection.strip("/")]
            )
        )

    def _meddle_volumetype(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "title":
            self.ask("PUT", "block-storage", f"/types/{identifier}", {"volume_type": {"description": value}})
        else:
            assert isinstance(value, dict)
            self.ask("POST", "block-storage", f"/types/{identifier}/extra_specs", {"extra_specs": value})

    def _remove_volumetype(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "block-storage", f"/types/{identifier}")

    def _remove_attachment(self, address: Address, identifier: str, world: World) -> None:
        path = str(world.existing[address].attributes["server"])
        server = world.existing[Address(address.site, "server", path)].id
        self.ask("DELETE", "compute", f"/servers/{server}/os-volume_attachments/{identifier}")
        self.until(lambda: all(one["server_id"] != server for one in (self.volume(identifier) or {})["attachments"]))
        self.until(lambda: (self.volume(identifier) or {})["status"] in {"available", "in-use"})
