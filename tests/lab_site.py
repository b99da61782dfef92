"""One small site of the lab, booted once for all tests of the cloud that ask for it, and destroyed at the end."""

import warnings
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
from lab.openstack import control, kept, processes, rest
from lab.openstack.kept import Size
from lab.openstack.services import EXECUTOR, processes_with
from lab.openstack.supervisor import last_lines
from lab.place import Place
from tests.estates import write_images
from zhengyun.errors import ZhengyunError

NAME: Final = "primary"
# With room for all tests of a process that ask for it, whatever they leave.
SMALL: Final = Size(hosts=2, vcpus=48, ram_mib=65_536, disk_gib=800)


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
        """Bring back what has ended. What a crash leaves may end the first that comes after it, hence once more."""
        try:
            control.up(self.place, (NAME,))
        except ZhengyunError as failed:
            warnings.warn(f"the lab's site came up only at the second try: {failed}", stacklevel=2)
            control.up(self.place, (NAME,))

    def emptied(self) -> None:
        """Throw away everything that is in it: where much is, that takes less than to delete it."""
        control.reset(self.place, (NAME,))

    def whole(self) -> None:
        """Bring back what has ended, and say so: one test's loss is not that of all that come after it."""
        site = self.place.site(NAME)
        ended = sorted(set(processes_with(self.known.tls)) - set(processes.running(site)))
        if ended:
            logs = "\n".join(last_lines(processes.log_path(site, one)) for one in ended)
            warnings.warn(f"of the lab's site {', '.join(ended)} had ended before this test:\n{logs}", stacklevel=2)
            self.up()


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


@pytest.fixture(autouse=True)
def _whole(request: pytest.FixtureRequest) -> None:
    """Whoever asks for the site finds it up."""
    if "lab_site" in request.fixturenames:
        request.getfixturevalue("lab_site").whole()


def answer(session: rest.Session, method: str, service: str, path: str, body: object = None, version: str = "") -> Any:
    """The body of an answer that says yes."""
    return rest.expect(session.ask(method, service, path, body, version=version), method, path)
