"""Who changed what can be known from the logs that the services themselves write."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lab.place import Place

pytestmark = pytest.mark.lab

Eventually = Callable[[Callable[[], Any]], Any]

# The group's egress rules are made with it; this one is made by hand.
RULE = {"direction": "ingress", "ethertype": "IPv4", "protocol": "tcp", "port_range_min": 4444, "port_range_max": 4444}


def _events(place: Place, service: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The events of one service, each with the context of its request where the line has one."""
    for line in (place.site("primary").log / f"audit-{service}.jsonl").read_text().splitlines():
        value = json.loads(line)
        structured = "message" in value
        yield (json.loads(value["message"]), value.get("context") or {}) if structured else (value, {})


def _answered(place: Place, service: str, path: str) -> list[dict[str, Any]]:
    """The CADF events of one path that tell how the request ended."""
    return [
        event["payload"]
        for event, _ in _events(place, service)
        if event["event_type"] == "audit.http.response" and path in event["payload"].get("requestPath", "")
    ]


def test_a_rule_is_attributed_to_exactly_who_made_it(
    place: Place, person: Callable[..., Any], eventually: Eventually
) -> None:
    """Neutron's own event names the rule, CADF names the person, and both name the request."""
    honest, mallory = person("honest", "member"), person("mallory", "member")
    made = {}
    for who in (honest, mallory, honest):
        group = who.create("network", "/v2.0/security-groups", {"security_group": {"name": "g"}})
        rule = {"security_group_rule": {**RULE, "security_group_id": group["id"]}}
        made[who.create("network", "/v2.0/security-group-rules", rule)["id"]] = who.session

    def requests_that_made() -> dict[str, str]:
        return {
            event["payload"]["security_group_rule"]["id"]: context["request_id"]
            for event, context in _events(place, "neutron")
            if event["event_type"] == "security_group_rule.create.end"
        }

    eventually(lambda: made.keys() <= requests_that_made().keys())
    answers = {each["initiator"]["request_id"]: each for each in _answered(place, "neutron", "/security-group-rules")}
    for rule, session in made.items():
        answer = answers[requests_that_made()[rule]]
        assert answer["initiator"]["id"] == session.user
        assert answer["initiator"]["project_id"] == session.project
        assert answer["outcome"] == "success"
        assert "global_request_id" not in answer["initiator"]


@pytest.mark.parametrize(
    ("service", "kind", "path", "body"),
    [
        ("neutron", "network", "/v2.0/networks", {"network": {"name": "audited"}}),
        ("nova", "compute", "/os-keypairs", {"keypair": {"name": "audited", "public_key": "ssh-rsa AAAA x"}}),
        ("cinder", "block-storage", "/{project}/volumes", {"volume": {"size": 1}}),
        ("glance", "image", "/v2/images", {"name": "audited", "disk_format": "raw", "container_format": "bare"}),
    ],
)
def test_every_service_names_the_person(
    place: Place,
    person: Callable[..., Any],
    eventually: Eventually,
    service: str,
    kind: str,
    path: str,
    body: dict[str, Any],
) -> None:
    who = person(f"user of {service}", "member")
    path = path.replace("{project}", who.session.project)
    who.session.ask("POST", kind, path, body)
    mine = eventually(
        lambda: [event for event in _answered(place, service, path) if event["initiator"]["id"] == who.session.user]
    )
    assert mine[0]["initiator"]["name"] == f"user of {service}"
    assert mine[0]["action"] == "create"


def test_keystone_tells_who_was_given_a_role(place: Place, site: Any, eventually: Eventually) -> None:
    user = {"name": "promoted", "password": "a-test", "domain_id": "default"}
    identity = site.create("identity", "/users", {"user": user})["id"]
    (reader,) = [role["id"] for role in site.get("identity", "/roles")["roles"] if role["name"] == "reader"]
    site.change("PUT", "identity", f"/projects/{site.session.project}/users/{identity}/roles/{reader}")

    def told() -> list[dict[str, Any]]:
        return [
            event["payload"]
            for event, _ in _events(place, "keystone")
            if event["event_type"] == "identity.role_assignment.created" and event["payload"].get("user") == identity
        ]

    (event,) = eventually(told)
    assert event["initiator"]["user_id"] == site.session.user
    assert (event["role"], event["project"]) == (reader, site.session.project)


def test_a_refused_change_is_told_as_a_failure(
    place: Place, person: Callable[..., Any], eventually: Eventually
) -> None:
    who = person("overreaching", "member")
    path = f"/os-quota-sets/{who.session.project}"
    assert who.session.ask("PUT", "compute", path, {"quota_set": {"instances": 9999}}).status == 403
    (event,) = eventually(lambda: _answered(place, "nova", path))
    assert (event["outcome"], event["reason"]["reasonCode"]) == ("failure", "403")


def test_looking_is_not_a_change(place: Place, site: Any) -> None:
    site.get("network", "/v2.0/networks?name=nobody-looks-for-this")
    assert not _answered(place, "neutron", "nobody-looks-for-this")
