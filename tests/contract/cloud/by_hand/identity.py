"""Domains, projects, quotas, users and keys, done by hand."""

from tests.contract.cloud.by_hand.asking import Asking
from zhengyun.resource import Address, Value, World


class Identity(Asking):
    """Domains, projects, quotas, users and keys."""

    def _meddle_project(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "operated":
            role = self.ask("GET", "identity", "/roles?name=member")["roles"][0]["id"]
            self.ask("DELETE", "identity", f"/projects/{identifier}/users/{self.session.user}/roles/{role}")
        else:
            self.ask("PATCH", "identity", f"/projects/{identifier}", {"project": {attribute: value}})

    def _remove_project(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "network", f"/v2.0/quotas/{identifier}")
        self.ask("DELETE", "identity", f"/projects/{identifier}")

    def _meddle_quota(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        if attribute == "seal":
            tags = self.ask("GET", "identity", f"/projects/{identifier}/tags")["tags"]
            kept = [tag for tag in tags if not tag.startswith("zhengyun:quota=")]
            body = {"tags": [*kept, f"zhengyun:quota={value}"]}
            self.ask("PUT", "identity", f"/projects/{identifier}/tags", body)
        else:
            self.ask("PUT", "network", f"/v2.0/quotas/{identifier}", {"quota": {attribute.rstrip("s"): value}})

    def _meddle_domain(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        self.ask("PATCH", "identity", f"/domains/{identifier}", {"domain": {attribute: value}})

    def _remove_domain(self, address: Address, identifier: str, world: World) -> None:
        del world
        self._meddle_domain(address, identifier, "enabled", False)
        self.ask("DELETE", "identity", f"/domains/{identifier}")

    def _meddle_user(self, address: Address, identifier: str, attribute: str, value: Value) -> None:
        del address
        self.ask("PATCH", "identity", f"/users/{identifier}", {"user": {attribute: value}})

    def _remove_user(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "identity", f"/users/{identifier}")

    def _add_assignment(self, world: World, address: Address) -> None:
        user, _, role = address.path.rpartition("/")
        found = self.ask("GET", "identity", f"/roles?name={role}")["roles"][0]["id"]
        project = world.existing[Address(address.site, "project", address.tenant)].id
        who = world.existing[Address(address.site, "user", user)].id
        self.ask("PUT", "identity", f"/projects/{project}/users/{who}/roles/{found}")

    def _remove_assignment(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        project, user, role = identifier.split("/")
        self.ask("DELETE", "identity", f"/projects/{project}/users/{user}/roles/{role}")

    def _remove_credential(self, address: Address, identifier: str, world: World) -> None:
        user = world.existing[Address(address.site, "user", address.path.rpartition("/")[0])].id
        self.ask("DELETE", "identity", f"/users/{user}/application_credentials/{identifier}")

    def _remove_key(self, address: Address, identifier: str, world: World) -> None:
        del address, world
        self.ask("DELETE", "compute", f"/os-keypairs/{identifier}")
