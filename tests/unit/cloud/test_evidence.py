"""Reading what the services have recorded: joined where that can be, and never torn apart by a line that is garbled."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloud.evidence import CadfLogs, read
from zhengyun.gapped import LONGEST
from zhengyun.ports import Deed

NETWORK: Final = "2f0c7a1e-3b1d-4d6e-9f8a-0c1b2d3e4f50"
PROJECT: Final = "0123456789abcdef0123456789abcdef"


def _answered(
    path: str, action: str = "create", *, request: str = "req-1", at: str = "2026-03-02T08:00:00", **more: Any
) -> dict[str, Any]:
    """The event by which a service tells how a request ended."""
    initiator = {"id": "u1", "name": "mallory", "project_id": "p1", "request_id": request, "host": {"address": "::1"}}
    payload = {
        "action": action,
        "requestPath": path,
        "eventTime": f"{at}.123456+0000",
        "outcome": "success",
        "initiator": initiator,
    }
    return {"event_type": "audit.http.response", "payload": {**payload, **more}}


def _made(request: str, identifier: str) -> dict[str, Any]:
    """A service's own notification, as the JSON formatter writes it: the event is a text within the line."""
    event = {"event_type": "network.create.end", "payload": {"network": {"id": identifier}}}
    return {"message": json.dumps(event), "context": {"request_id": request}}


def _deeds(folder: Path, *events: Any, since: str = "", name: str = "audit-neutron.jsonl") -> list[Deed]:
    file = folder / name
    lines = [event if isinstance(event, str) else json.dumps(event) for event in events]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return list(CadfLogs("primary", (file,)).deeds(since))


def test_an_event_tells_who_did_what_when_and_from_where(tmp_path: Path) -> None:
    (deed,) = _deeds(tmp_path, _answered(f"/v2.0/networks/{NETWORK}?force=1", "delete"))
    assert deed == Deed(
        at="2026-03-02T08:00:00Z",
        site="primary",
        service="neutron",
        actor="mallory",
        actor_id="u1",
        tenant_id="p1",
        target=NETWORK,
        what=f"delete /v2.0/networks/{NETWORK}",
        origin="::1",
        request="req-1",
        succeeded=True,
    )


def test_what_was_created_is_known_by_the_services_own_notification(tmp_path: Path) -> None:
    deeds = _deeds(tmp_path, _answered("/v2.0/networks"), _made("req-1", NETWORK), _made("req-2", "another"))
    assert [deed.target for deed in deeds] == [NETWORK]


def test_without_a_notification_a_creation_names_nothing(tmp_path: Path) -> None:
    (deed,) = _deeds(tmp_path, _answered("/v2.0/networks"))
    assert deed.target == ""


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (f"/v2.1/servers/{NETWORK}/action", NETWORK),
        (f"/v2.1/os-quota-sets/{PROJECT}", PROJECT),
        (f"/v3/{PROJECT}/volumes/{NETWORK}", NETWORK),
        (f"/v2.0/routers/{NETWORK}/add_router_interface", NETWORK),
        ("/v2.1/os-keypairs", ""),
        ("/v2.1/os-keypairs/town_primary_finance_ops", "town_primary_finance_ops"),
        ("/v2.1/os-aggregates/7/action", "7"),
    ],
)
def test_the_last_identifier_of_a_path_is_what_was_acted_on(tmp_path: Path, path: str, target: str) -> None:
    (deed,) = _deeds(tmp_path, _answered(path))
    assert deed.target == target


def test_what_it_was_done_in_is_named_beside_and_the_callers_project_is_not(tmp_path: Path) -> None:
    rule = "3f0c7a1e-3b1d-4d6e-9f8a-0c1b2d3e4f50"
    (deed,) = _deeds(tmp_path, _answered(f"/v2.0/qos/policies/{NETWORK}/bandwidth_limit_rules/{rule}"))
    assert (deed.target, deed.within) == (rule, (NETWORK,))
    (deed,) = _deeds(tmp_path, _answered(f"/v3/{PROJECT}/volumes/{NETWORK}"))
    assert (deed.target, deed.within) == (NETWORK, ())


def test_an_assignment_is_known_by_all_that_it_ties_together(tmp_path: Path) -> None:
    payload = {"initiator": {"id": "u1"}, "outcome": "success", "action": "created.role_assignment"}
    tied = {"project": "p1", "user": "u2", "role": "r1", "inherited_to_projects": False}
    (deed,) = _deeds(tmp_path, {"event_type": "identity.role_assignment.created", "payload": {**payload, **tied}})
    assert deed.target == "p1/u2/r1"
    assert set(deed.within) == {"p1", "u2"}


