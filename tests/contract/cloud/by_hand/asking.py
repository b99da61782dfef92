"""Asking the services, by other means than the product's."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from lab.openstack import rest
from tests.lab_site import LabSite, answer

Item = dict[str, Any]
# Of a busy machine: what takes a second alone takes a minute beside another lab.
LONGEST: Final = 300
MICRO: Final = {"compute": "compute 2.90", "block-storage": "volume 3.70"}


@dataclass
class Asking:
    """Somebody with rights in a site of the lab."""

    lab: LabSite
    session: rest.Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.lab.session()

    def ask(self, method: str, service: str, path: str, body: object = None) -> Any:
        """One call, answered with yes."""
        if service == "block-storage":
            path = f"/{self.session.project}{path}"
        return answer(self.session, method, service, path, body, MICRO.get(service, ""))

    def until(self, question: Callable[[], bool]) -> None:
        """Wait for something."""
        deadline = time.monotonic() + LONGEST
        while not question():
            assert time.monotonic() < deadline, f"not within {LONGEST} s"
            time.sleep(0.1)

    def server(self, identifier: str) -> Item:
        """A server as it is now."""
        return dict(self.ask("GET", "compute", f"/servers/{identifier}")["server"])

    def act(self, identifier: str, action: str, body: object = None) -> None:
        """An action of a server."""
        self.ask("POST", "compute", f"/servers/{identifier}/action", {action: body})

    def volume(self, identifier: str) -> Item | None:
        """A volume as it is now, if it is there."""
        listed = self.ask("GET", "block-storage", "/volumes/detail?all_tenants=1")["volumes"]
        return next((one for one in listed if one["id"] == identifier), None)

    def volume_is(self, identifier: str, status: str) -> Callable[[], bool]:
        """Whether a volume has come to a status."""
        return lambda: (self.volume(identifier) or {}).get("status") == status
