"""What the configuration of one site is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.openstack.kept import Kept
from lab.openstack.services import ADDRESS, BEFORE, SERVICES
from lab.place import SitePlace

SHIPPED = (
    "cinder/api-paste.ini",
    "glance/glance-api-paste.ini",
    "neutron/api-paste.ini",
    "nova/api-paste.ini",
    "pycadf/cinder_api_audit_map.conf",
    "pycadf/glance_api_audit_map.conf",
    "pycadf/neutron_api_audit_map.conf",
    "pycadf/nova_api_audit_map.conf",
)
"""The files that come with the projects and that the lab changes, below the environment's `etc`."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """One site as its configuration sees it; `shipped` holds the texts of the files named in SHIPPED."""

    place: SitePlace
    kept: Kept
    shipped: Mapping[str, str] = field(repr=False)
    shipped_etc: Path

    @property
    def region(self) -> str:
        """The region in Keystone's catalogue: the site's name."""
        return self.place.name

    def url(self, service: str, path: str = "") -> str:
        """An address of one service, as the services themselves ask each other."""
        return f"http://{ADDRESS}:{self.kept.ports[service]}{path}"

    def public(self, service: str, path: str = "") -> str:
        """The address at which clients ask it: by TLS, where the site has a certificate."""
        if not self.kept.tls:
            return self.url(service, path)
        return f"https://{ADDRESS}:{self.kept.ports[BEFORE[service]]}{path}"

    @property
    def auth_url(self) -> str:
        """Keystone's address."""
        return self.url("keystone", SERVICES["keystone"].path)

    def etc(self, service: str, name: str) -> Path:
        """A configuration file of one service."""
        return self.place.etc / service / name

    def state(self, *names: str) -> Path:
        """A file or directory in the site's state."""
        return self.place.state.joinpath(*names)


def read_shipped(etc: Path) -> dict[str, str]:
    """The texts of the shipped files below an environment's `etc`."""
    return {name: (etc / name).read_text(encoding="utf-8") for name in SHIPPED}
