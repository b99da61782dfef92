"""Reading a vault's audit file, whoever wrote it: nothing there stops the reading, and nothing steers a terminal."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vault.acts import Act
from vault.evidence import AuditLog, read, time_of
from zhengyun.gapped import LONGEST

AT = "2026-11-22T19:22:59.340Z"
WORDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "path", "data", "accessor", "wrap_info", "policies", "x"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
EVENT = st.fixed_dictionaries(
    {"time": st.just(AT) | WORDS, "type": st.sampled_from(["request", "response"]) | WORDS},
    optional={"request": WORDS, "auth": WORDS, "response": WORDS, "error": WORDS, "forwarded_from": WORDS},
)


def written(folder: Path, *events: object) -> AuditLog:
    file = folder / "audit.log"
    file.write_text("".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in events), "utf-8")
    return AuditLog("vault", (file,))


def event(path: str, operation: str = "update", *, kind: str = "response", **more: object) -> dict[str, object]:
    request = {
        "id": "r1",
        "path": path,
        "operation": operation,
        "mount_class": "secret",
        "mount_type": "kv",
        "remote_address": "192.0.2.7",
    }
    return {"time": AT, "type": kind, "auth": {"entity_id": "e1", "display_name": "mo", "policies": ["default"]}, "request": request, **more}  # fmt: skip


@pytest.mark.slow
@given(st.lists(EVENT | st.text(max_size=40), max_size=6))
@example([{"time": "\x1f", "type": "request", "request": {}}])
def test_whatever_stands_there_is_read_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, lines: list[object]
) -> None:
    log = written(tmp_path_factory.mktemp("log"), *lines, "\n", event("secret/data/x", "read"))
    done = log.done("")
    assert [one.act for one in done if one.deed.target == "secret/data/x"][-1:] == [Act.READ]
    assert all(part.isprintable() for one in done for part in one.deed if isinstance(part, str))
    list(log.gaps("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"))


@pytest.mark.parametrize(
    "line", ["", "{", "[" * 100_000, '{"time": 1, "request": {}}', "null", '{"time": "x"}', "x" * (LONGEST + 1)]
)
def test_what_is_no_event_is_passed_over(line: str) -> None:
    assert list(read([line])) == []


def test_a_line_tells_its_time_without_being_read_whole() -> None:
    assert time_of(json.dumps(event("x"))) == "2026-11-22T19:22:59Z"
    assert time_of('{"type": "request", "time": "2026-11-22T19:22:59Z"}') == ""


@pytest.mark.parametrize(
    ("path", "operation", "act"),
    [
        ("secret/data/cloud/a", "read", Act.READ),
        ("secret/metadata/cloud/a", "list", Act.OWN),
        ("secret/metadata/cloud/a", "read", Act.OWN),
        ("secret/data/cloud/a", "delete", Act.WRITE),
        ("ssh/sign/role", "update", Act.WRITE),
        ("sys/storage/raft/snapshot", "read", Act.READ),
        ("sys/raw/core/master", "read", Act.READ),
        ("sys/generate-root/attempt", "update", Act.WRITE),
        ("sys/rotate/root/init", "update", Act.WRITE),
        ("sys/seal", "update", Act.WRITE),
        ("sys/policies/acl/x", "update", Act.WRITE),
        ("sys/control-group/request", "update", Act.OWN),
        ("sys/control-group/authorize", "update", Act.AUTHORISE),
        ("auth/people/mo/login", "update", Act.LOGIN),
        ("auth/people/mo/config", "update", Act.WRITE),
        ("auth/token/create", "update", Act.WRITE),
        ("auth/token/revoke-self", "update", Act.OWN),
        ("auth/token/create/executor-standing", "update", Act.OWN),
        ("auth/token/create/restore", "update", Act.WRITE),
        ("auth/token/revoke-accessor", "update", Act.WRITE),
        ("identity/entity", "update", Act.WRITE),
        ("sys/wrapping/unwrap", "update", Act.HAVE),
    ],
)
def test_what_each_request_was(tmp_path: Path, path: str, operation: str, act: Act) -> None:
    (done,) = written(tmp_path, event(path, operation)).done("")
    assert done.act is act
    assert done.deed.origin == "192.0.2.7"


def test_a_request_that_was_never_answered_was_done_all_the_same(tmp_path: Path) -> None:
    """As sealing is: who has to answer is gone."""
    (done,) = written(tmp_path, event("sys/seal", kind="request")).done("")
    assert (done.act, done.deed.succeeded) == (Act.WRITE, True)


def test_nobody_can_steer_the_auditors_terminal(tmp_path: Path) -> None:
    (done,) = written(tmp_path, event("secret/data/\x1b[2J", "read")).done("")
    assert "\x1b" not in done.deed.what
