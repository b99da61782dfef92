"""Flavors and images, done by hand."""

import json
from collections.abc import Mapping

from lab.openstack import rest
from tests.contract.cloud.by_hand.asking import Asking
from zhengyun.resource import Address, Value, World


class Offers(Asking):
    """Flavors and images."""

    def _meddle_flavor(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address, attribute, value
        specs = self.ask("GET", "compute", f"/flavors/{identifier}/os-extra_specs")["extra_specs"]
        for name in specs:
            self.ask("DELETE", "compute", f"/flavors/{identifier}/os-extra_specs/{name}")

    def _remove_flavor(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/flavors/{identifier}")

    def _meddle_image(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "members":
            for member in self.ask("GET", "image", f"/v2/images/{identifier}/members")["members"]:
                self.ask("DELETE", "image", f"/v2/images/{identifier}/members/{member['member_id']}")
        else:
            self._patch_image(identifier, dict(value) if isinstance(value, dict) else {attribute: value})

    def _remove_image(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "image", f"/v2/images/{identifier}")

    def _spoil_image(self, address: Address, identifier: str, world: World) -> None:
        """The same image again, without bytes, and the good one gone."""
        del address, world
        found = self.ask("GET", "image", f"/v2/images/{identifier}")
        words = ("name", "disk_format", "container_format", "visibility", "min_disk", "min_ram")
        properties = {name: value for name, value in found.items() if name in words or name.startswith("zhengyun")}
        self.ask("DELETE", "image", f"/v2/images/{identifier}")
        self.ask("POST", "image", "/v2/images", properties)

    def _patch_image(self, identifier: str, values: Mapping[str, object]) -> None:
        patch = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        path = f"{self.session.endpoints['image']}/v2/images/{identifier}"
        headers = {
            "X-Auth-Token": self.session.token,
            "Content-Type": "application/openstack-images-v2.1-json-patch",
        }
        rest.expect(rest.request("PATCH", path, json.dumps(patch).encode(), headers=headers), "PATCH", path)
