"""The door: it opens for a permit alone, changes nothing that it cannot answer for, and says truly what was done."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from cloud.planning import plan as make
from cloud.simulated import Simulated
from inventory.loader import load
from tests.cast import MACHINE, NOW, HandClock, at, signer
from tests.permits import agreed, asked
from tests.unit.inventory.estates import edited, whole
from tests.unit.zhengyun.stage import Crash, MemoryJournal, Nodding, Watching, apply, door_for
from zhengyun import codes
from zhengyun.action import Action
from zhengyun.apply import apply as go_through
from zhengyun.canonical import canonical
from zhengyun.diff import Verb
from zhengyun.entry import Entry
from zhengyun.errors import Code, Exit, Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.note import SignedNote
from zhengyun.permit import Permit
from zhengyun.plan import Plan, Scope
from zhengyun.ports import Ids, Witnessed
from zhengyun.resource import Address, World
from zhengyun.results import Outcome, Pending, Receipt, Status

SITES = ("primary", "dr")
BOTH = Scope(SITES, allow_destroy=True)
AWAY = Code("ZY-TEST-006", Exit.UNREACHABLE, "{site} does not answer.", "It is away.")
REFUSED = Code("ZY-TEST-003", Exit.REFUSED, "No.", "Never.")
Clouds = dict[str, Simulated]


def without(note: str, place: int) -> str:
    """A signed note without one of its signatures."""
    read = SignedNote.read(note)
    return str(read._replace(lines=(*read.lines[:place], *read.lines[place + 1 :])))


def town(*edit: str) -> Estate:
    """The small estate at two sites, whole or with one place edited."""
    estate = load(edited(*edit) if edit else whole())
    (site,) = estate.sites
    return replace(estate, sites=(site, replace(site, name="dr")))


def clouds() -> Clouds:
    return {name: Simulated(name) for name in SITES}


@pytest.fixture
def built() -> Clouds:
    """Two sites on which the town stands."""
    made = clouds()
    apply(make(town(), made, BOTH), made, MemoryJournal())
    return made


def things(made: Clouds) -> dict[Address, str]:
    return {address: one.id for cloud in made.values() for address, one in cloud.things.items()}


def codes_of(error: ZhengyunError) -> list[str]:
    return [one.code.id for one in error.errors] if isinstance(error, Problems) else [error.code.id]


GROWN = ("finance", "volumes: {data: 20 GiB}", "volumes: {data: 25 GiB}")
MORE = ("finance", "volumes: {data: 20 GiB}", "volumes: {data: 20 GiB, log: 5 GiB}")
FEWER = ("finance", "app: {count: 2", "app: {count: 1")
SMALLER = ("finance", "volumes: {data: 20 GiB}", "volumes: {data: 15 GiB}")


class TestDone:
    """What is approved is done."""

    def test_from_nothing_everything_is_made_and_proven(self) -> None:
        made, journal = clouds(), MemoryJournal()
        plan = make(town(), made, BOTH)
        receipt = apply(plan, made, journal)
        assert receipt.complete
        assert [outcome.action for outcome in receipt.outcomes] == [action.id for action in plan.actions]
        assert receipt.totals()["done"] == len(plan.actions) > 30
        assert not make(town(), made, BOTH).actions

    def test_the_intent_is_on_record_and_signed_before_anything_is_done_and_the_receipt_comes_last(self) -> None:
        made, journal = clouds(), MemoryJournal()
        plan = make(town(), made, BOTH)
        receipt = apply(plan, made, journal)
        assert journal.notes[0] == ("intent", plan.digest, "wang")
        assert isinstance(journal.notes[1], Witnessed)
        assert journal.notes[-1] == receipt
        assert all(isinstance(note, Outcome) for note in journal.notes[2:-1])

    def test_a_receipt_says_what_when_and_by_which_request(self) -> None:
        made = clouds()
        plan = make(town(), made, BOTH)
        receipt = apply(plan, made, MemoryJournal())
        assert (receipt.request, receipt.plan) == ("CR-TEST22", plan.digest)
        assert (receipt.began, receipt.ended) == (at(0), at(0))
        read = Receipt.read(json.loads(canonical(receipt.document())))
        assert (read, read.digest) == (receipt, receipt.digest)

    def test_what_is_made_is_known_by_its_identifier(self) -> None:
        made = clouds()
        plan = make(town(), made, BOTH)
        receipt = apply(plan, made, MemoryJournal())
        by_action = {outcome.action: outcome.made for outcome in receipt.outcomes}
        assert by_action["create primary/project/finance"] == things(made)[Address("primary", "project", "finance")]

    def test_a_plan_without_actions_changes_nothing(self) -> None:
        empty = replace(make(town(), clouds(), BOTH), actions=())
        assert apply(empty, {}, MemoryJournal()).complete

    def test_a_change_of_what_stands_is_an_update_in_place(self, built: Clouds) -> None:
        before = things(built)
        receipt = apply(make(town(*GROWN), built, BOTH), built, MemoryJournal())
        assert receipt.complete
        assert things(built) == before
        volume = built["dr"].things[Address("dr", "volume", "finance/payroll/db/data")]
        assert volume.attributes["size_gib"] == 25


class TestRefused:
    """Where it refuses, nothing has been changed, and the log tells no intent."""

    def refuses(self, plan: Plan, made: Clouds, journal: MemoryJournal | None = None, **values: Any) -> list[str]:
        kept = journal or MemoryJournal()
        before = things(made)
        with pytest.raises(ZhengyunError) as raised:
            apply(plan, made, kept, **values)
        assert things(made) == before
        assert not kept.outcomes
        return codes_of(raised.value)

    def test_without_a_permit_nothing_is_even_read(self) -> None:
        class Unseen(Simulated):
            def observe(self, touched: Sequence[str] = ()) -> World:
                raise AssertionError("somebody looked")

        plan = make(town(), clouds(), BOTH)
        journal = MemoryJournal()
        door = door_for({name: Unseen(name) for name in SITES}, journal)
        for permit, code in (
            (None, "ZY-PERMIT-001"),
            (asked(plan), "ZY-PERMIT-011"),
            (agreed(asked(plan), "wang"), "ZY-PERMIT-006"),
            (agreed(asked(replace(plan, commit="x")), "li"), "ZY-PERMIT-003"),
            (agreed(asked(plan, not_after=at(-1)), "li"), "ZY-PERMIT-002"),
        ):
            with pytest.raises(ZhengyunError) as raised:
                go_through(plan, permit, "wang", door)
            assert raised.value.code.id == code
        assert journal.notes == []

    def test_a_site_that_the_settings_do_not_name(self) -> None:
        made = clouds()
        plan = make(town(), made, BOTH)
        del made["dr"]
        assert self.refuses(plan, made) == ["ZY-APPLY-004"]

    def test_every_fact_that_has_moved_is_named(self, built: Clouds) -> None:
        plan = make(town(*GROWN), built, BOTH)
        for site in SITES:
            built[site].meddle(Address(site, "volume", "finance/payroll/db/data"), size_gib=30)
        journal = MemoryJournal()
        assert self.refuses(plan, built, journal) == ["ZY-APPLY-001", "ZY-APPLY-001"]
        assert journal.notes == []

    def test_a_thing_that_was_replaced_by_its_like_has_moved(self, built: Clouds) -> None:
        plan = make(town(*GROWN), built, BOTH)
        address = Address("dr", "volume", "finance/payroll/db/data")
        built["dr"].things[address] = replace(built["dr"].things[address], id="another")
        assert "ZY-APPLY-001" in self.refuses(plan, built)

    def test_what_is_to_be_made_and_is_there_already_has_moved(self, built: Clouds) -> None:
        plan = make(town(*MORE), built, BOTH)
        data, log = (Address("dr", "volume", f"finance/payroll/db/{name}") for name in ("data", "log"))
        built["dr"].things[log] = replace(built["dr"].things[data], address=log)
        assert self.refuses(plan, built) == ["ZY-APPLY-001"]

    def test_what_has_changed_elsewhere_does_not_matter(self, built: Clouds) -> None:
        plan = make(town(*GROWN), built, BOTH)
        built["primary"].meddle(Address("primary", "network", "finance/office"), enabled=False)
        built["dr"].meddle(Address("dr", "volume", "finance/payroll/db/data"), name="renamed")
        assert apply(plan, built, MemoryJournal()).totals()["done"] == len(plan.actions)

    def test_what_the_site_cannot_bear_any_more(self, built: Clouds) -> None:
        plan = make(town(*MORE), built, BOTH)
        built["dr"].meddle(Address("dr", "quota", "finance"), volumes=1)
        journal = MemoryJournal()
        assert self.refuses(plan, built, journal) == ["ZY-CLOUD-020"]
        assert journal.notes == []

    def test_a_site_that_cannot_be_read(self, built: Clouds) -> None:
        plan = make(town(*GROWN), built, BOTH)

        class Silent(Simulated):
            def observe(self, touched: Sequence[str] = ()) -> World:
                raise ZhengyunError(AWAY, site=self.site)

        assert self.refuses(plan, {**built, "dr": Silent("dr")}) == ["ZY-TEST-006"]

    def test_a_witness_who_will_not_sign(self) -> None:
        class Refusing(Nodding):
            def cosign(self, entry: Entry) -> Witnessed:
                raise ZhengyunError(REFUSED)

        made = clouds()
        assert self.refuses(make(town(), made, BOTH), made, witness=Refusing()) == ["ZY-TEST-003"]

    @pytest.mark.parametrize(
        ("seen", "code"),
        [
            pytest.param(lambda good: replace(good, proof=(bytes(32),)), "002", id="of another entry"),
            pytest.param(lambda good: replace(good, note=good.note.replace("\n1\n", "\n2\n")), "002", id="of more"),
            pytest.param(lambda good: replace(good, note="no note"), "002", id="no note"),
            pytest.param(lambda good: replace(good, note=without(good.note, 0)), "002", id="not the log's"),
            pytest.param(lambda good: replace(good, note=without(good.note, 1)), "010", id="no witness's"),
        ],
    )
    def test_an_intent_that_no_witness_has_really_signed(
        self, seen: Callable[[Witnessed], Witnessed], code: str
    ) -> None:
        class Careless(Nodding):
            def cosign(self, entry: Entry) -> Witnessed:
                return seen(super().cosign(entry))

        made = clouds()
        assert self.refuses(make(town(), made, BOTH), made, witness=Careless()) == [f"ZY-APPLY-{code}"]

    def test_a_witness_whom_the_role_file_does_not_name(self) -> None:
        made, journal = clouds(), MemoryJournal()
        assert self.refuses(make(town(), made, BOTH), made, journal, witness=Nodding(signer("sun"))) == ["ZY-APPLY-010"]
        assert [note[0] for note in journal.notes] == ["intent"], "what is no signature is not kept"

    @pytest.mark.parametrize("machine", ["", MACHINE])
    def test_a_witness_on_the_appliers_own_machine_or_on_nobody_knows_which(self, machine: str) -> None:
        made = clouds()
        assert self.refuses(make(town(), made, BOTH), made, machine=machine) == ["ZY-APPLY-010"]

    @pytest.mark.parametrize("method", ["intend", "cosigned"])
    def test_a_journal_that_cannot_keep_the_intent(self, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_arguments: object) -> None:
            raise ZhengyunError(REFUSED)

        made, journal = clouds(), MemoryJournal()
        monkeypatch.setattr(journal, method, full)
        assert self.refuses(make(town(), made, BOTH), made, journal) == ["ZY-TEST-003"]


@dataclass
class Troubled(Simulated):
    """A simulated site that has its troubles: `fails` by action, `away` after so many beginnings, `lies` about what it does."""

    fails: dict[str, Exception] = field(default_factory=dict)
    away_after: int = 1_000_000
    lies: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list)
    reads: int = 1_000_000

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do it, or have a trouble."""
        with self._lock:
            self.seen.append(action.id)
            if len(self.seen) > self.away_after:
                raise ZhengyunError(AWAY, site=self.site)
        if action.id in self.fails:
            raise self.fails[action.id]
        if action.id in self.lies:
            return Outcome(action.id, Status.DONE, "made up")
        return super().begin(action, ids)

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Read, as often as it goes well."""
        self.reads -= 1
        if self.reads < 0:
            raise KeyError("servers")
        return super().observe(touched)


class TestTroubles:
    """What goes wrong is said, and stops nothing that does not rest on it."""

    def test_a_failed_action_stops_what_rests_on_it_and_nothing_else(self) -> None:
        made: dict[str, Any] = clouds()
        plan = make(town(), made, BOTH)
        group = "create primary/group/finance/app"
        made["primary"] = Troubled("primary", fails={group: ZhengyunError(REFUSED)})
        receipt = apply(plan, made, MemoryJournal())
        status = {outcome.action: outcome.status for outcome in receipt.outcomes}
        needs = {action.id: action.needs for action in plan.actions}

        def rests_on(action: str) -> bool:
            return any(need == group or rests_on(need) for need in needs[action])

        assert status[group] is Status.FAILED
        assert {action for action, one in status.items() if one is Status.SKIPPED} == set(filter(rests_on, status))
        assert receipt.totals()["waiting"] == 0
        assert not receipt.complete
        assert receipt.unproven == ()

    def test_a_site_that_goes_away_leaves_its_actions_waiting_while_the_other_goes_on(self) -> None:
        made: dict[str, Any] = clouds()
        plan = make(town(), made, BOTH)
        made["dr"] = Troubled("dr", away_after=12)
        receipt = apply(plan, made, MemoryJournal())
        left = {outcome.action for outcome in receipt.outcomes if outcome.status is Status.WAITING}
        assert left
        assert all(" dr/" in action for action in left)
        assert receipt.totals()["failed"] == receipt.totals()["skipped"] == 0
        assert receipt.totals()["done"] == len(plan.actions) - len(left)
        made["dr"].away_after = 1_000_000
        again = apply(plan, made, MemoryJournal(), before=receipt.outcomes)
        assert again.complete
        assert not make(town(), made, BOTH).actions

    def test_what_is_said_to_be_done_and_is_not_is_unproven(self) -> None:
        made: dict[str, Any] = clouds()
        plan = make(town(), made, BOTH)
        made["dr"] = Troubled("dr", lies=("create dr/key/finance/operations",))
        receipt = apply(plan, made, MemoryJournal())
        assert "dr/key/finance/operations" in receipt.unproven
        assert not receipt.complete

    def test_a_site_that_cannot_be_read_at_the_end_leaves_its_own_things_unproven(self) -> None:
        made: dict[str, Any] = clouds()
        plan = make(town(), made, BOTH)
        made["dr"] = Troubled("dr", reads=2)  # by the door and by admission
        receipt = apply(plan, made, MemoryJournal())
        assert receipt.totals()["done"] == len(plan.actions)
        assert {address.partition("/")[0] for address in receipt.unproven} == {"dr"}
        made["dr"].reads = 1_000_000
        assert apply(plan, made, MemoryJournal(), before=receipt.outcomes).complete

    @pytest.mark.parametrize(
        ("edit", "verbs"), [(FEWER, {Verb.DELETE}), (SMALLER, {Verb.DELETE, Verb.CREATE}), (GROWN, {Verb.UPDATE})]
    )
    def test_deletions_replacements_and_updates_are_proven_too(
        self, built: Clouds, edit: tuple[str, ...], verbs: set[Verb]
    ) -> None:
        plan = make(town(*edit), built, BOTH)
        assert {action.verb for action in plan.actions} == verbs
        assert apply(plan, built, MemoryJournal()).complete
        assert not make(town(*edit), built, BOTH).actions


class TestInterrupted:
    """What was interrupted is resumed."""

    def test_stopped_in_the_middle_it_ends_what_is_under_way_and_goes_on_later(self) -> None:
        made, stop, journal = clouds(), threading.Event(), MemoryJournal()
        plan = make(town(), made, BOTH)

        class Stopping(Watching):
            def ended(self, action: Action, outcome: Outcome) -> None:
                super().ended(action, outcome)
                if len(self.ended_) == 20:
                    stop.set()

        receipt = apply(plan, made, journal, stop=stop, watcher=Stopping())
        assert receipt.totals()["waiting"] > 0
        assert receipt.totals()["done"] == len(journal.outcomes) >= 20
        assert receipt.unproven == ()
        before = things(made)
        again = apply(plan, made, MemoryJournal(), before=receipt.outcomes)
        assert again.complete
        assert before.items() <= things(made).items(), "what was made stays what it is"

    @pytest.mark.parametrize("crash_at", [1, 2, 7, 20, 40])
    def test_killed_between_an_effect_and_its_record_it_makes_nothing_twice(self, crash_at: int) -> None:
        made = clouds()
        plan = make(town(), made, BOTH)
        recorded: list[Outcome] = []

        def dies(outcome: Outcome) -> None:
            if len(recorded) == crash_at:
                raise Crash
            recorded.append(outcome)

        with pytest.raises(Crash):
            apply(plan, made, MemoryJournal(fails=dies))
        before = things(made)
        assert len(before) > len(recorded), "something has come about that nobody recorded"
        receipt = apply(plan, made, MemoryJournal(), before=recorded)
        assert receipt.complete
        assert before.items() <= things(made).items()
        assert not make(town(), made, BOTH).actions

    def test_killed_before_anything_was_recorded_it_can_be_resumed_as_well(self) -> None:
        made = clouds()
        plan = make(town(), made, BOTH)
        assert apply(plan, made, MemoryJournal(), before=()).complete

    def test_a_second_run_from_the_beginning_is_refused_by_the_world(self, built: Clouds) -> None:
        plan = make(town(), clouds(), BOTH)
        with pytest.raises(Problems) as raised:
            apply(plan, built, MemoryJournal())
        assert {error.code for error in raised.value.errors} == {codes.WORLD_MOVED}

    def test_what_has_moved_meanwhile_is_met_by_a_resumed_run_too(self, built: Clouds) -> None:
        plan = make(town(*GROWN), built, BOTH)
        built["dr"].meddle(Address("dr", "volume", "finance/payroll/db/data"), size_gib=30)
        with pytest.raises(Problems) as raised:
            apply(plan, built, MemoryJournal(), before=())
        assert {error.code for error in raised.value.errors} == {codes.WORLD_MOVED}

    def test_a_permit_that_has_ended_resumes_nothing(self, built: Clouds) -> None:
        plan = make(town(*GROWN), built, BOTH)
        door = door_for(built, MemoryJournal())
        permit = agreed(asked(plan, not_after=at(10)), "li")
        late = replace(door, clock=HandClock(NOW + timedelta(seconds=11)))
        with pytest.raises(ZhengyunError) as raised:
            go_through(plan, permit, "wang", late, before=())
        assert raised.value.code is codes.PERMIT_EXPIRED


class TestLent:
    """What the hands act with is lent to them when all has been checked and witnessed, and not before."""

    def test_after_the_witness_and_until_the_receipt(self) -> None:
        made, journal = clouds(), MemoryJournal()
        seen: list[list[str]] = []

        @contextmanager
        def lending(permit: Permit) -> Iterator[None]:
            assert permit.request == "CR-TEST22"
            seen.append([type(note).__name__ for note in journal.notes])
            yield
            seen.append([type(note).__name__ for note in journal.notes[-1:]])

        apply(make(town(), made, BOTH), made, journal, lending=lending)
        assert seen == [["tuple", "Witnessed"], ["Receipt"]]

    def test_where_nobody_witnesses_nothing_is_lent(self) -> None:
        class Silent(Nodding):
            def cosign(self, entry: Entry) -> Witnessed:
                raise ZhengyunError(AWAY, site=str(entry.number))

        made = clouds()

        @contextmanager
        def lending(permit: Permit) -> Iterator[None]:
            raise AssertionError(permit)
            yield

        with pytest.raises(ZhengyunError, match="ZY-TEST-006"):
            apply(make(town(), made, BOTH), made, MemoryJournal(), witness=Silent(), lending=lending)

    def test_where_nothing_can_be_lent_nothing_is_begun_and_no_action_has_failed(self) -> None:
        made, journal = clouds(), MemoryJournal()

        @contextmanager
        def lending(permit: Permit) -> Iterator[None]:
            raise ZhengyunError(AWAY, site=permit.request)
            yield

        with pytest.raises(ZhengyunError, match="ZY-TEST-006"):
            apply(make(town(), made, BOTH), made, journal, lending=lending)
        assert not things(made)
        assert not journal.outcomes
