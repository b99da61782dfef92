"""One small site, booted once for all tests here; whoever ends processes of it brings it up again."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lab.openstack import control, kept
from lab.openstack.kept import Size
from lab.openstack.rest import Session, expect, log_in
from lab.place import Place

SITE = "primary"
SMALL = Size(hosts=2, vcpus=8, ram_mib=16_384, disk_gib=200)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A lab whose path has a space and characters beyond ASCII, with one small site that is up."""
    place = Place(tmp_path_factory.mktemp("lab") / "the town 政云")
    try:
        control.up(place, (SITE,), size=SMALL)
        yield place
    finally:
        control.destroy(place)


@pytest.fixture
def eventually() -> Callable[[Callable[[], Any]], Any]:
    """Ask until the answer is true, for two minutes at most, and return it."""

    def ask(question: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + 120
        while not (answer := question()):
            assert time.monotonic() < deadline, "not within two minutes"
            time.sleep(0.1)
        return answer

    return ask


@dataclass(frozen=True)
class Site:
    """What a test asks of a site, as one user in one project."""

    place: Place
    session: Session

    def create(self, service: str, path: str, body: dict[str, Any], **options: Any) -> Any:
        """The object that a POST made."""
        answer = expect(self.session.ask("POST", service, path, body, **options), "POST", path)
        return next(iter(answer.values())) if isinstance(answer, dict) and len(answer) == 1 else answer

    def change(self, method: str, service: str, path: str, body: object = None, **options: Any) -> Any:
        """What another request answers."""
        return expect(self.session.ask(method, service, path, body, **options), method, path)

    def get(self, service: str, path: str, **options: Any) -> Any:
        """What a GET answers."""
        return self.session.get(service, path, **options)

    def as_user(self, name: str, password: str, project: str) -> "Site":
        """The same site for somebody else."""
        auth_url = _kept(self.place).auth_url
        assert auth_url
        return Site(self.place, log_in(auth_url, name, password, project))


@pytest.fixture
def site(place: Place) -> Site:
    """The site for the executor, with a token that is new."""
    known = _kept(place)
    assert known.auth_url
    return Site(place, log_in(known.auth_url, "zhengyun", known.passwords["zhengyun"]))


@pytest.fixture
def person(site: Site) -> Callable[..., Site]:
    """Makes a person with roles in a new project, and returns the site for that person."""

    def make(name: str, *roles: str) -> Site:
        project = site.create(
            "identity", "/projects", {"project": {"name": f"{name}s-project", "domain_id": "default"}}
        )
        user = {"name": name, "password": "a-test", "domain_id": "default"}
        identity = site.create("identity", "/users", {"user": user})["id"]
        known = {role["name"]: role["id"] for role in site.get("identity", "/roles")["roles"]}
        for role in roles:
            site.change("PUT", "identity", f"/projects/{project['id']}/users/{identity}/roles/{known[role]}")
        return site.as_user(name, "a-test", project["name"])

    return make


@pytest.fixture
def server(site: Site, eventually: Callable[[Callable[[], Any]], Any]) -> Callable[..., dict[str, Any]]:
    """Makes a server that is ACTIVE."""

    def make(name: str, flavor: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        size = flavor or {"name": f"flavor of {name}", "vcpus": 1, "ram": 512, "disk": 1}
        flavor_id = site.create("compute", "/flavors", {"flavor": size})["id"]
        image = site.create("image", "/v2/images", {"name": name, "disk_format": "raw", "container_format": "bare"})
        expect(site.session.ask("PUT", "image", f"/v2/images/{image['id']}/file", b"\0" * 4096), "PUT", "file")
        wanted = {"name": name, "imageRef": image["id"], "flavorRef": flavor_id, "networks": "none", **more}
        made = site.create("compute", "/servers", {"server": wanted}, version="compute 2.96")
        return dict(eventually(lambda: active(site, made["id"])))

    return make


def active(site: Site, server: str) -> dict[str, Any] | None:
    """The server when it is ACTIVE, None while it is being built."""
    found: dict[str, Any] = site.get("compute", f"/servers/{server}")["server"]
    assert found["status"] != "ERROR", found
    return found if found["status"] == "ACTIVE" and not found["OS-EXT-STS:task_state"] else None


def _kept(place: Place) -> kept.Kept:
    known = kept.load(place.site(SITE).kept)
    assert known
    return known
