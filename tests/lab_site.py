"""One small site of the lab, booted once for all tests of the cloud that ask for it, and destroyed at the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from cloud.api import Notice, Patience
from cloud.limits import Bounds
from cloud.openstack import OpenStack
from cloud.safe_files import FileSafe
from cloud.transport import Transport
from lab.openstack import control, kept, rest
from lab.openstack.kept import Size
from lab.openstack.services import EXECUTOR
from lab.place import Place
from tests.estates import write_images

NAME: Final = "primary"
SMALL: Final = Size(hosts=2, vcpus=16, ram_mib=32_768, disk_gib=400)


@dataclass(frozen=True)
class LabSite:
    """A site that is up: where it is, how to reach it, and a way to its services that is not the product's."""

    place: Place
    images: Path

    @property
    def known(self) -> kept.Kept:
        """What the lab keeps about it."""
        known = kept.load(self.place.site(NAME).kept)
        assert known
        return known

    def cloud(
        self,
        estate: str,
        *,
        carried_by: Callable[[Transport], Transport] = lambda sdk: sdk,
        notice: Callable[[Notice], None] = lambda _: None,
        patience: Patience | None = None,
        clouds: Path | None = None,
        bounds: Bounds | None = None,
    ) -> OpenStack:
        """The driver for an estate of that name."""
        from cloud.sdk import Sdk

        sdk = Sdk(NAME, NAME, clouds or self.place.clouds)
        carried = carried_by(sdk)
        return OpenStack(
            carried, estate, self.images, patience or Patience(), notice, bounds or Bounds(), self.safe(estate)
        )

    def safe(self, estate: str) -> FileSafe:
        """Where the credentials of an estate of that name are kept."""
        return FileSafe(self.place.root / "credentials" / estate)

    def session(self) -> rest.Session:
        """A fresh session of the executor, by other means than the product's."""
        known = self.known
        assert known.auth_url
        return rest.log_in(known.auth_url, EXECUTOR, known.passwords[EXECUTOR])

    def log_in(self, user: str, password: str, project: str) -> rest.Session:
        """A session of somebody else."""
        known = self.known
        assert known.auth_url
        return rest.log_in(known.auth_url, user, password, project)

    def up(self) -> None:
        """Bring back what has ended."""
        control.up(self.place, (NAME,))


@pytest.fixture(scope="session")
def lab_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabSite]:
    """A small site that is up."""
    root = tmp_path_factory.mktemp("town")
    place = Place(root / "lab")
    try:
        control.up(place, (NAME,), size=SMALL)
        yield LabSite(place, write_images(root / "images"))
    finally:
        control.destroy(place)


def answer(session: rest.Session, method: str, service: str, path: str, body: object = None, version: str = "") -> Any:
    """The body of an answer that says yes."""
    return rest.expect(session.ask(method, service, path, body, version=version), method, path)
