"""Drift of devices: what a change has told one and does not run any more, and not what nobody has told it yet."""

from cli.watch.devices import document
from network.grammars import address
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Attributes, Existing, Resource

WHERE = address("b-r1")
WANTED: Attributes = {"platform": "frr", "text": "router ospf\n", "how": {"secret": ""}}
SHALL = {WHERE: Resource(WHERE, WANTED)}


def runs(text: str) -> dict[object, Existing]:
    """The device, which runs a text."""
    return {WHERE: Existing(WHERE, "b-r1", {"platform": "frr", "text": text})}


def told(text: str) -> Action:
    """What a change has told it."""
    return Action("update b-r1", "network", Verb.UPDATE, WHERE, "b-r1", {**WANTED, "text": text})


def found(text: str, last: Action | None) -> tuple[int, list[str]]:
    """How much is pending, and what has drifted."""
    shown = document(SHALL, runs(text), lambda: {WHERE: last} if last else {})  # type: ignore[arg-type]
    assert shown["things"] == {"device-config": 1}
    return shown["pending"], [one["address"] for one in shown["drift"]]


def test_what_runs_as_it_is_wanted_is_neither() -> None:
    assert found("router ospf\n", None) == (0, [])


def test_what_no_change_has_told_it_is_pending() -> None:
    assert found("router rip\n", None) == (1, [])


def test_what_a_change_has_told_it_and_the_files_have_left_since_is_pending() -> None:
    assert found("router rip\n", told("router rip\n")) == (1, [])


def test_what_runs_otherwise_than_a_change_has_told_it_is_drift() -> None:
    assert found("router rip\n", told("router ospf\n")) == (0, [str(WHERE)])
    shown = document(SHALL, runs("router rip\n"), lambda: {WHERE: told("router ospf\n")})  # type: ignore[arg-type]
    (drift,) = shown["drift"]
    assert drift["changes"] == [{"attribute": "text", "before": "router rip\n", "after": "router ospf\n"}]
