"""Who made what no event names: found by sort, project and moment, and never guessed."""

from typing import Any

import pytest

from cloud.births import BY_TIME, CANDIDATE, Birth, creations, makers
from cloud.capacity.creators import Creator, creators
from cloud.capacity.reclaim import Candidate, Size, Why
from zhengyun.ports import Deed

PROJECT = "0123456789abcdef0123456789abcdef"
MADE = Birth("server", PROJECT, "2026-03-02T08:00:10Z")


def _deed(**more: Any) -> Deed:
    values = {
        "at": "2026-03-02T08:00:10Z", "site": "primary", "service": "nova", "actor": "mallory", "actor_id": "u1",
        "tenant_id": PROJECT, "target": "", "what": "create /v2.1/servers", "origin": "::1", "request": "req-1",
        "succeeded": True,
    }  # fmt: skip
    return Deed(**{**values, **more})


def _who(*deeds: Deed, birth: Birth = MADE) -> list[tuple[str, str]]:
    return [(deed.actor, deed.matched) for deed in makers(birth, creations(deeds))]


def test_the_only_one_whose_creation_fits_is_named_as_found_by_time() -> None:
    assert _who(_deed()) == [("mallory", BY_TIME)]
    twice = (_deed(at="2026-03-02T08:00:08Z"), _deed())
    assert _who(*twice) == [("mallory", BY_TIME)], "whichever of the two it was"


def test_several_people_are_candidates_and_none_is_chosen() -> None:
    bob = _deed(actor="bob", actor_id="u2", at="2026-03-02T08:00:09Z")
    assert _who(_deed(), bob) == [("mallory", CANDIDATE), ("bob", CANDIDATE)]


@pytest.mark.parametrize(
    "other",
    [
        {"succeeded": False},
        {"target": "2f0c7a1e-3b1d-4d6e-9f8a-0c1b2d3e4f50"},
        {"tenant_id": "another"},
        {"service": "cinder"},
        {"what": "create /v2.1/servers/2f0c7a1e-3b1d-4d6e-9f8a-0c1b2d3e4f50/action"},
        {"what": "create /v2.1/os-keypairs"},
        {"what": "delete /v2.1/servers"},
        {"at": "2026-03-02T07:59:59Z"},
        {"at": "2026-03-02T08:00:13Z"},
        {"at": "nonsense"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_does_not_fit_names_nobody(other: dict[str, Any]) -> None:
    assert _who(_deed(**other)) == []


def test_a_request_that_took_its_time_fits() -> None:
    assert _who(_deed(at="2026-03-02T08:00:00Z")) == [("mallory", BY_TIME)]


@pytest.mark.parametrize(
    ("kind", "service", "what", "created"),
    [
        ("volume", "cinder", f"create /v3/{PROJECT}/volumes", "2026-03-02T08:00:10.123456"),
        ("volume", "cinder", "create /v3/volumes", "2026-03-02T08:00:10.000000"),
        ("backup", "cinder", f"update /v3/{PROJECT}/backups", "2026-03-02T08:00:10.000000"),
        ("image", "glance", "create /v2/images", "2026-03-02T08:00:10Z"),
        ("port", "neutron", "create /v2.0/ports.json", "2026-03-02T08:00:10Z"),
    ],
)
def test_every_service_says_it_in_its_own_way(kind: str, service: str, what: str, created: str) -> None:
    assert _who(_deed(service=service, what=what), birth=Birth(kind, PROJECT, created)) == [("mallory", BY_TIME)]


@pytest.mark.parametrize("birth", [MADE._replace(created=""), MADE._replace(project=""), MADE._replace(kind="flavor")])
def test_of_what_tells_too_little_nobody_is_named(birth: Birth) -> None:
    assert _who(_deed(), birth=birth) == []


def _offered(identifier: str) -> Candidate:
    return Candidate(
        Why.IDLE, "server", identifier, "", "site", PROJECT, "SHUTOFF", "", None, Size(), created=MADE.created
    )  # fmt: skip


def test_a_record_comes_before_the_time_and_what_was_done_to_it_is_no_making() -> None:
    recorded = _deed(target="one", actor="bob", actor_id="u2")
    plugged = _deed(target="two", actor="eve", actor_id="u3", what="create /v2.1/servers/two/os-interface")
    found = creators([_offered("one"), _offered("two")], [plugged, recorded, _deed()])
    assert found == {"one": Creator("record", ("bob",)), "two": Creator(BY_TIME, ("mallory",))}
    both = creators([_offered("two")], [_deed(), _deed(actor="ann", actor_id="u4")])["two"]
    assert (both.name, both.names) == (None, ("ann", "mallory"))
