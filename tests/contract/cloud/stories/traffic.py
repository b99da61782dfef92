"""QoS policies, of tenants and of the site, and what they hold for."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts
from zhengyun.estate import Qos
from zhengyun.resource import Value


def _policy(at: Place, **more: Any) -> Qos:
    return Qos(at.name, **{"egress_kbps": 100_000, "burst_kbit": 10_000, "dscp": 46, **more})


def _with(at: Place, *policies: Qos, of: str = "") -> Parts:
    """Policies of the hall, and a network that one of them may hold for."""
    return at.parts(qos=policies, networks=(replace(at.network(), qos=of),))


@story("qos", "create")
def _(at: Place) -> Story:
    takes = (f"create qos {at.path}", f"update network {at.path}")
    return Story(_with(at), _with(at, _policy(at), of=at.path), takes)


@story("qos", "create for all tenants")
def _(at: Place) -> Story:
    """The site's own, shared: a tenant's network has it from its birth."""
    after = at.parts(
        networks=(replace(at.network(), qos=f"site/{at.name}"),),
        extra=Parts(qos=(Qos(at.name, ingress_kbps=1_000_000),)),
    )
    takes = (
        f"create network {at.path}",
        f"create qos site/{at.name}",
        f"create subnet {at.path}/{at.net()}",
    )
    return Story(at.parts(), after, takes)


UPDATES: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("limit", {}, {"egress_kbps": 20_000}),
    ("burst", {}, {"burst_kbit": 0}),
    ("limit comes", {}, {"ingress_kbps": 50_000}),
    ("limit goes", {}, {"egress_kbps": None, "burst_kbit": 0}),
    ("mark", {}, {"dscp": 26}),
    ("mark comes", {"dscp": None}, {}),
    ("mark goes", {}, {"dscp": None}),
)
for what, before, after in UPDATES:

    @story("qos", f"update {what}")
    def _(at: Place, before: dict[str, Any] = before, after: dict[str, Any] = after) -> Story:
        had, has = (_with(at, _policy(at, **more), of=at.path) for more in (before, after))
        return Story(had, has, (f"update qos {at.path}",))


@story("qos", "another for a network")
def _(at: Place) -> Story:
    other = replace(_policy(at), name=f"{at.name}-other")
    before = _with(at, _policy(at), other, of=at.path)
    return Story(before, _with(at, _policy(at), other, of=f"{at.path}-other"), (f"update network {at.path}",))


@story("qos", "delete")
def _(at: Place) -> Story:
    """The network lets go of it first."""
    takes = (f"delete qos {at.path}", f"update network {at.path}")
    return Story(_with(at, _policy(at), of=at.path), _with(at), takes)


REPAIRS: tuple[tuple[str, Value], ...] = (
    ("name", "renamed"),
    ("shared", True),
    ("egress", {"kbps": 1, "burst": 1}),
    ("dscp", None),
    ("marked", False),
)
for attribute, value in REPAIRS:

    @story("qos", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Value = value) -> Story:
        deed = Deed("meddle", at.at("qos", at.path), attribute, value)
        return unchanged(_with(at, _policy(at)), deed, takes=[f"update qos {at.path}"])


@story("qos", "repair others")
def _(at: Place) -> Story:
    """A rule of a kind that nobody declares here."""
    deed = Deed("meddle", at.at("qos", at.path), "others", ["minimum_bandwidth strange"])
    return unchanged(_with(at, _policy(at)), deed, takes=[f"update qos {at.path}"])


@story("qos", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("qos", f"{HALL}/{at.name}"))
    return unchanged(_with(at, _policy(at)), deed, takes=[f"create qos {at.path}"])


@story("network", "repair qos")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("network", at.path), "qos", None)
    return unchanged(_with(at, _policy(at), of=at.path), deed, takes=[f"update network {at.path}"])
