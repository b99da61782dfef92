"""What nobody answers for, put there by hand on a real site: each is found, by what is wrong with it, and nothing else."""

from typing import Any, Final

import pytest

from cloud.orphans import Orphan, Why, orphans
from cloud.wanted import wanted
from lab.openstack import rest
from tests.carrying import bring_about
from tests.integration.cloud.small import networks_only
from tests.lab_site import LabSite, answer
from zhengyun.estate import Site
from zhengyun.plan import Scope

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "strewn"
SITE: Final = networks_only(NAME, 160)
TAGS: Final = [f"zhengyun:estate={NAME}", f"zhengyun:path={NAME}/office"]


def _found(lab_site: LabSite, site: Site = SITE) -> list[Orphan]:
    world = lab_site.cloud(NAME).observe()
    return orphans(wanted(site), world, Scope((site.name,), (NAME,)), ())


def _why(found: list[Orphan]) -> list[tuple[Why, str]]:
    return sorted((one.why, one.kind) for one in found)


def _network(session: rest.Session, **more: object) -> str:
    body = {"network": {"name": "by hand", **more}}
    made: Any = answer(session, "POST", "network", "/v2.0/networks", body)
    return str(made["network"]["id"])


def _tag(session: rest.Session, network: str, tags: list[str]) -> None:
    answer(session, "PUT", "network", f"/v2.0/networks/{network}/tags", {"tags": tags})


def test_each_orphan_is_found_and_gone_when_it_is_gone(lab_site: LabSite) -> None:
    assert not bring_about(SITE, lab_site.cloud(NAME)).not_done()
    assert _found(lab_site) == []
    session = lab_site.session()
    (project,) = session.get("identity", f"/projects?name={NAME}")["projects"]
    (office,) = session.get("network", f"/v2.0/networks?project_id={project['id']}")["networks"]

    stranger = _network(session, project_id=project["id"])
    assert _why(_found(lab_site)) == [(Why.STRANGER, "network")]

    body = {"port": {"network_id": office["id"], "project_id": project["id"], "name": "left"}}
    port = answer(session, "POST", "network", "/v2.0/ports", body)["port"]["id"]
    assert {(Why.STRANGER, "network"), (Why.STRAY, "port")} == {*_why(_found(lab_site))}

    _tag(session, stranger, TAGS)
    assert [(Why.STRAY, "port"), *[(Why.TWIN, "network")] * 2] == _why(_found(lab_site))
    answer(session, "DELETE", "network", f"/v2.0/networks/{stranger}")
    answer(session, "DELETE", "network", f"/v2.0/ports/{port}")

    _tag(session, office["id"], [])
    assert _why(_found(lab_site)) == [(Why.HALF, "network")], "only the description bears the mark"
    _tag(session, office["id"], TAGS)
    assert _found(lab_site) == []

    empty = networks_only(NAME, 160, networks=(), groups=())
    undeclared = {(one.why, one.kind) for one in _found(lab_site, empty)}
    assert {(Why.UNDECLARED, "network"), (Why.UNDECLARED, "subnet"), (Why.UNDECLARED, "group")} <= undeclared


def test_a_copy_of_our_mark_in_another_project_is_a_stray(lab_site: LabSite) -> None:
    session = lab_site.session()
    copy = _network(session)
    _tag(session, copy, TAGS)
    world = lab_site.cloud(NAME).observe()
    try:
        strays = [one for one in world.strays if one.id == copy]
        assert [(one.kind, one.name) for one in strays] == [("network", "by hand")]
    finally:
        answer(session, "DELETE", "network", f"/v2.0/networks/{copy}")