def test_a_claim_that_no_log_bears_out_is_told_as_one(tmp_path: Path) -> None:
    event = _answered(f"/v2.0/security-group-rules/{NETWORK}", "delete")
    event["payload"]["initiator"]["global_request_id"] = "req-of-nobody"
    (deed,) = _deeds(tmp_path, event)
    assert (deed.derived_from, deed.doubtful) == ("req-of-nobody", True)


def test_keystone_names_what_its_event_is_about(tmp_path: Path) -> None:
    payload = {"initiator": {"id": "u1"}, "resource_info": PROJECT, "outcome": "success", "action": "updated.project"}
    (deed,) = _deeds(tmp_path, {"event_type": "identity.project.updated", "payload": payload})
    assert (deed.target, deed.actor) == (PROJECT, "u1")
    assert deed.what == "updated.project identity.project.updated"


def test_a_request_is_told_once_by_how_it_ended(tmp_path: Path) -> None:
    begun = {**_answered("/v2.0/networks"), "event_type": "audit.http.request"}
    assert len(_deeds(tmp_path, begun, _answered("/v2.0/networks"))) == 1


def test_a_refusal_is_told_as_one(tmp_path: Path) -> None:
    (deed,) = _deeds(tmp_path, _answered("/v2.0/networks", outcome="failure"))
    assert not deed.succeeded


def test_deeds_come_oldest_first_from_all_files_and_not_from_before(tmp_path: Path) -> None:
    files = []
    for service, days in (("nova", (5, 2)), ("neutron", (3, 1, 4))):
        file = tmp_path / f"audit-{service}.jsonl.1"
        lines = [json.dumps(_answered("/x", at=f"2026-03-0{day}T08:00:00")) for day in days]
        file.write_text("\n".join(lines), "utf-8")
        files.append(file)
    logs = CadfLogs("primary", (*files, tmp_path / "audit-gone.jsonl"))
    assert [deed.at[8:10] for deed in logs.deeds("")] == ["01", "02", "03", "04", "05"]
    assert [deed.at[8:10] for deed in logs.deeds("2026-03-03T08:00:00Z")] == ["03", "04", "05"]
    assert {deed.service for deed in logs.deeds("")} == {"nova", "neutron"}


def test_a_line_that_is_too_long_is_no_event(tmp_path: Path) -> None:
    huge = json.dumps(_answered("/v2.0/networks", padding="x" * LONGEST))
    assert len(_deeds(tmp_path, huge, _answered("/v2.0/subnets"))) == 1


def test_bytes_that_are_no_text_do_not_hide_the_lines_around_them(tmp_path: Path) -> None:
    file = tmp_path / "audit-nova.jsonl"
    good = json.dumps(_answered("/x")).encode()
    file.write_bytes(good + b"\n\xff\xfe\x00{\n" + good + b"\n" + good[:40])
    assert len(list(CadfLogs("primary", (file,)).deeds(""))) == 2


def test_nobody_steers_a_terminal_by_the_name_or_the_path_that_he_chose(tmp_path: Path) -> None:
    event = _answered("/v2.0/\x1b[2J\ud800")
    event["payload"]["initiator"] |= {"name": "mal\x1b[31mlory\r", "host": {"address": "\x07"}}
    (deed,) = _deeds(tmp_path, event)
    assert (deed.actor, deed.origin) == ("mal\ufffd[31mlory\ufffd", "\ufffd")
    assert deed.what == "create /v2.0/\ufffd[2J\ufffd"


WORDS: Final = (
    *("event_type", "payload", "initiator", "message", "context", "host", "requestPath", "network", "id", "request_id"),
    *("eventTime", "outcome", "resource_info", "project", "name", "address", "action", "global_request_id"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner | st.sampled_from(["network.create.end", "audit.http.response", '{"payload": {}}', "{", "[[" * 5000]),
            max_size=6,
        )
    ),
    max_leaves=25,
)


@pytest.mark.slow
@given(st.lists(JSON.map(json.dumps) | st.text(), max_size=6))
@example(["[" * 100_000])
@example([json.dumps({"message": "[" * 100_000})])
@example(['{"payload": {"initiator": {"name": {}, "host": []}}, "event_type": 7}'])
def test_no_line_however_garbled_stops_the_reading(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    good = json.dumps(_answered("/v2.0/networks", at="2027-01-01T00:00:00"))
    file = tmp_path_factory.getbasetemp() / "audit-fuzz.jsonl"
    file.write_text("\n".join([*lines, good]), "utf-8", errors="replace")
    deeds = list(CadfLogs("primary", (file,)).deeds(""))
    assert [deed for deed in deeds if deed.at == "2027-01-01T00:00:00Z"]
    assert all(str(value).isprintable() for deed in deeds for value in deed)


@given(st.lists(JSON.map(json.dumps) | st.text(), max_size=6))
def test_what_is_read_as_an_event_has_the_form_of_one(lines: list[str]) -> None:
    for event, context in read(lines, ""):
        assert isinstance(event["payload"], dict)
        assert isinstance(context, dict)
