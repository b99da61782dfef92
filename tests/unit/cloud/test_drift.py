"""What counts as drift, and whose deeds explain it."""

from dataclasses import replace
from typing import Any, Final

import pytest

from cloud.drift import MOST, SiteDrift, drift, is_pending
from cloud.ignoring import NO_RULES, Rules
from cloud.simulated import Simulated
from cloud.wanted import wanted
from tests.carrying import bring_about
from tests.estates import Parts, site, tenant
from zhengyun.diff import Difference, Verb
from zhengyun.estate import Ignore, Site
from zhengyun.plan import Scope
from zhengyun.ports import Deed
from zhengyun.resource import Address, Existing, Foreign, Resource

NETWORK: Final = Address("primary", "network", "finance/office")
TOWN: Final = site(Parts(tenants=(tenant("finance"), tenant("health", net="10.1.0.0/24"))))
BASE: Final = Resource(NETWORK, {"name": "office", "enabled": True})


def _existing(**attributes: Any) -> Existing:
    return Existing(NETWORK, "id", {"name": "office", "enabled": True, **attributes})


@pytest.mark.parametrize(
    ("existing", "base", "pending"),
    [
        (None, None, True),
        (None, BASE, False),
        (_existing(), BASE, True),
        (_existing(enabled=False), BASE, False),
        (_existing(), None, False),
        (replace(_existing(), fault="error"), BASE, False),
    ],
    ids=["never applied", "lost", "the files moved on", "changed", "nobody applied it", "broken"],
)
def test_what_only_the_files_have_changed_is_no_drift(
    existing: Existing | None, base: Resource | None, pending: bool
) -> None:
    difference = Difference(NETWORK, Verb.UPDATE, wanted=BASE, existing=existing)
    assert is_pending(difference, base) is pending


def _deed(target: str, second: int, **more: Any) -> Deed:
    values = {
        "at": f"2026-03-02T08:00:{second:02d}Z",
        "site": "primary",
        "service": "neutron",
        "actor": "mallory",
        "actor_id": "u1",
        "tenant_id": "p1",
        "target": target,
        "what": "update it",
        "origin": "::1",
        "request": f"req-{second}",
        "succeeded": True,
    }
    return Deed(**{**values, **more})


def _drift(
    cloud: Simulated,
    town: Site = TOWN,
    *,
    deeds: tuple[Deed, ...] = (),
    only: tuple[str, ...] = (),
    made: dict[Address, str] | None = None,
    spans: tuple[tuple[str, str], ...] = (),
    rules: Rules = NO_RULES,
) -> SiteDrift:
    base = wanted(TOWN)
    scope = Scope(("primary",), only)
    return drift(town, cloud, scope, baseline=base.get, deeds=lambda: deeds, made=made or {}, spans=spans, rules=rules)


@pytest.fixture
def cloud() -> Simulated:
    """The town, applied; the network is switched off by hand."""
    cloud = Simulated("primary")
    assert not bring_about(TOWN, cloud).not_done()
    assert _drift(cloud).drifted == ()
    cloud.meddle(NETWORK, enabled=False)
    return cloud


def _by(cloud: Simulated, *deeds: Deed, **more: Any) -> list[int]:
    """The seconds of the deeds that are named for the one difference there is."""
    (found,) = _drift(cloud, deeds=deeds, **more).drifted
    assert found.difference.address == NETWORK
    return [int(deed.at[17:19]) for deed in found.deeds]


def test_deeds_are_named_by_what_they_were_done_to_the_newest_first(cloud: Simulated) -> None:
    identifier = cloud.things[NETWORK].id
    deeds = [_deed(identifier, second) for second in range(1, 6)]
    assert _by(cloud, *deeds, _deed("another", 7)) == [5, 4, 3][:MOST]


def test_what_failed_or_only_followed_explains_nothing(cloud: Simulated) -> None:
    identifier = cloud.things[NETWORK].id
    derived = _deed(identifier, 2, derived_from="req-1")
    assert _by(cloud, _deed(identifier, 1, succeeded=False), derived) == []
    assert _by(cloud, derived._replace(doubtful=True)) == [2], "a claim that nothing bears out hides nobody"


