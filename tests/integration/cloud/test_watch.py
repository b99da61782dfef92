"""Drift on a schedule: recorded, read on from there, with rules, and with a site that is lost meanwhile."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.training import commit
from lab.openstack import intruder, rest
from lab.openstack.proxy import EVER, resets
from lab.openstack.services import PEOPLE
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Town
from tests.lab_site import LabSite, answer

pytestmark = [pytest.mark.lab, pytest.mark.slow]

SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()


@pytest.fixture(scope="module")
def watched(found: Found) -> Town:
    """A town that is as it was applied, and recorded so."""
    town = found("watched")
    town.applied(Department({"app": ("tiny", {"data": 1})}))
    said = town.types("drift", "--record")
    assert said.code == 0, said.out + said.err
    return town


def _site(town: Town, *options: str) -> Any:
    return town.types("drift", "-o", "json", *options).json["sites"][0]


def _by(site: Any, kind: str) -> list[Any]:
    (found,) = [one for one in site["drift"] if one["address"].split("/")[1] == kind]
    return list(found["by"])


def _ignore(town: Town, *rules: str) -> None:
    file = town.root / "estate/drift.yaml"
    file.write_text("ignore:\n" + "".join(f"  - {rule}\n" for rule in rules))
    commit(town.root / "estate", "what is not told")


def test_a_whole_day_of_a_watchman(watched: Town, lab_site: LabSite) -> None:
    mallory = intruder.log_in(lab_site.place, "primary", watched.name)
    admin = lab_site.log_in(PEOPLE[0], lab_site.known.passwords[PEOPLE[0]], "admin")
    _extended_with_a_forged_origin(mallory)
    _stopped(mallory)
    answer(admin, "PUT", "network", f"/v2.0/quotas/{mallory.project}", {"quota": {"port": 333}})
    _image_and_role(admin, mallory.project, watched.name, lab_site.session().user)
    # Each is named with who did it, by the services' own events.
    news = watched.types("drift", "--record", "--changed-only")
    assert news.code == 4, news.err
    assert "newly drifted: 5" in news.out
    first = _site(watched, "--last")
    assert {one["address"].split("/")[1] for one in first["drift"]} == {"volume", "server", "quota", "image", "project"}
    extend = _by(first, "volume")[0]
    assert (extend["actor"], extend["doubtful"]) == ("intruder", True)
    assert extend["what"].startswith("update/os-extend /v3/")
    assert "claims to derive from req-11111111-2222-4333-8444-555555555555" in news.out
    stop = _by(first, "server")[0]
    assert (stop["actor"], stop["what"].split()[0]) == ("intruder", "update/os-stop")
    assert _by(first, "quota")[0]["actor"] == "admin"
    assert [(one["actor"], one["service"]) for one in _by(first, "image")][:1] == [("admin", "glance")]
    role = _by(first, "project")[0]
    assert (role["actor"], role["what"].split()[0]) == ("admin", "deleted.role_assignment")
    granted = next(one for one in first["foreign"] if one["kind"] == "assignment")
    assert granted["by"][0]["actor"] == "admin"
    # The next reading has nothing new to say, reads on from where it was, and still names everybody.
    again = watched.types("drift", "--record", "--changed-only")
    assert (again.code, again.out) == (4, "")
    assert _by(_site(watched, "--last"), "volume")[0]["actor"] == "intruder"
    _ignored(watched)
    _lost(watched)


def _extended_with_a_forged_origin(mallory: rest.Session) -> None:
    (volume,) = mallory.get("block-storage", f"/volumes?project_id={mallory.project}")["volumes"]
    url = mallory.endpoints["block-storage"] + f"/volumes/{volume['id']}/action"
    headers = {
        "X-Auth-Token": mallory.token,
        "OpenStack-API-Version": "volume 3.70",
        "X-Openstack-Request-Id": "req-11111111-2222-4333-8444-555555555555",
    }
    extend = {"os-extend": {"new_size": 2}}
    rest.expect(rest.request("POST", url, extend, headers=headers), "POST", url)


def _image_and_role(admin: rest.Session, project: str, name: str, executor: str) -> None:
    """An image asks for more than it did, and the executor may no longer work in the project."""
    images = admin.get("image", "/v2/images?limit=1000")["images"]
    (image,) = [one for one in images if one["name"] == f"{name}-base"]
    url = f"{admin.endpoints['image']}/v2/images/{image['id']}"
    patch = [{"op": "replace", "path": "/min_ram", "value": 64}]
    headers = {"X-Auth-Token": admin.token, "Content-Type": "application/openstack-images-v2.1-json-patch"}
    rest.expect(rest.request("PATCH", url, patch, headers=headers), "PATCH", url)
    (role,) = admin.get("identity", "/roles?name=member")["roles"]
    answer(admin, "DELETE", "identity", f"/projects/{project}/users/{executor}/roles/{role['id']}")


def _stopped(mallory: rest.Session) -> None:
    (server,) = mallory.get("compute", "/servers")["servers"]
    answer(mallory, "POST", "compute", f"/servers/{server['id']}/action", {"os-stop": None})
    for _ in range(300):
        if mallory.get("compute", f"/servers/{server['id']}")["server"]["status"] == "SHUTOFF":
            return
    raise AssertionError("it did not stop")


def _ignored(town: Town) -> None:
    """Rules hide what they say, are told when they have expired, and when they are about nothing."""
    _ignore(
        town,
        f"{{match: primary/server/*, attribute: running, reason: a trial, until: {SOON}, by: operator}}",
        "{match: primary/quota/*, attribute: '*', reason: long ago, until: 2026-01-31, by: operator}",
        f"{{match: '*/router/*', attribute: '*', reason: none there, until: {SOON}, by: operator}}",
    )
    said = town.types("drift")
    assert said.code == 4
    assert "drifted: 4" in said.out
    assert "not told by drift.yaml:2: 1" in said.out
    assert "a rule that expired on 2026-01-31 no longer hides this: long ago (drift.yaml:3)" in said.out
    assert "drift.yaml:4: the rule about */router/* (*) matches nothing" in said.out


def _lost(town: Town) -> None:
    """What cannot be read is shown as it was, and a schedule goes on."""
    with town.proxy.told(resets("GET", "/v2.1/servers/detail", times=EVER)):
        said = town.types("drift", "--record", "--every", "1s", "--times", "2")
        status = json.loads(town.types("status", "-o", "json").out)
    assert said.code == 6
    assert said.out.count("primary is STALE: it could not be read (ZY-CLOUD-002)") == 2
    assert "No drift." not in said.out
    assert "intruder at" in said.out
    assert status["sites"][0]["last_reading"]["lost_since"]
    assert status["sites"][0]["last_reading"]["things"]["server"] == 1
    back = town.types("drift", "--record", "--changed-only")
    assert "primary is read again; it was lost since" in back.out
