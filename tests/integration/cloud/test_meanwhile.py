"""Between the yes and the apply the world moves on: what matters stops the apply before its first write, the rest does not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from lab.openstack.proxy import holds
from lab.openstack.rest import Session
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import HUGE, Department, Said, Town, wait_for
from tests.lab_site import answer

pytestmark = pytest.mark.lab

BASE: Final = Department(dns=("192.0.2.53",))
OTHER_DNS: Final = Department(dns=("192.0.2.54",))
MICRO: Final = {"compute": "compute 2.90", "block-storage": "volume 3.70"}


@pytest.fixture(scope="module")
def town(found: Found) -> Town:
    """A town with a network and a group, applied."""
    town = found("meanwhile")
    town.applied(BASE)
    return town


@pytest.fixture
def project(town: Town) -> str:
    """Its project's identifier."""
    return str(town.session().get("identity", f"/projects?name={town.name}")["projects"][0]["id"])


def _by_hand(town: Town, method: str, service: str, path: str, body: object = None) -> Any:
    session = town.session()
    return answer(session, method, service, path.replace("HOME", session.project), body, MICRO.get(service, ""))


def _one(session: Session, collection: str, project: str) -> Any:
    """The first of our project's."""
    return session.get("network", f"/v2.0/{collection}?project_id={project}")[collection.replace("-", "_")][0]


def _refused(town: Town, request: str) -> Said:
    """An apply that is refused has written nothing, and can be tried again."""
    with town.proxy.told():
        said = town.types("change", "apply", request)
        assert town.written() == []
    assert town.state(request) == "approved"
    return said


def test_what_the_plan_rests_on_was_changed_behind_its_back(town: Town, project: str) -> None:
    request = town.agreed(OTHER_DNS)
    subnet = _one(town.session(), "subnets", project)["id"]
    dns: dict[str, Any] = {"subnet": {"dns_nameservers": ["192.0.2.66"]}}
    _by_hand(town, "PUT", "network", f"/v2.0/subnets/{subnet}", dns)
    said = _refused(town, request)
    assert said.code == 4
    assert "ZY-APPLY-001 primary/subnet/meanwhile/office/198.51.100.0/28: dns was" in said.err
    assert "192.0.2.53" in said.err
    assert "192.0.2.66" in said.err
    dns["subnet"]["dns_nameservers"] = ["192.0.2.53"]
    _by_hand(town, "PUT", "network", f"/v2.0/subnets/{subnet}", dns)
    assert town.types("change", "apply", request).code == 0, "it is as it was when people agreed"


def test_what_the_plan_does_not_rest_on_may_have_changed(town: Town, project: str) -> None:
    town.applied(BASE)
    request = town.agreed(OTHER_DNS)
    session = town.session()
    groups = session.get("network", f"/v2.0/security-groups?project_id={project}&name=web")["security_groups"]
    renamed = {"security_group": {"name": "renamed"}}
    _by_hand(town, "PUT", "network", f"/v2.0/security-groups/{groups[0]['id']}", renamed)
    strange = {"network": {"name": "somebody's", "project_id": project}}
    _by_hand(town, "POST", "network", "/v2.0/networks", strange)
    applied = town.types("change", "apply", request)
    assert applied.code == 0, applied.err
    assert town.left() == ["update primary/group/meanwhile/web"], "that is still to be put right, and is no concern"


def test_a_quota_that_was_lowered_meanwhile_is_told_with_the_exact_shortfall(town: Town, project: str) -> None:
    request = town.agreed(Department({"app": ("tiny", {"data": 3})}, BASE.dns))
    path, quota = f"/HOME/os-quota-sets/{project}", {"volumes": 4, "gigabytes": 20}
    lowered = {"volumes": 0, "gigabytes": 2}
    _by_hand(town, "PUT", "block-storage", path, {"quota_set": lowered})
    said = _refused(town, request)
    _by_hand(town, "PUT", "block-storage", path, {"quota_set": quota})
    assert said.code == 3
    assert (
        "ZY-CLOUD-020 Site primary, tenant meanwhile: 1 more volumes are needed, 0 are free of 0: short by 1."
        in said.err
    )
    assert "3 more GiB of storage are needed, 2 are free of 2: short by 1." in said.err


@contextmanager
def _all_away(town: Town) -> Iterator[None]:
    """All compute hosts are out of service."""
    hosts = _by_hand(town, "GET", "compute", "/os-services?binary=nova-compute")["services"]
    for host in hosts:
        _by_hand(town, "PUT", "compute", f"/os-services/{host['id']}", {"status": "disabled"})
    try:
        yield
    finally:
        for host in hosts:
            _by_hand(town, "PUT", "compute", f"/os-services/{host['id']}", {"status": "enabled"})


def _free(town: Town) -> list[int]:
    """The free processors of each host, as Placement has them."""
    candidates = town.session().get(
        "placement", "/allocation_candidates?resources=VCPU:1", version="placement 1.36"
    )["provider_summaries"]  # fmt: skip
    rooms = [one["resources"]["VCPU"] for one in candidates.values() if "VCPU" in one["resources"]]
    return [room["capacity"] - room["used"] for room in rooms]


def test_a_plan_that_no_host_can_bear_is_not_even_made(town: Town) -> None:
    town.declare(Department({"app": ("huge", {})}, BASE.dns))
    with town.proxy.told():
        said = town.types("plan")
        assert town.written() == []
    assert said.code == 3
    free = sum(_free(town))
    assert (
        f"ZY-CLOUD-021 Site primary: {HUGE} virtual processors are needed, {free} are free: short by {HUGE - free}."
        in said.err
    )


def test_hosts_that_went_out_of_service_meanwhile_are_missed_before_the_first_write(town: Town) -> None:
    both = Department({f"app{number}": ("tiny", {}) for number in range(2)}, BASE.dns)
    request = town.agreed(both)
    with _all_away(town):
        said = _refused(town, request)
    assert said.code == 3
    assert "ZY-CLOUD-021 Site primary: 2 virtual processors are needed, 0 are free: short by 2." in said.err


def test_of_two_applies_of_one_change_one_is_refused_and_one_is_done(town: Town) -> None:
    request = town.agreed(Department({"app": ("tiny", {"data": 1})}, BASE.dns))
    fault = holds("POST", r"^/v3/volumes$")
    with town.proxy.told(fault):
        first = town.starts("change", "apply", request)
        wait_for(fault.reached)
        for resume in ((), ("--resume",)):
            second = town.types("change", "apply", request, *resume)
            assert second.code == 3
            assert f"ZY-GOV-008 {request} is being applied by process {first.process.pid}" in second.err
        fault.release.set()
        said = first.end()
    assert said.code == 0, said.out + said.err
    third = town.types("change", "apply", request)
    assert (third.code, "ZY-APPLY-003" in third.err) == (3, True)
    assert town.left() == []
