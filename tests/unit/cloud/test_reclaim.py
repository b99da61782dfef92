"""What is offered to be given back, since when nobody uses it, and what that costs."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest

from cloud.api import Api
from cloud.capacity.reclaim import Ages, Candidate, Size, Why, candidates, totals
from cloud.errands.reclaiming import reclaim, reclaimable
from cloud.kinds.task import Task
from cloud.kinds.unclaimed import Unclaimed
from cloud.planning import plan_site
from cloud.simulated import Simulated
from tests.carrying import bring_about, carry_out
from tests.estates import Parts, server, shared, site, system, tenant, volume
from tests.transports import Scripted
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Prices, Site
from zhengyun.plan import Scope
from zhengyun.resource import Address, Existing

NOW: Final = datetime(2026, 11, 22, 3, tzinfo=UTC)
AGES: Final = Ages(idle=30, old=90)


def _left(what: str, state: str, since: str | None, tenant: str = "site", **more: Any) -> tuple[Address, Existing]:
    address = Address("primary", "unclaimed", f"{tenant}/{what}/id-{what}")
    facts = {"what": what, "name": "old", "project": "p", "state": state, "since": since, "of": None, **more}
    return address, Existing(address, f"id-{what}", facts, empty=what in {"port", "floating"})


def _ours(kind: str, path: str, **facts: Any) -> tuple[Address, Existing]:
    address = Address("primary", kind, path)
    return address, Existing(address, "id", facts)


@pytest.mark.parametrize(
    ("thing", "why"),
    [
        (_left("server", "SHUTOFF", "2026-10-01T00:00:00Z"), Why.IDLE),
        (_left("server", "SHUTOFF", "2026-11-20T00:00:00Z"), None),
        (_left("server", "SHUTOFF", None), None),
        (_left("server", "ACTIVE", "2026-01-01T00:00:00Z"), None),
        (_left("server", "ACTIVE", "2026-11-20T00:00:00Z", "finance"), Why.UNDECLARED),
        (_left("volume", "available", "2026-11-20T00:00:00.000000"), Why.UNATTACHED),
        (_left("snapshot", "available", "2026-08-01T00:00:00.000000"), Why.OLD),
        (_left("backup", "available", "2026-11-01T00:00:00.000000"), None),
        (_left("floating", "untied", None), Why.UNUSED),
        (_left("port", "free", "2026-11-20T00:00:00Z"), Why.UNUSED),
        (_ours("snapshot", "finance/desk/app/data/20260101t0300z", size_gib=3), Why.OLD),
        (_ours("snapshot", "finance/desk/app/data/20261101t0300z", size_gib=3), None),
        (_ours("volume", "finance/desk/app/gone", size_gib=3), Why.UNDECLARED),
    ],
)
def test_only_what_nobody_uses_or_declares_is_offered(thing: tuple[Address, Existing], why: Why | None) -> None:
    assert [one.why for one in candidates([thing], AGES, NOW)] == ([why] if why else [])


def test_what_it_costs_a_month_by_owner() -> None:
    prices = Prices(vcpu=30.0, ram_gib=10.0, storage_gib=0.5, floating=20.0, currency="CNY")
    assert Size(2, 4096, 20).cost(prices) == 110.0
    found = candidates(
        [
            _left("server", "SHUTOFF", "2026-10-01T00:00:00Z", "finance", size=[1, 1024, 10]),
            _left("floating", "untied", None, "finance"),
            _left("volume", "available", None, size_gib=7),
        ],
        AGES,
        NOW,
    )
    assert totals(found, prices) == {"finance": 65.0, "p": 3.5}
    assert all(isinstance(one, Candidate) for one in found)


def _there() -> tuple[Site, Simulated]:
    finance = tenant("finance", systems=(system(server(volumes=(volume(),))),))
    cloud, there = Simulated("primary"), site(shared(), Parts((finance,)))
    assert not bring_about(there, cloud).not_done()
    for one in (
        _left("volume", "available", None, size_gib=7),
        _left("snapshot", "available", None, size_gib=7, of="site/volume/id-volume"),
        _left("floating", "tied", None),
    ):
        cloud.things[one[0]] = one[1]
    return there, cloud


@pytest.mark.parametrize(
    ("words", "code"),
    [(["id-volume"], "188"), (["id-floating"], "186"), (["nothing"], "187")],
    ids=["a volume without its snapshots", "in use", "not there"],
)
def test_what_cannot_be_given_back(words: list[str], code: str) -> None:
    there, cloud = _there()
    with pytest.raises(Problems) as refused:
        reclaim(there, cloud, cloud.observe(), words)
    assert [error.code.id for error in refused.value.errors] == [f"ZY-CLOUD-{code}"]


def test_what_a_server_keeps_while_it_is_shelved_away_is_in_use() -> None:
    there, cloud = _there()
    address, volume_ = _left("volume", "reserved", None, size_gib=7)
    cloud.things[address] = volume_
    with pytest.raises(Problems) as refused:
        reclaim(there, cloud, cloud.observe(), [volume_.id])
    assert [error.code.id for error in refused.value.errors] == ["ZY-CLOUD-186"]


def test_what_is_declared_is_never_offered_and_never_goes() -> None:
    there, cloud = _there()
    world = cloud.observe()
    assert {address.kind for address, _ in reclaimable(there, world)} == {"unclaimed"}
    declared = world.existing[Address("primary", "server", "finance/desk/app")].id
    with pytest.raises(Problems) as refused:
        reclaim(there, cloud, world, [declared])
    assert refused.value.errors[0].code.id == "ZY-CLOUD-185"


def test_exactly_what_is_named_goes() -> None:
    there, cloud = _there()
    scope = Scope(("primary",), errand=("reclaim", "id-volume", "id-snapshot"), allow_destroy=True)
    actions = plan_site(there, cloud, scope, deep=False).actions
    assert [action.id for action in actions] == [
        "delete primary/unclaimed/site/snapshot/id-snapshot",
        "delete primary/unclaimed/site/volume/id-volume",
    ]
    assert [action.loses for action in actions] == [
        "primary/unclaimed/site/snapshot/id-snapshot: snapshot old, 7 GiB",
        "primary/unclaimed/site/volume/id-volume: volume old, 7 GiB",
    ]
    assert not carry_out(cloud, actions).not_done()
    assert not [address for address in cloud.things if address.path.startswith("site/volume")]
    assert plan_site(there, cloud, Scope(("primary",)), deep=False).actions == ()


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.UPDATE])
def test_what_is_not_ours_is_neither_made_nor_changed(verb: Verb) -> None:
    kind = Unclaimed()
    action = Action("x", "cloud", verb, Address("primary", "unclaimed", "finance/server/id"), "id", {})
    task = Task(Api(Scripted()), action, "demo", {}, "home")
    with pytest.raises(ZhengyunError) as refused:
        (kind.create if verb is Verb.CREATE else kind.update)(task)
    assert refused.value.code.id == "ZY-CLOUD-192"
