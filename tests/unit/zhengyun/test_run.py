"""A run follows its graph, records before it goes on, bears every misfortune of its drivers, and always ends."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.zhengyun.stage import BRISK, Watching
from zhengyun import codes
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Code, Exit, Problems, ZhengyunError
from zhengyun.graph import Graph
from zhengyun.ports import Ids, Watcher
from zhengyun.resource import Address, World
from zhengyun.results import Outcome, Pending, Status
from zhengyun.run import Pace, Run, failure

AWAY = Code("ZY-TEST-006", Exit.UNREACHABLE, "{site} does not answer.", "It is away.")
SECONDS = 30


def act(name: str, *needs: str, site: str = "here", tenths: int = 1, verb: Verb = Verb.CREATE) -> Action:
    return Action(name, "test", verb, Address(site, "thing", f"town/{name}"), "", {}, needs=needs, tenths=tenths)


@dataclass
class Fateful:
    """A driver that lets each action meet its fate: `done`, `failed`, `broken`, `away`, or the same after some looks."""

    fates: Mapping[str, str] = field(default_factory=dict)
    recorded: dict[str, Outcome] = field(default_factory=dict)
    gates: Mapping[str, threading.Event] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)
    most: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def observe(self, touched: Sequence[str] = ()) -> World:
        """There is nothing."""
        raise AssertionError("nobody asks")

    def admit(self, actions: Sequence[Action]) -> None:
        """There is room."""

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Meet the fate, or begin to."""
        del ids
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.begun.append(action.id)
            assert all(self.recorded[need].status is Status.DONE for need in action.needs)
        try:
            if action.id in self.gates:
                assert self.gates[action.id].wait(SECONDS)
            fate = self.fates.get(action.id, "done")
            return Pending(action, "made", fate) if fate[-1].isdigit() else self.end(action, fate)
        finally:
            with self._lock:
                self._now -= 1

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look at all; a site that breaks breaks for all of them."""
        for one in pending:
            if one.phase.startswith("settle-"):
                raise {"settle-broken1": KeyError("x"), "settle-away1": ZhengyunError(AWAY, site="here")}[one.phase]
        if any(one.phase == "forgotten1" for one in pending):
            return []
        return [self.look(one) for one in pending]

    def look(self, one: Pending) -> Outcome | Pending:
        fate, left = one.phase[:-1], int(one.phase[-1])
        if left > 1:
            return replace(one, phase=f"{fate}{left - 1}")
        try:
            return self.end(one.action, fate)
        except Exception as error:  # noqa: BLE001 - drivers turn what is wrong with one thing into its outcome
            return failure(one.action, error)

    def end(self, action: Action, fate: str) -> Outcome:
        if fate == "broken":
            raise KeyError("volumes")
        if fate == "failed":
            raise ZhengyunError(codes.UNEXPECTED, thing=action.address, error="no")
        if fate == "away":
            raise ZhengyunError(AWAY, site=action.address.site)
        return Outcome(action.id, Status.DONE, f"made {action.id}")


@dataclass
class Narrow(Fateful):
    """A driver whose site bears one action at a time."""

    width: int = 1


@dataclass
class Ran:
    """What came of a run."""

    outcomes: dict[str, Outcome]
    driver: Fateful
    ids: dict[Address, str]
    watcher: Watching

    @property
    def statuses(self) -> dict[str, str]:
        return {name: one.status.value for name, one in self.outcomes.items()}


def run(
    actions: Sequence[Action],
    fates: Mapping[str, str] | None = None,
    *,
    pace: Pace = BRISK,
    stop: threading.Event | None = None,
    record: Callable[[Outcome], None] = lambda _outcome: None,
    watcher: Watcher | None = None,
    gates: Mapping[str, threading.Event] | None = None,
    driven: type[Fateful] = Fateful,
) -> Ran:
    """Run to the end, in a thread of its own so that a run that never ends is told of."""
    driver = driven(fates or {}, gates=gates or {})
    watching, ids, ended, raised = Watching(), dict[Address, str](), list[Outcome](), list[BaseException]()

    def keep(outcome: Outcome) -> None:
        record(outcome)
        driver.recorded[outcome.action] = outcome

    sites = {action.address.site: driver for action in actions}
    one = Run(actions, sites, ids, record=keep, watcher=watcher or watching, stop=stop or threading.Event(), pace=pace)

    def go() -> None:
        try:
            ended.extend(one())
        except BaseException as error:  # noqa: BLE001 - it is raised again by who waits
            raised.append(error)

    thread = threading.Thread(target=go, daemon=True)
    thread.start()
    thread.join(SECONDS)
    assert not thread.is_alive(), "the run hangs"
    if raised:
        raise raised[0]
    return Ran({outcome.action: outcome for outcome in ended}, driver, ids, watching)


CHAIN = [act("a"), act("b", "a"), act("c", "b")]


class TestOrder:
    """What comes before what."""

    def test_nothing_to_do_ends_at_once(self) -> None:
        assert run([]).outcomes == {}

    def test_an_action_begins_when_all_that_it_needs_is_recorded(self) -> None:
        ran = run([act("a"), act("b"), act("c", "a", "b")], {"a": "done3"})
        assert ran.driver.begun[-1] == "c"
        assert set(ran.statuses.values()) == {"done"}

    def test_every_action_is_told_of_when_it_begins_and_when_it_has_been_recorded(self) -> None:
        ran = run(CHAIN)
        assert ran.watcher.began == ran.watcher.ended_ == ["a", "b", "c"]

    def test_the_outcomes_come_in_the_plans_order(self) -> None:
        assert list(run([act("b"), act("a"), act("c", "a")]).outcomes) == ["b", "a", "c"]

    def test_what_the_longest_chain_waits_for_begins_first(self) -> None:
        actions = [act("x", tenths=5), act("a"), act("b", "a", tenths=9)]
        assert run(actions, pace=Pace(1, 0.001)).driver.begun == ["a", "b", "x"]

    def test_weights_are_the_time_until_the_longest_chain_behind_has_ended(self) -> None:
        actions = [act("a", tenths=1), act("b", "a", tenths=2), act("c", "a", tenths=5), act("d", "b", "c", tenths=1)]
        assert Graph(actions).weights() == {"a": 7, "b": 3, "c": 6, "d": 1}

    def test_a_need_that_is_no_part_of_the_run_counts_as_met(self) -> None:
        assert [action.id for action in Graph([act("b", "gone")]).first()] == ["b"]

    @pytest.mark.parametrize("workers", [1, 2, 3])
    def test_no_more_are_begun_at_once_than_there_are_workers(self, workers: int) -> None:
        release = threading.Event()
        actions = [act(f"a{number}") for number in range(9)]
        gates = {action.id: release for action in actions}

        class Counting(Watching):
            def begun(self, action: Action) -> None:
                super().begun(action)
                if len(self.began) == workers:
                    release.set()

        ran = run(actions, pace=Pace(workers, 0.001), watcher=Counting(), gates=gates)
        assert ran.driver.most <= workers
        assert set(ran.statuses.values()) == {"done"}, "fewer were begun, so that nothing was released"

    def test_no_more_are_begun_at_once_than_the_driver_finds_worth_while(self) -> None:
        ran = run([act(f"a{number}") for number in range(9)], pace=Pace(8, 0.001), driven=Narrow)
        assert ran.driver.most == 1
        assert set(ran.statuses.values()) == {"done"}

    def test_what_takes_its_time_in_the_cloud_keeps_no_worker(self) -> None:
        actions = [act(f"a{number}") for number in range(9)]
        ran = run(actions, {action.id: "done9" for action in actions}, pace=Pace(1, 0.01))
        assert set(ran.statuses.values()) == {"done"}

    def test_identifiers_follow_what_is_made_and_deleted(self) -> None:
        gone = act("gone", "new", verb=Verb.DELETE)
        ran = run([act("new"), gone])
        assert ran.ids == {Address("here", "thing", "town/new"): "made new"}


class TestFailure:
    """What goes wrong stops what rests on it, and nothing else."""

    @pytest.mark.parametrize("fate", ["failed", "broken", "failed2", "broken1"])
    def test_exactly_what_rests_on_a_failed_action_is_skipped(self, fate: str) -> None:
        actions = [act("a"), act("b", "a"), act("c", "b"), act("d", "a"), act("e", "c", "d"), act("f")]
        ran = run(actions, {"b": fate})
        assert ran.statuses == {"a": "done", "b": "failed", "c": "skipped", "d": "done", "e": "skipped", "f": "done"}
        assert ran.outcomes["e"].detail in {"b", "c"}
        assert set(ran.driver.recorded) == set(ran.outcomes), "skipped is on record too"

    def test_a_failure_keeps_its_code_and_its_words(self) -> None:
        outcome = run([act("a")], {"a": "failed"}).outcomes["a"]
        assert (outcome.code, outcome.detail) == ("ZY-APPLY-005", "here/thing/town/a: no")

    def test_an_unknown_failure_is_told_as_such(self) -> None:
        outcome = run([act("a")], {"a": "broken"}).outcomes["a"]
        assert (outcome.code, outcome.detail) == ("ZY-APPLY-005", "here/thing/town/a: KeyError: 'volumes'")

    def test_several_failures_at_once_are_told_as_the_first(self) -> None:
        problems = Problems((ZhengyunError(codes.DRIVER_MISSING, site="here"), ZhengyunError(codes.NO_PERMIT)))
        assert "site here" in failure(act("a"), problems).detail

    def test_a_look_that_breaks_fails_all_that_was_looked_at_and_the_run_goes_on(self) -> None:
        ran = run([act("a"), act("b"), act("c", "a"), act("d")], {"a": "settle-broken1", "b": "done9"})
        assert ran.statuses["a"] == "failed"
        assert ran.statuses["c"] == "skipped"
        assert ran.statuses["d"] == "done"

    def test_a_look_that_forgets_some_fails_them_instead_of_waiting_for_ever(self) -> None:
        assert run([act("a"), act("b")], {"a": "forgotten1"}).statuses == {"a": "failed", "b": "done"}

    def test_a_driver_that_wants_to_end_the_process_ends_its_action_only(self) -> None:
        class Leaving(Fateful):
            def end(self, action: Action, fate: str) -> Outcome:
                if action.id == "a":
                    raise SystemExit(1)
                return super().end(action, fate)

        driver = Leaving()
        driver.recorded = {}
        sites = {"here": driver}
        one = Run(CHAIN, sites, {}, record=lambda _: None, watcher=Watching(), stop=threading.Event(), pace=BRISK)
        assert [outcome.status for outcome in one()] == [Status.FAILED, Status.SKIPPED, Status.SKIPPED]

    def test_a_watcher_that_breaks_is_not_asked_again_and_the_run_goes_on(self) -> None:
        class Gone(Watching):
            def begun(self, action: Action) -> None:
                super().begun(action)
                raise BrokenPipeError

        watcher = Gone()
        assert set(run(CHAIN, watcher=watcher).statuses.values()) == {"done"}
        assert (watcher.began, watcher.ended_) == (["a"], [])


class TestAway:
    """A site that goes away has failed nothing."""

    @pytest.mark.parametrize("fate", ["away", "away2", "settle-away1"])
    def test_others_go_on_and_what_is_left_there_waits(self, fate: str) -> None:
        here = [act("a"), act("b", "a"), act("c", "b")]
        there = [act("x", site="there"), act("y", "x", site="there")]
        ran = run([*here, *there], {"b": fate})
        assert ran.statuses == {"a": "done", "b": "waiting", "c": "waiting", "x": "done", "y": "done"}
        assert set(ran.driver.recorded) == {"a", "x", "y"}, "what waits has no outcome yet"

    def test_what_was_under_way_there_is_still_looked_at(self) -> None:
        assert run([act("a"), act("b")], {"a": "done5", "b": "away"}).statuses == {"a": "done", "b": "waiting"}

    def test_nothing_more_is_begun_there(self) -> None:
        ran = run([act("a", tenths=9), act("b"), act("c")], {"a": "away"}, pace=Pace(1, 0.001))
        assert ran.driver.begun == ["a"]


class TestStop:
    """Stopping."""

    def test_before_the_first_action_nothing_is_begun(self) -> None:
        stop = threading.Event()
        stop.set()
        ran = run(CHAIN, stop=stop)
        assert ran.driver.begun == []
        assert set(ran.statuses.values()) == {"waiting"}

    def test_in_the_middle_what_is_under_way_ends_and_is_recorded_and_nothing_is_begun(self) -> None:
        stop = threading.Event()

        class Stopping(Watching):
            def begun(self, action: Action) -> None:
                if action.id == "b":
                    stop.set()

        actions = [act("a", tenths=9), act("b", tenths=8), act("c"), act("d", "a")]
        ran = run(actions, {"a": "done3"}, stop=stop, watcher=Stopping(), pace=Pace(2, 0.001))
        assert ran.statuses == {"a": "done", "b": "done", "c": "waiting", "d": "waiting"}
        assert set(ran.driver.recorded) == {"a", "b"}


class TestJournal:
    """What cannot be recorded is not gone on with."""

    def test_a_journal_that_fails_stops_the_run_with_its_error(self) -> None:
        def full(outcome: Outcome) -> None:
            if outcome.action == "b":
                raise OSError("no space left")

        driver_begun: list[str] = []

        class Telling(Watching):
            def begun(self, action: Action) -> None:
                driver_begun.append(action.id)

        with pytest.raises(OSError, match="no space left"):
            run(CHAIN, record=full, watcher=Telling())
        assert driver_begun == ["a", "b"]

    def test_what_is_in_flight_then_comes_to_its_end(self) -> None:
        slow = threading.Event()
        ended: list[str] = []

        def full(outcome: Outcome) -> None:
            slow.set()
            raise OSError(outcome.action)

        class Slow(Fateful):
            def end(self, action: Action, fate: str) -> Outcome:
                if action.id == "slow":
                    assert slow.wait(SECONDS)
                ended.append(action.id)
                return super().end(action, fate)

        actions = [act("slow"), act("fast"), act("after", "fast")]
        one = Run(actions, {"here": Slow()}, {}, record=full, watcher=Watching(), stop=threading.Event(), pace=BRISK)
        with pytest.raises(OSError, match="fast"):
            one()
        assert ended == ["fast", "slow"], "the run came back before what it had sent off"

    def test_no_thread_is_left_behind(self) -> None:
        def full(_outcome: Outcome) -> None:
            raise OSError("no space left")

        before = threading.active_count()
        with pytest.raises(OSError, match="no space left"):
            run([act("a"), act("b")], {"b": "done9"}, record=full)
        assert threading.active_count() == before


FATES = ["done"] * 8 + ["done1", "done3", "failed", "failed2", "broken", "broken1", "away", "away1"]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Action], dict[str, str]]:
    """Actions at two sites, each needing some earlier ones of its site, and what becomes of each."""
    actions: list[Action] = []
    for number in range(draw(st.integers(0, 14))):
        site = draw(st.sampled_from(["here", "there"]))
        earlier = [action.id for action in actions if action.address.site == site]
        needs = draw(st.lists(st.sampled_from(earlier), max_size=3, unique=True)) if earlier else []
        actions.append(act(f"a{number}", *needs, site=site, tenths=draw(st.integers(0, 3))))
    return actions, {action.id: draw(st.sampled_from(FATES)) for action in actions}


def fated(actions: Sequence[Action], fates: Mapping[str, str]) -> dict[str, str]:
    """What must become of each action, where its site stays."""
    ends: dict[str, str] = {}
    for action in actions:
        needs = {ends[need] for need in action.needs}
        fate = {"don": "done", "fai": "failed", "bro": "failed", "awa": "waiting"}[fates[action.id][:3]]
        ends[action.id] = "skipped" if needs & {"failed", "skipped"} else "waiting" if "waiting" in needs else fate
    return ends


@pytest.mark.slow
@examples(60)
@given(graphs(), st.integers(1, 3))
def test_whatever_happens_every_run_ends_and_each_action_has_its_one_end(
    graph: tuple[list[Action], dict[str, str]], workers: int
) -> None:
    actions, fates = graph
    ran, wanted = run(actions, fates, pace=Pace(workers, 0.0005)), fated(actions, fates)
    away = {action.address.site for action in actions if ran.statuses[action.id] == "waiting"}
    for action in actions:
        stayed = action.address.site not in away
        assert ran.statuses[action.id] == wanted[action.id] or not stayed
        if ran.statuses[action.id] == "done":
            assert all(ran.statuses[need] == "done" for need in action.needs)
    assert len(ran.driver.begun) == len(set(ran.driver.begun)), "nothing is done twice"
    assert ran.driver.most <= workers * 2


@pytest.mark.slow
def test_a_chain_of_thousands_fails_without_running_out_of_stack() -> None:
    names = [f"a{number}" for number in range(3000)]
    actions = [act(names[0]), *(act(after, before) for before, after in pairwise(names))]
    ran = run(actions, {names[0]: "failed"})
    assert list(ran.statuses.values()).count("skipped") == 2999
