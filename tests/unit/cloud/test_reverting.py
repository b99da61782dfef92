"""The way back of a change: as far as the world still is as the change left it, and nothing left out in silence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from cli.reverted import WORDS, left_behind
from cloud import codes
from cloud.errands.left import Left, Why
from cloud.errands.reverting import refuse_since, walked
from cloud.planning import beside, plan_site
from cloud.port import Room
from cloud.simulated import Simulated
from tests.carrying import Carried, bring_about, carry_out, planned, told
from tests.estates import Parts, network, server, shared, site, system, tenant, volume
from zhengyun.action import Action, Effects
from zhengyun.diff import Change
from zhengyun.errors import Code, Problems, ZhengyunError
from zhengyun.estate import Site
from zhengyun.past import Past
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address, Attributes, Existing
from zhengyun.results import Outcome, Status

CR: Final = "CR-TEST22"


def _city(*servers: Any, **more: Any) -> Site:
    return site(shared(), Parts((tenant("finance", systems=(system(*servers),) if servers else (), **more),)))


BARE: Final = _city()
HELD: Final = _city(server(volumes=(volume(),)))


def _at(kind: str, path: str) -> Address:
    return Address("primary", kind, path)


APP: Final = _at("server", "finance/desk/app")
DATA: Final = _at("volume", "finance/desk/app/data")


@pytest.fixture
def cloud() -> Simulated:
    """A department in order, without a server."""
    cloud = Simulated("primary")
    assert not bring_about(BARE, cloud).not_done()
    return cloud


def _past(carried: Carried) -> Past:
    plan = Plan("city", "c0ffee", Scope(("primary",)), carried.actions, Effects())
    return Past.of(CR, plan, carried.outcomes)


def _did(cloud: Simulated, wanted: Site) -> Past:
    carried = bring_about(wanted, cloud)
    assert not carried.not_done()
    return _past(carried)


def _left(cloud: Simulated, past: Past) -> list[Left]:
    return walked(cloud, cloud.observe(), past).left


def _back(cloud: Simulated, past: Past, wanted: Site = BARE, left: Sequence[Left] | None = None) -> tuple[Action, ...]:
    words = ("revert", CR, past.digest, *(one.word for one in (_left(cloud, past) if left is None else left)))
    return plan_site(wanted, cloud, Scope(("primary",), errand=words), deep=False, past=past).actions


def _refused(work: Any) -> list[Code]:
    with pytest.raises((ZhengyunError, Problems)) as refused:
        work()
    error = refused.value
    assert str(error)
    return [one.code for one in error.errors] if isinstance(error, Problems) else [error.code]


def test_what_was_made_goes_in_the_reverse_order(cloud: Simulated) -> None:
    stood = cloud.observe().existing
    past = _did(cloud, HELD)
    actions = _back(cloud, past)
    order = [action.address.kind for action in actions]
    assert order.index("attachment") < order.index("volume")
    assert [action.loses for action in actions if action.loses]
    assert not carry_out(cloud, actions).not_done()
    assert cloud.observe().existing == stood


def test_what_is_back_already_is_nothing_to_do(cloud: Simulated) -> None:
    past = _did(cloud, HELD)
    assert not carry_out(cloud, _back(cloud, past)).not_done()
    assert _back(cloud, past) == ()
    assert _left(cloud, past) == []


def test_what_was_taken_away_comes_back_empty_and_a_copy_that_stands_is_named(cloud: Simulated) -> None:
    _did(cloud, HELD)
    backup = _at("backup", f"{DATA.path}/20261121t0000z")
    facts: Attributes = {"tenant": "finance", "volume": DATA.path, "size_gib": 1, "whole": True}
    past = _did(cloud, BARE)
    cloud.things[backup] = Existing(backup, "copy", facts)
    assert {*_left(cloud, past)} == {Left(Why.EMPTY, APP), Left(Why.EMPTY, DATA, f"backup {backup.path}")}
    assert not carry_out(cloud, _back(cloud, past)).not_done()
    assert told(planned(HELD, cloud)) == []


def test_a_department_that_went_comes_back_whole(cloud: Simulated) -> None:
    _did(cloud, HELD)
    stood = {address: one.attributes for address, one in cloud.observe().existing.items()}
    past = _did(cloud, site(shared()))
    assert "project" in {action.address.kind for action in past.plan.actions}
    assert not carry_out(cloud, _back(cloud, past, site(shared()))).not_done()
    assert {address: one.attributes for address, one in cloud.observe().existing.items()} == stood


class TestChangedSince:
    """What somebody has changed since is refused by name, and left as it is where that is asked for."""

    @pytest.mark.parametrize("facts", [{"name": "another"}, {"flavor": "site/large"}])
    def test_what_the_change_made(self, cloud: Simulated, facts: Any) -> None:
        past = _did(cloud, HELD)
        cloud.meddle(APP, **facts)
        left = _left(cloud, past)
        assert Left(Why.MOVED, APP, *facts) in left
        assert codes.CHANGED_SINCE in _refused(lambda: refuse_since(left, past))
        assert codes.CHANGED_SINCE in _refused(lambda: _back(cloud, past, left=()))
        assert APP not in {action.address for action in _back(cloud, past)}

    def test_that_it_was_stopped_is_no_change_to_what_was_made(self, cloud: Simulated) -> None:
        past = _did(cloud, HELD)
        cloud.meddle(APP, running=False)
        assert _left(cloud, past) == []

    def test_another_thing_stands_in_its_place(self, cloud: Simulated) -> None:
        past = _did(cloud, HELD)
        cloud.things[APP] = replace(cloud.things[APP], id="another")
        assert Left(Why.MOVED, APP, "id") in _left(cloud, past)

    def test_what_the_change_updated(self, cloud: Simulated) -> None:
        project = _at("project", "finance")
        past = _did(cloud, _city(title="another title"))
        assert [one.attribute for one in _back(cloud, past)[0].changes] == ["title"]
        cloud.meddle(project, title="a third one")
        assert _left(cloud, past) == [Left(Why.MOVED, project, "title")]
        cloud.lose(project)
        assert _left(cloud, past) == [Left(Why.MOVED, project, "id")]

    def test_what_was_broken_since(self, cloud: Simulated) -> None:
        _did(cloud, HELD)
        past = _did(cloud, _city(server(volumes=(volume(),), running=False)))
        cloud.things[APP] = replace(cloud.things[APP], fault="no disk")
        assert _left(cloud, past) == [Left(Why.MOVED, APP, "no disk")]

    def test_something_was_made_again_in_the_place_of_what_went(self, cloud: Simulated) -> None:
        _did(cloud, HELD)
        past = _did(cloud, BARE)
        _did(cloud, _city(server(volumes=(volume(size_gib=9),))))
        assert Left(Why.MOVED, DATA, "id") in _left(cloud, past)

    def test_what_came_later_rests_on_it(self, cloud: Simulated) -> None:
        more = (network("office", "10.0.0.0/24"), network("new", "10.0.9.0/24"))
        past = _did(cloud, _city(networks=more))
        _did(cloud, _city(server("app", "new"), networks=more))
        left = _left(cloud, past)
        assert {(one.why, one.address.kind) for one in left} >= {(Why.HELD, "subnet")}
        assert codes.HELD_SINCE in _refused(lambda: _back(cloud, past, left=()))

    def test_what_it_needs_was_taken_away_later(self, cloud: Simulated) -> None:
        more = (network("office", "10.0.0.0/24"), network("new", "10.0.9.0/24"))
        _did(cloud, _city(server("app", "new"), networks=more))
        past = _did(cloud, _city(networks=more))
        _did(cloud, BARE)
        left = _left(cloud, past)
        assert left == [Left(Why.LACKS, APP, "subnet finance/new/10.0.9.0/24")]
        assert _refused(lambda: _back(cloud, past, left=())) == [codes.LACKS_SINCE]
        assert _back(cloud, past) == ()

    def test_the_plan_names_what_stays_and_it_has_to_be_that(self, cloud: Simulated) -> None:
        past = _did(cloud, HELD)
        for left in ([Left(Why.NEVER, APP)], [Left(Why.NEVER, _at("port", "finance/x"))]):
            assert _refused(lambda left=left: _back(cloud, past, left=left)) == [codes.LEFT_OTHERWISE]

    @pytest.mark.parametrize("word", ["", "=", "never", "never=primary", "nothing=primary/server/a"])
    def test_a_word_that_says_nothing_is_no_crash(self, cloud: Simulated, word: str) -> None:
        past = _did(cloud, HELD)
        words = ("revert", CR, past.digest, word)
        plan_site(BARE, cloud, Scope(("primary",), errand=words), deep=False, past=past)
        assert [*left_behind(words)]


def test_without_the_very_same_past_there_is_no_way_back(cloud: Simulated) -> None:
    past = _did(cloud, HELD)
    doctored = replace(past, outcomes=past.outcomes[1:])
    for other in (None, doctored, replace(past, request="CR-OTHER2")):
        work = lambda other=other: plan_site(  # noqa: E731
            BARE, cloud, Scope(("primary",), errand=("revert", CR, past.digest)), deep=False, past=other
        )
        assert _refused(work) == [codes.ANOTHER_PAST]


def test_only_what_was_done_is_taken_back(cloud: Simulated) -> None:
    carried = bring_about(HELD, cloud)
    last = carried.actions[-1]
    assert last.address.kind == "attachment"
    torn = [replace(one, status=Status.FAILED) if one.action == last.id else one for one in carried.outcomes]
    past = Past.of(CR, _past(carried).plan, torn)
    # It says that it failed, and there it is all the same: it holds what would go.
    left = _left(cloud, past)
    assert Left(Why.HALF, last.address) in left
    assert {one.why for one in left} == {Why.HALF, Why.HELD}
    cloud.lose(last.address)
    assert _left(cloud, past) == []
    assert last.address not in {action.address for action in _back(cloud, past)}


def test_a_volume_that_has_grown_stays_as_large(cloud: Simulated) -> None:
    _did(cloud, HELD)
    past = _did(cloud, _city(server(volumes=(volume(size_gib=9),))))
    assert _left(cloud, past) == [Left(Why.GROWN, DATA, "size_gib")]
    assert _back(cloud, past) == ()


def test_what_was_mended_stays_in_order(cloud: Simulated) -> None:
    group = _at("group", "finance/web")
    cloud.meddle(group, marked=False, name="another")
    past = _did(cloud, BARE)
    assert _left(cloud, past) == [Left(Why.MENDED, group, "marked")]
    (action,) = _back(cloud, past)
    assert [(one.attribute, one.after) for one in action.changes] == [("name", "another")]


def test_what_was_adopted_stays_ours(cloud: Simulated) -> None:
    _did(cloud, HELD)
    (action,) = planned(_city(server(volumes=(volume(),), running=False)), cloud)
    marking = replace(action, changes=(Change("marked", False, True),), attributes={"marked": True})
    plan = Plan("city", "c0ffee", Scope(("primary",), errand=("adopt", "finance")), (marking,), Effects())
    past = Past.of(CR, plan, [Outcome(marking.id, Status.DONE, cloud.things[APP].id)])
    assert _left(cloud, past) == [Left(Why.OURS, APP, "marked")]
    assert _back(cloud, past) == ()


def test_what_led_to_something_strange_is_not_led_there_again(cloud: Simulated) -> None:
    _did(cloud, HELD)
    cloud.meddle(APP, groups=["~1234"])
    past = _did(cloud, HELD)
    assert _left(cloud, past) == [Left(Why.STRANGE, APP, "groups")]


def test_copies_and_what_others_left_do_not_come_back(cloud: Simulated) -> None:
    _did(cloud, HELD)
    copy = _at("snapshot", f"{DATA.path}/20261121t0000z")
    facts: Attributes = {"tenant": "finance", "volume": DATA.path, "size_gib": 1, "whole": True}
    cloud.things[copy] = Existing(copy, "copy", facts)
    past = _did(cloud, BARE)
    assert Left(Why.NEVER, copy) in _left(cloud, past)
    assert copy not in {action.address for action in _back(cloud, past)}


class TestMoved:
    """Servers that came to another host go back, where that takes servers."""

    @pytest.fixture
    def cloud(self) -> Simulated:
        """Two hosts and a server on one of them."""
        cloud = Simulated("primary", rooms=tuple(Room(f"host-{number}", 4, 1024, 40) for number in (1, 2)))
        assert not bring_about(HELD, cloud).not_done()
        return cloud

    def _went(self, cloud: Simulated, *errand: str) -> Past:
        actions = plan_site(HELD, cloud, Scope(("primary",), errand=errand, allow_destroy=True), deep=False).actions
        carried = carry_out(cloud, actions)
        assert not carried.not_done()
        return _past(carried)

    @pytest.mark.parametrize("manner", [(), ("--live",)])
    def test_they_go_back_as_they_came(self, cloud: Simulated, manner: tuple[str, ...]) -> None:
        before = cloud.things[APP].attributes["host"]
        past = self._went(cloud, "migrate", *manner, APP.path)
        (action,) = _back(cloud, past, HELD)
        assert action.attributes["how"] == ("live" if manner else "cold")
        assert not carry_out(cloud, (action,)).not_done()
        assert cloud.things[APP].attributes["host"] == before

    def test_not_to_a_host_that_takes_none(self, cloud: Simulated) -> None:
        past = self._went(cloud, "migrate", APP.path)
        cloud.closed.add(str(past.plan.actions[0].changes[0].before))
        assert _left(cloud, past) == [Left(Why.STAYS, APP, "host")]
        assert _back(cloud, past, HELD) == ()

    def test_what_was_evacuated_stays(self, cloud: Simulated) -> None:
        dead = str(cloud.things[APP].attributes["host"])
        cloud.down.add(dead)
        past = self._went(cloud, "evacuate", dead)
        cloud.down.remove(dead)
        assert Left(Why.STAYS, APP, "host") in _left(cloud, past)


def test_the_level_of_what_files_no_longer_declare_counts() -> None:
    was = Effects(("finance",), ("primary/inner",), 3, ("a",), ("b",))
    assert beside(Effects(("finance",), ("primary/outer",), 2), was) == Effects(
        ("finance",), ("primary/inner", "primary/outer"), 3
    )


def test_every_reason_is_told_in_words() -> None:
    assert {*WORDS} == {*Why}
    errand = ("revert", CR, "sha256:0", *(Left(why, DATA, "size_gib").word for why in Why))
    assert len([*left_behind(errand)]) == len(Why)
    assert [*left_behind(("drain", "host-1"))] == []


@pytest.mark.parametrize("about", ["", "size_gib", "backup finance/a=b"])
def test_a_word_is_read_as_it_was_written(about: str) -> None:
    rule_ = _at("rule", "finance/web/in tcp 443 from 0.0.0.0/0")
    assert Left.read(Left(Why.MOVED, rule_, about).word) == Left(Why.MOVED, rule_, about)


def test_an_outcome_that_nobody_knows_is_asked_of_the_world() -> None:
    carried = Carried((), (Outcome("create primary/server/a", Status.DONE),))
    assert [*_past(carried).uncertain("primary")] == []
