"""A service user's credential: it lets a service in, nobody else ever sees it, and it ends when it is taken away."""

import logging
import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from cloud.sdk import Sdk
from cloud.transport import NoAnswerError, Request, Response, Transport
from tests.carrying import bring_about, carry_out, planned
from tests.estates import Parts, flavor, image, network, server, site, tenant, with_servers
from tests.lab_site import NAME, LabSite
from tests.transports import Counting
from zhengyun.estate import Access, Credential, Site, User
from zhengyun.resource import Address

pytestmark = pytest.mark.lab

SERVERS: Final = Access("compute", "GET", "/v2.1/servers")
NIGHTLY: Final = Credential("nightly", ("reader",), "2099-01-01", (SERVERS,))
SECRET: Final = re.compile(r'application_credential_secret: "([^"]+)"')


def _town(*credentials: Credential, name: str = "let-in") -> Site:
    user = User("robot", "Robot", ("member", "reader"), credentials)
    return site(Parts(tenants=(tenant(name, networks=(), groups=(), keys=(), users=(user,)),)))


def _with_a_server(*credentials: Credential) -> Site:
    """The same with something to be seen."""
    flavors, images = (flavor("let-in-tiny", ram_mib=64),), (image("let-in-base"),)
    (one,) = _town(*credentials).tenants
    one = replace(one, networks=(network("office", "10.99.0.0/24"),))
    whole = with_servers(one, server("app", "office", flavor="let-in-tiny", image="let-in-base"))
    return site(Parts(tenants=(whole,), flavors=flavors, images=images))


def _file(lab_site: LabSite, estate: str, credential: str = "nightly") -> Path:
    return lab_site.safe(estate).file(Address(NAME, "credential", f"{estate}/robot/{credential}"))


def _asks(file: Path, service: str = "compute", path: str = "/servers", method: str = "GET") -> Any:
    """What a service is answered that has nothing but its file."""
    return Sdk(NAME, "openstack", file).send(Request(method, service, path))


def test_a_service_is_let_in_with_its_file_alone_until_the_credential_is_taken_away(
    lab_site: LabSite, tmp_path: Path
) -> None:
    cloud = lab_site.cloud("let-in")
    assert not bring_about(_with_a_server(NIGHTLY), cloud).not_done()
    file = _file(lab_site, "let-in")
    kept = tmp_path / "kept.yaml"
    kept.write_bytes(file.read_bytes())
    answer = _asks(file)
    assert answer.status == 200
    assert [one["name"] for one in answer.body["servers"]] == ["desk-app"]
    assert _asks(file, "network", "/networks").status == 401, "the credential is for another service"
    assert _asks(file, method="POST").status == 401, "and for another method"
    assert not bring_about(_with_a_server(), cloud).not_done()
    assert not file.exists()
    assert _asks(kept).status == 401


