"""A change of the lab's, with the events that five services have recorded of it: who is accused, and who is not.

The events are the lab's own, shortened to what is read; nothing in them was made up. What others do is made of them.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from cloud.evidence import CadfLogs
from cloud.footprints import leaves, trace
from governance.reconciliation import (
    ANOTHER,
    ECHO,
    FOLLOWED,
    NO_ACTION,
    NO_CHANGE,
    NOBODY,
    REFUSED,
    TOO_MANY,
    Ground,
    Reconciled,
    reconcile,
)
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.interval import Work
from zhengyun.resource import Address

SAMPLES: Final = Path(__file__).parents[2] / "samples/cadf"
EXECUTOR: Final = "7d8a81c34ebc4568aaf43d456a2b41d1"
HOME: Final = "d6c8555f6e2b4484b785bafcc68680ea"
LATE: Final = "2026-11-22T09:30:00.000000+0000"
MALLORY: Final = {"id": "mallory", "name": "mallory", "project_id": "p", "host": {"address": "192.0.2.7"}}
# So many deeds of the change are recorded, besides what services did on its behalf.
LEGAL: Final = 54
Lines = dict[str, list[Any]]
Event = dict[str, Any]


def recorded() -> Lines:
    """By service, the recorded events; those of Neutron as its formatter wraps them."""
    files = sorted(SAMPLES.glob("audit-*.jsonl"))
    return {file.name[6:-6]: [json.loads(line) for line in file.read_text("utf-8").splitlines()] for file in files}


def inner(line: Event) -> Event:
    """The event of a line."""
    return json.loads(line["message"]) if "message" in line else line


def works() -> list[Work]:
    """What was carried out then."""
    told = json.loads((SAMPLES / "works.json").read_text("utf-8"))
    return [
        Work(
            one["request"],
            Action(f"{one['verb']} {one['address']}", "cloud", Verb(one["verb"]), Address.parse(one["address"]), one["target"], one["attributes"]),
            one["began"],
            one["ended"],
            one["made"],
            one["done"],
        )
        for one in told
    ]  # fmt: skip


def names(carried_out: list[Work]) -> Mapping[Address, frozenset[str]]:
    """What everything was called."""
    told: defaultdict[Address, frozenset[str]] = defaultdict(frozenset)
    for one in carried_out:
        told[one.action.address] |= {one.made, one.action.target} - {""}
    return told


def held(folder: Path, lines: Lines, carried_out: list[Work] | None = None) -> Reconciled:
    """The events in files, held against what was carried out."""
    for service, events in lines.items():
        text = "".join(json.dumps(one) + "\n" for one in events)
        (folder / f"audit-{service}.jsonl").write_text(text, "utf-8")
    logs = CadfLogs("primary", tuple(sorted(folder.glob("*.jsonl"))))
    done = works() if carried_out is None else carried_out
    ground = Ground("primary", done, names(works()), EXECUTOR, trace, leaves)
    return reconcile(logs.deeds(""), ground, "2026-11-22T10:00:00Z")


def a_call(lines: Lines, service: str, path: str, **changed: Any) -> Event:
    """One of the recorded events with something of it changed."""
    found = next(
        event for line in lines[service] if path in (event := inner(line))["payload"].get("requestPath", "")
        and event["event_type"] == "audit.http.response"
    )  # fmt: skip
    payload = {**found["payload"], **{name: value for name, value in changed.items() if name != "initiator"}}
    payload["initiator"] = {**payload["initiator"], "request_id": "req-other", **changed.get("initiator", {})}
    return {**found, "payload": payload}


def test_of_a_whole_change_nobody_is_accused(tmp_path: Path) -> None:
    found = held(tmp_path, recorded())
    assert found.findings == ()
    assert found.silent == ()
    assert sum(found.explained.values()) == LEGAL
    # Nova's ports and Cinder's attachments, made with the user's own token.
    assert found.left_out == {FOLLOWED: 12, REFUSED: 1, ECHO: 1}


def test_without_the_change_its_deeds_are_all_told(tmp_path: Path) -> None:
    found = held(tmp_path, recorded(), [])
    # But the application credential's: its user made it for himself.
    assert {one.why for one in found.findings} == {NO_CHANGE, ANOTHER}
    assert len(found.findings) == LEGAL


@pytest.mark.parametrize(
    ("service", "path", "changed", "why"),
    [
        # Somebody else, in the middle of a change that does the very same.
        ("neutron", "/security-group-rules", {"initiator": MALLORY}, ANOTHER),
        ("nova", "/servers", {"initiator": MALLORY}, ANOTHER),
        # The tool's own credentials, long after.
        ("neutron", "/security-group-rules", {"eventTime": LATE}, NO_CHANGE),
        ("nova", "/os-quota-sets/", {"eventTime": LATE}, NO_CHANGE),
        # And meanwhile, for what the change does not do, or does not do to this.
        ("nova", "/servers", {"requestPath": "/v2.1/servers/8c9553f1-833a-443e-8a45-4bfde17b4f05/action"}, NO_ACTION),
        ("nova", "/os-quota-sets/", {"requestPath": "/v2.1/os-quota-sets/00000000000000000000000000000001"}, NO_ACTION),
        ("neutron", "/security-groups", {"requestPath": "/v2.0/networks/8c9553f1-833a-443e-8a45-4bfde17b4f05"}, NO_ACTION),
        ("nova", "/os-keypairs", {"requestPath": "/v2.1/os-aggregates"}, NO_ACTION),
        # Glance records no request's identifier: what its event names has to do.
        ("glance", "/file", {"requestPath": "/v2/images/8c9553f1-833a-443e-8a45-4bfde17b4f05/file"}, NO_ACTION),
        # It made one server in this project at that time, and there were two.
        ("nova", "/servers", {}, TOO_MANY),
        ("glance", "/v2/images", {}, TOO_MANY),
    ],
)  # fmt: skip
def test_what_is_done_besides_is_found(
    tmp_path: Path, service: str, path: str, changed: dict[str, Any], why: str
) -> None:
    lines = recorded()
    lines[service].append(a_call(lines, service, path, **changed))
    found = held(tmp_path, lines)
    assert [one.why for one in found.findings] == [why]
    assert sum(found.explained.values()) == LEGAL


def test_a_servers_change_excuses_nothing_that_is_done_to_another_volume_of_its_tenant(tmp_path: Path) -> None:
    """What belongs to a server is its own; the tenant's other things are not, whoever's credentials it is done with."""
    servers = [one for one in works() if one.action.address.kind == "server"]
    (volume,) = [one.made for one in works() if one.action.address.kind == "volume"]
    path = f"/v3/volumes/{volume}/metadata"
    when = servers[0].ended.replace("Z", ".000000+0000")
    found = held(
        tmp_path, {"cinder": [a_call(recorded(), "cinder", "/volumes", requestPath=path, eventTime=when)]}, servers
    )
    assert [one.why for one in found.findings] == [NO_ACTION]


def test_whose_things_it_made_besides_is_told_by_neutrons_own_word(tmp_path: Path) -> None:
    """The group's rules are made in the same second, by the same user: Neutron names the rule, and no action made it."""
    lines = recorded()
    lines["neutron"].append(a_call(lines, "neutron", "/security-group-rules"))
    made = {"event_type": "security_group_rule.create.end", "payload": {"security_group_rule": {"id": "a-rule"}}}
    lines["neutron"].append({"message": json.dumps(made), "context": {"request_id": "req-other"}})
    (finding,) = held(tmp_path, lines).findings
    assert (finding.deed.target, finding.why, finding.requests) == ("a-rule", NO_ACTION, ("CR-7HBHG5",))


