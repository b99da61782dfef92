"""What stands between the driver and the small site's services, booted once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from cloud.limits import Bounds
from cloud.openstack import OpenStack
from cloud.patience import Notice, Patience
from keys import passphrases
from lab.openstack.proxy import Proxy, between
from tests.integration.cloud import town
from tests.lab_site import NAME, LabSite

# As the real one, in a hurry: the pauses are told to whoever listens, and are not waited for at length.
HASTY: Final = Patience(seconds=20, first=0.02, longest=0.5)


@dataclass
class Road:
    """The driver's way to the services, through what can be told to fail; `notices` is what it said about that."""

    lab: LabSite
    proxy: Proxy
    clouds: Path
    notices: list[Notice] = field(default_factory=list)

    def cloud(self, estate: str, patience: Patience = HASTY, bounds: Bounds | None = None) -> OpenStack:
        """The driver for an estate of that name."""
        return self.lab.cloud(estate, notice=self.notices.append, patience=patience, clouds=self.clouds, bounds=bounds)


@pytest.fixture(scope="session", autouse=True)
def _opened_quickly() -> Iterator[None]:
    """The keys of the towns' people open in no time: a tenth of a second for each would add up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        yield


@pytest.fixture(scope="session")
def proxy(lab_site: LabSite) -> Iterator[Proxy]:
    """Between the driver and all services of the site."""
    with between(lab_site.place, NAME) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def proxied(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clouds.yaml whose entries lead through the proxy."""
    return proxy.write_clouds(tmp_path_factory.mktemp("faults") / "clouds.yaml")


@pytest.fixture
def road(lab_site: LabSite, proxy: Proxy, proxied: Path) -> Road:
    """A way through the proxy."""
    return Road(lab_site, proxy, proxied)


Found = Callable[[str], town.Town]


@pytest.fixture(scope="session")
def found(lab_site: LabSite, proxy: Proxy, proxied: Path) -> Found:
    """Founds a town of a name."""
    return lambda name: town.found(lab_site, proxy, proxied, name)