def test_its_file_is_its_owners_alone_and_another_secret_comes_with_another_credential(lab_site: LabSite) -> None:
    cloud, estate = lab_site.cloud("owned"), "owned"
    assert not bring_about(_town(NIGHTLY, name=estate), cloud).not_done()
    file = _file(lab_site, estate)
    first = SECRET.findall(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    longer = replace(NIGHTLY, expires="2099-12-31")
    assert not bring_about(_town(longer, name=estate), cloud).not_done()
    second = SECRET.findall(file.read_text())
    assert len(first) == len(second) == 1
    assert first != second
    assert _asks(file).status == 200


def test_no_secret_is_told_to_anybody(lab_site: LabSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    counting: list[Counting] = []

    def count(inner: Transport) -> Transport:
        counting.append(Counting(inner))
        return counting[-1]

    cloud = lab_site.cloud("told", carried_by=count)
    plan = planned(_town(NIGHTLY, name="told"), cloud)
    done = carry_out(cloud, plan)
    assert not done.not_done()
    (secret,) = SECRET.findall(_file(lab_site, "told").read_text())
    passwords = [one.login.password for one in counting[0].requests if one.login]
    assert passwords
    world = cloud.observe(["told"])
    said = "\n".join((repr(plan), repr(done), repr(counting[0].requests), repr(world), caplog.text))
    logs = [file.read_text("utf-8", "replace") for file in lab_site.place.root.rglob("*.log")]
    logs += [file.read_text("utf-8", "replace") for file in lab_site.place.root.rglob("*.jsonl")]
    assert logs
    for hidden in (secret, *passwords):
        assert hidden not in said
        assert not [log for log in logs if hidden in log]


def test_nobody_can_log_in_as_a_service_user_by_password(lab_site: LabSite) -> None:
    counting: list[Counting] = []

    def count(inner: Transport) -> Transport:
        counting.append(Counting(inner))
        return counting[-1]

    cloud = lab_site.cloud("shut", carried_by=count)
    assert not bring_about(_town(NIGHTLY, name="shut"), cloud).not_done()
    (asked,) = [one for one in counting[0].requests if one.login]
    again = counting[0].inner.send(Request("GET", "identity", "/auth/projects", login=asked.login))
    assert again.status == 401


def test_an_answer_that_was_lost_leaves_no_second_one_behind(lab_site: LabSite) -> None:
    estate, lost = "lost", list[Response]()

    def lose(inner: Transport) -> Transport:
        def once(request: Request) -> None:
            if request.login and not lost:
                lost.append(inner.send(request))
                raise NoAnswerError("lost", sent=True)

        return Counting(inner, before=once)

    assert not bring_about(_town(NIGHTLY, name=estate), lab_site.cloud(estate, carried_by=lose)).not_done()
    assert [one.status for one in lost] == [201]
    session = lab_site.session()
    (user,) = session.get("identity", f"/users?name={estate}-robot")["users"]
    there = session.get("identity", f"/users/{user['id']}/application_credentials")["application_credentials"]
    assert len(there) == 1
    assert _asks(_file(lab_site, estate)).status == 200


def test_one_that_was_never_kept_is_made_anew(lab_site: LabSite) -> None:
    """The folder is full, or the run is torn off: the next attempt begins with a clean slate."""
    cloud, estate = lab_site.cloud("torn"), "torn"
    safe = lab_site.safe(estate)
    safe.folder.mkdir(parents=True)
    (safe.folder / NAME).write_text("in the way")
    done = bring_about(_town(NIGHTLY, name=estate), cloud)
    assert [line.split()[3] for line in done.not_done()] == ["ZY-CLOUD-101"]
    (safe.folder / NAME).unlink()
    assert not bring_about(_town(NIGHTLY, name=estate), lab_site.cloud(estate)).not_done()
    assert _asks(_file(lab_site, estate)).status == 200
    assert not planned(_town(NIGHTLY, name=estate), lab_site.cloud(estate), deep=True)


def test_what_was_torn_off_before_it_was_sealed_is_replaced_by_who_asks_for_depth(lab_site: LabSite) -> None:
    cloud, estate = lab_site.cloud("half"), "half"
    assert not bring_about(_town(NIGHTLY, name=estate), cloud).not_done()
    session = lab_site.session()
    (user,) = session.get("identity", f"/users?name={estate}-robot")["users"]
    session.ask("PATCH", "identity", f"/users/{user['id']}", {"user": {"zhengyun_credential_nightly": "nonsense"}})
    plan = planned(_town(NIGHTLY, name=estate), cloud, deep=True)
    assert [one.id for one in plan] == [
        f"delete {NAME}/credential/{estate}/robot/nightly",
        f"create {NAME}/credential/{estate}/robot/nightly",
    ]
    assert not carry_out(cloud, plan, world=cloud.observe([estate])).not_done()
    assert not planned(_town(NIGHTLY, name=estate), cloud, deep=True)
    assert _asks(_file(lab_site, estate)).status == 200