@pytest.mark.parametrize(
    ("actor", "second", "named"),
    [("simulated", 10, []), ("simulated", 20, []), ("simulated", 9, [9]), ("simulated", 21, [21]), ("u1", 15, [15])],
)
def test_our_own_deeds_explain_nothing_while_a_change_was_applied(
    cloud: Simulated, actor: str, second: int, named: list[int]
) -> None:
    """But whoever uses our user at other times is named, and so is everybody else at any time."""
    deed = _deed(cloud.things[NETWORK].id, second, actor_id=actor)
    assert _by(cloud, deed, spans=(("2026-03-02T08:00:10Z", "2026-03-02T08:00:20Z"),)) == named


def test_what_is_gone_is_known_by_the_identifier_that_it_had(cloud: Simulated) -> None:
    identifier = cloud.things[NETWORK].id
    cloud.lose(NETWORK)
    deed = _deed(identifier, 1)
    found = {
        one.difference.address: one.deeds for one in _drift(cloud, deeds=(deed,), made={NETWORK: identifier}).drifted
    }
    assert found[NETWORK] == (deed,)
    assert found[Address("primary", "subnet", "finance/office/10.0.0.0/24")] == ()


def test_a_change_to_a_part_is_a_change_to_the_whole(cloud: Simulated) -> None:
    cloud.things[NETWORK] = replace(cloud.things[NETWORK], parts=("port",))
    assert _by(cloud, _deed("port", 3)) == [3]


def test_what_is_declared_and_not_applied_is_counted_and_no_drift(cloud: Simulated) -> None:
    more = site(Parts(tenants=(*TOWN.tenants, tenant("transport", net="10.2.0.0/24"))))
    found = _drift(cloud, more)
    assert len(found.drifted) == 1
    assert found.pending == len(wanted(more)) - len(wanted(TOWN))


def test_what_a_rule_hides_is_told_apart_and_is_no_drift(cloud: Simulated) -> None:
    cloud.foreign += [Foreign("network", "trial", "n1", "finance")]
    rules = [
        Ignore("primary/network/finance/office", "enabled", "a trial", "2026-12-31", "operator"),
        Ignore("primary/network/finance/trial", "*", "a trial", "2026-01-31", "operator"),
        Ignore("primary/network/health/*", "*", "nothing", "2026-12-31", "operator"),
    ]
    found = _drift(cloud, rules=Rules(rules, "2026-03-02"))
    assert found.drifted == ()
    assert [(one.address, one.rule) for one in found.ignored] == [(NETWORK, rules[0])]
    assert [one.expired for one in found.strangers] == [(rules[1],)]
    assert found.used == {rules[0], rules[1]}


def test_what_lies_outside_the_scope_is_not_told(cloud: Simulated) -> None:
    cloud.foreign += [Foreign("network", "hidden", "n1", "finance"), Foreign("network", "elsewhere", "n2", "")]
    found = _drift(cloud, only=("health",))
    assert found._replace(things={}, world=None) == SiteDrift("primary", (), 0, frozenset({"health"}))
    assert found.things["network"] == 1
    (stranger,) = _drift(cloud, deeds=(_deed("n1", 4),), only=("finance",)).strangers
    assert stranger.thing.name == "hidden"
    assert [deed.actor for deed in stranger.deeds] == ["mallory"]


def test_who_made_a_stranger_that_no_event_names_is_found_by_time() -> None:
    cloud = Simulated("primary")
    assert not bring_about(TOWN, cloud).not_done()
    born = {"project": "p1", "created": "2026-03-02T08:00:05Z"}
    cloud.foreign.append(Foreign("server", "hidden", "s1", "finance", **born))
    made = _deed("", 5, service="nova", what="create /v2.1/servers")
    ours = made._replace(actor_id="simulated", actor="executor")
    span = (("2026-03-02T08:00:00Z", "2026-03-02T08:00:20Z"),)
    (stranger,) = _drift(cloud, deeds=(made, ours), spans=span).strangers
    assert [(deed.actor, deed.matched) for deed in stranger.deeds] == [("mallory", "time")], (
        "a change made what is ours"
    )
    (stranger,) = _drift(cloud, deeds=(made, ours)).strangers
    assert {deed.matched for deed in stranger.deeds} == {"candidate"}
    started = _deed("s1", 9, service="nova", what="update/os-start /v2.1/servers/s1/action")
    (stranger,) = _drift(cloud, deeds=(made, started)).strangers
    assert [deed.matched for deed in stranger.deeds] == ["", "time"], "what was done to it, and who made it"