def test_a_forged_origin_hides_nobody_and_is_told(tmp_path: Path) -> None:
    lines = recorded()
    port = "/v2.0/ports/8c9553f1-833a-443e-8a45-4bfde17b4f05"
    forged = {**MALLORY, "global_request_id": "req-11111111-2222-4333-8444-555555555555"}
    lines["neutron"].append(a_call(lines, "neutron", "/v2.0/ports", requestPath=port, initiator=forged))
    # A request that is recorded, and is somebody else's.
    servers = next(one for one in lines["nova"] if one["payload"]["requestPath"] == "/v2.1/servers")
    stolen = {**MALLORY, "global_request_id": servers["payload"]["initiator"]["request_id"]}
    lines["neutron"].append(a_call(lines, "neutron", "/v2.0/ports", requestPath=port, initiator=stolen))
    findings = held(tmp_path, lines).findings
    assert [(one.why, one.deed.doubtful, one.deed.origin) for one in findings] == [(ANOTHER, True, "192.0.2.7")] * 2


def test_what_was_refused_changed_nothing_and_is_counted(tmp_path: Path) -> None:
    lines = recorded()
    lines["nova"].append(a_call(lines, "nova", "/os-quota-sets/", outcome="failure", initiator=MALLORY))
    found = held(tmp_path, lines)
    assert (found.findings, found.left_out[REFUSED]) == ((), 2)


def test_what_is_done_past_keystones_doors_is_nobodys_and_is_told(tmp_path: Path) -> None:
    lines = recorded()
    payload = {"eventTime": LATE, "action": "created.user", "outcome": "success", "resource_info": "u"}
    lines["keystone"].append({"event_type": "identity.user.created", "payload": payload})
    (finding,) = held(tmp_path, lines).findings
    assert (finding.deed.actor, finding.deed.target, finding.why) == ("?", "u", NOBODY)


@pytest.mark.parametrize("service", ["neutron", "nova", "cinder", "keystone", "glance"])
def test_a_service_that_says_nothing_of_what_we_have_done_has_a_gap(tmp_path: Path, service: str) -> None:
    lines = recorded()
    lines[service] = []
    found = held(tmp_path, lines)
    assert [(one.service, one.number > 0) for one in found.silent] == [(service, True)]
    assert (found.silent[0].since, found.silent[0].until) >= ("2026-11-22T08:39:09Z", "2026-11-22T08:39:09Z")


def test_one_line_taken_out_is_a_gap(tmp_path: Path) -> None:
    lines = recorded()
    lines["nova"] = _without(lines["nova"], lambda event: event["payload"]["requestPath"].endswith("/os-keypairs"))
    found = held(tmp_path, lines)
    assert [(one.service, one.number) for one in found.silent] == [("nova", 1)]


def _without(lines: list[Any], wrong: Callable[[Event], bool]) -> list[Any]:
    return [one for one in lines if not wrong(inner(one))]


def test_what_comes_after_the_end_is_left_for_the_next_time(tmp_path: Path) -> None:
    lines = recorded()
    lines["nova"].append(a_call(lines, "nova", "/servers", eventTime="2026-11-22T10:00:01.000000+0000"))
    assert held(tmp_path, lines).findings == ()


@pytest.mark.parametrize("when", ["", "soon", "2026-13-40T99:99:99", "9999-12-31T23:59:59.9+9999"])
def test_what_tells_no_time_is_nobodys_change(tmp_path: Path, when: str) -> None:
    lines = recorded()
    lines["nova"].append(a_call(lines, "nova", "/servers", eventTime=when))
    found = held(tmp_path, lines).findings
    assert [one.why for one in found] == ([] if when.startswith("9999") else [NO_CHANGE])
