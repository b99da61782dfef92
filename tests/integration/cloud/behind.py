"""Thirty things that people do to a department behind the tool's back, with their own credentials and with the tool's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from lab.openstack.rest import Session, expect

RULE: Final = {"direction": "ingress", "ethertype": "IPv4", "protocol": "tcp"}


# From these on a volume that a server has can be made larger.
VERSIONS: Final = {"block-storage": "volume 3.42"}


class Done(NamedTuple):
    """What was done by whom, and under which identifier its service has recorded it; Glance records none."""

    who: str
    service: str
    what: str
    request: str


@dataclass
class Behind:
    """Somebody with rights in the department, an administrator of the cloud, and somebody with the tool's credentials."""

    member: Session
    admin: Session
    own: Session
    done: list[Done] = field(default_factory=list)

    @property
    def project(self) -> str:
        """The department's project."""
        return self.member.project

    def before(self) -> None:
        """While nothing else is going on."""
        server, volume = self._server(), self._volume()
        self._does("member", "POST", "network", "/v2.0/security-group-rules", {"security_group_rule": self._open(22)})
        self._does("member", "POST", "compute", f"/servers/{server}/action", {"reboot": {"type": "HARD"}})
        self._does("member", "POST", "compute", f"/servers/{server}/metadata", {"metadata": {"note": "mine"}})
        self._does("member", "POST", "block-storage", "/snapshots", {"snapshot": {"volume_id": volume, "force": True}})
        self._does("member", "POST", "network", "/v2.0/networks", {"network": {"name": "hidden"}})
        self._does("member", "POST", "compute", "/os-keypairs", {"keypair": {"name": "loot", "public_key": KEY}})
        self._does("admin", "POST", "compute", "/os-aggregates", {"aggregate": {"name": "odd"}})
        self._does(
            "admin", "POST", "compute", "/flavors", {"flavor": {"name": "odd", "vcpus": 1, "ram": 64, "disk": 1}}
        )
        # The tool's own credentials, while no change is being carried out.
        self._does("own", "POST", "network", "/v2.0/security-group-rules", {"security_group_rule": self._open(23)})
        self._does("own", "POST", "compute", f"/servers/{server}/action", {"reboot": {"type": "SOFT"}})

    def meanwhile(self) -> None:
        """While a change makes rules, flavors, keys, users and types."""
        server, volume = self._server(), self._volume()
        self._does("member", "POST", "network", "/v2.0/security-group-rules", {"security_group_rule": self._open(24)})
        self._does("member", "POST", "block-storage", "/volumes", {"volume": {"name": "loot", "size": 1}})
        self._does(
            "admin", "POST", "compute", "/flavors", {"flavor": {"name": "even", "vcpus": 1, "ram": 64, "disk": 1}}
        )
        self._does("admin", "PUT", "identity", self._role("reader"))
        self._does("admin", "POST", "block-storage", "/types", {"volume_type": {"name": "odd"}})
        # The tool's own credentials, for what that change does not do: or does, and not here.
        self._does("own", "POST", "network", "/v2.0/security-group-rules", {"security_group_rule": self._open(25)})
        self._does("own", "POST", "compute", f"/servers/{server}/action", {"reboot": {"type": "HARD"}})
        self._does("own", "POST", "block-storage", f"/volumes/{volume}/metadata", {"metadata": {"note": "mine"}})
        self._does("own", "PUT", "network", f"/v2.0/quotas/{self.project}", {"quota": {"port": 444}})
        self._does("own", "PATCH", "identity", f"/projects/{self.project}", {"project": {"description": "mine"}})

    def after(self) -> None:
        """When all is over: what takes away comes last."""
        server, volume = self._server(), self._volume()
        (group,) = self._groups("web")
        rule = next(one for one in group["security_group_rules"] if one["direction"] == "ingress")
        image = {"name": "own", "disk_format": "raw", "container_format": "bare"}
        self._does("member", "POST", "image", "/v2/images", image)
        self._does("member", "DELETE", "network", f"/v2.0/security-group-rules/{rule['id']}")
        self._does("member", "POST", "block-storage", f"/volumes/{volume}/action", {"os-extend": {"new_size": 2}})
        self._does("member", "POST", "network", "/v2.0/routers", {"router": {"name": "hidden"}})
        self._does("admin", "PUT", "compute", f"/os-quota-sets/{self.project}", {"quota_set": {"instances": 77}})
        self._does("admin", "DELETE", "identity", self._role("reader"))
        self._does("admin", "PUT", "network", f"/v2.0/quotas/{self.project}", {"quota": {"port": 333}})
        self._does("own", "PUT", "block-storage", f"/os-quota-sets/{self.project}", {"quota_set": {"volumes": 44}})
        self._does("own", "POST", "compute", "/os-keypairs", {"keypair": {"name": "odd", "public_key": KEY}})
        self._does("member", "DELETE", "compute", f"/servers/{server}")

    def _does(self, who: str, method: str, service: str, path: str, body: object = None) -> None:
        session: Session = getattr(self, who)
        given = session.ask(method, service, path, body, version=VERSIONS.get(service, ""))
        expect(given, method, path)
        headers = {name.lower(): value for name, value in given.headers.items()}
        request = "" if service == "image" else headers["x-openstack-request-id"]
        self.done.append(Done(who, service, f"{method} {path}", request))

    def _open(self, port: int) -> dict[str, object]:
        (group,) = self._groups("web")
        return {**RULE, "security_group_id": group["id"], "port_range_min": port, "port_range_max": port}

    def _groups(self, name: str) -> list[Any]:
        path = f"/v2.0/security-groups?name={name}&project_id={self.project}"
        return list(self.member.get("network", path)["security_groups"])

    def _server(self) -> str:
        return next(self._ids("compute", "servers", "desk-app"))

    def _volume(self) -> str:
        return next(self._ids("block-storage", "volumes", "desk-app-data"))

    def _ids(self, service: str, kind: str, name: str) -> Iterator[str]:
        return (str(one["id"]) for one in self.member.get(service, f"/{kind}")[kind] if one["name"] == name)

    def _role(self, name: str) -> str:
        role = self.admin.get("identity", f"/roles?name={name}")["roles"][0]["id"]
        return f"/projects/{self.project}/users/{self.member.user}/roles/{role}"


KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2aK1c0g7Qf0WkX3m9m0rW2c3v4b5n6m7a8s9d0f1g2"
