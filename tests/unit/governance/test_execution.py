"""Carrying out: by one process at a time, only what was approved, everything on record, and the state true at the end."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from governance.execution import execute, state_after
from governance.openings import is_due
from governance.requests import cancel
from governance.withdrawals import withdraw
from tests.attacks import Attack
from tests.cast import DAY, at, role_file
from tests.permits import gate
from tests.records import Records
from tests.unit.governance.requests import HOUR, PLAN, ask, in_state, refusal, say_no, say_yes, stored
from tests.unit.governance.test_requests import at_once
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.small import found, have
from tests.unit.zhengyun.stage import BRISK, HERE, Crash, Nodding, Small, Watching
from zhengyun.action import Action
from zhengyun.apply import Door, apply
from zhengyun.canonical import canonical
from zhengyun.change import ChangeRequest, Claim, State
from zhengyun.entry import Entry, Note
from zhengyun.errors import Code, Exit, ZhengyunError
from zhengyun.ports import Journal, Witnessed
from zhengyun.results import Outcome, Receipt, Status
from zhengyun.run import Pace

REFUSED = Code("ZY-TEST-003", Exit.REFUSED, "No.", "Never.")
CLAIMED = Note("apply.claimed", "wang", {})
MINE = Claim("here", 1, "boot", "100", "wang", at(0))
OTHER = Claim("here", 2, "boot", "200", "zhou", at(0))
FIRST = "create here/land/town/a"
NO_OUTCOMES = "CREATE TRIGGER no_outcomes BEFORE INSERT ON outcomes BEGIN SELECT RAISE(ABORT, 'no'); END"


class Hall:
    """A site, and a way to carry out requests there."""

    def __init__(self, records: Records, **values: Any) -> None:
        self.records, self.world = records, Interpreter({})
        self.values: dict[str, Any] = {
            "witness": Nodding(),
            "watcher": Watching(),
            "machine": HERE,
            "pace": BRISK,
            **values,
        }

    def execute(
        self, request: ChangeRequest, claim: Claim = MINE, *, resume: bool = False, alive: bool = True, **site: Any
    ) -> Receipt:
        records = self.records

        def through(journal: Journal, before: Sequence[Outcome] | None) -> Receipt:
            done = {one.action for one in records.ledger.outcomes(request.id) if one.status is Status.DONE}
            small = Small(self.world, lambda: done, **site)
            door = Door(drivers={"here": small}, gate=gate(), journal=journal, clock=records.clock, **self.values)
            return apply(PLAN, request.permit, claim.actor, door, before)

        return execute(
            request,
            claim=claim,
            resume=resume,
            alive=lambda _claim: alive,
            ledger=records.ledger,
            book=records.book,
            apply=through,
            now=records.clock.now(),
        )


@pytest.fixture
def approved(records: Records) -> ChangeRequest:
    """An approved request."""
    request = ask(records)
    say_yes(records, request)
    return stored(records, request)


def fail_first(action: Any) -> None:
    if action.id == FIRST:
        raise ZhengyunError(REFUSED)


class TestDone:
    """What goes well."""

    def test_an_approved_request_is_applied_and_all_of_it_is_on_record(
        self, records: Records, approved: ChangeRequest
    ) -> None:
        receipt = Hall(records).execute(approved)
        assert receipt.complete
        assert records.ledger.receipt(approved.id) == receipt
        assert {one.action for one in records.ledger.outcomes(approved.id)} == {action.id for action in PLAN.actions}
        assert (stored(records, approved).stored, stored(records, approved).claim) == (State.APPLIED, None)
        assert records.kinds()[3:] == ["apply.claimed", "apply.intent", "apply.action", "apply.action", "apply.result"]

    def test_the_log_tells_who_agreed_to_what_and_what_came_of_it(
        self, records: Records, approved: ChangeRequest
    ) -> None:
        receipt = Hall(records).execute(approved)
        told = {entry.kind: entry for entry in records.book.entries()}
        assert told["apply.intent"].body["approvers"] == ["li"]
        assert told["apply.intent"].body["plan"] == PLAN.digest
        assert told["apply.result"].body["receipt"] == receipt.digest
        (note,) = records.book.checkpoints()
        assert note.splitlines()[1] == str(told["apply.intent"].number)

    def test_a_permit_is_used_once(self, records: Records, approved: ChangeRequest) -> None:
        hall = Hall(records)
        receipt = hall.execute(approved)
        with pytest.raises(ZhengyunError, match=f"was applied at {receipt.ended}"):
            hall.execute(stored(records, approved))
        assert refusal(lambda: hall.execute(stored(records, approved), resume=True)) == "ZY-APPLY-003"
        assert refusal(lambda: hall.execute(approved)) == "ZY-GOV-004", "not even with an older reading"


class TestRecordsSetBack:
    """Somebody with the database in his hands says that what is over is not."""

    def test_what_was_done_is_not_done_again_where_the_world_would_allow_it(
        self, records: Records, approved: ChangeRequest
    ) -> None:
        assert Hall(records).execute(approved).complete
        for state in (State.APPROVED, State.INTERRUPTED):
            records.meddle("UPDATE requests SET state = ?", state.value)
            hall = Hall(records)
            again = partial(hall.execute, stored(records, approved), resume=state is State.INTERRUPTED)
            assert refusal(again) == "ZY-APPLY-003"
            assert hall.world.things == {}
            last = records.book.last()
            assert last is not None
            assert (last.kind, last.body["codes"]) == ("apply.refused", ["ZY-APPLY-003"]), "the attempt is on record"

    def test_what_was_taken_back_is_not_done(self, records: Records, approved: ChangeRequest) -> None:
        cancel(approved, person="wang", roles=role_file(), ledger=records.ledger, now=records.clock.now())
        records.meddle("UPDATE requests SET state = 'approved'")
        assert refusal(lambda: Hall(records).execute(stored(records, approved))) == "ZY-GOV-004"

    def test_what_was_rejected_is_not_opened_again_by_hand(self, records: Records, attack: Attack) -> None:
        request = ask(records)
        say_no(records, request, "sun")
        records.meddle("DELETE FROM reviews")
        records.meddle("UPDATE requests SET state = 'submitted'")
        say_yes(records, stored(records, request))
        hall = Hall(records)
        assert refusal(lambda: hall.execute(stored(records, request))) == "ZY-GOV-004"
        assert hall.world.things == {}
        attack(
            "open a rejected request again in the database", "refused (ZY-GOV-004), nothing done", "apply, by the log"
        )

    def test_a_yes_that_was_taken_back_and_is_put_back_by_hand_opens_nothing(
        self, records: Records, approved: ChangeRequest, attack: Attack
    ) -> None:
        values: dict[str, Any] = {"roles": role_file(), "ledger": records.ledger, "now": records.clock.now()}
        withdraw(approved, person="li", reason="", **values)
        (review,) = approved.reviews
        records.meddle(
            "INSERT INTO reviews (request, reviewer, decision, at, reason, approval) VALUES (?, 'li', 'yes', ?, '', ?)",
            approved.id,
            review.at,
            canonical(review.approval._asdict() if review.approval else None).decode(),
        )
        records.meddle("UPDATE requests SET state = 'approved'")
        hall = Hall(records)
        assert stored(records, approved).permit == approved.permit
        assert refusal(lambda: hall.execute(stored(records, approved))) == "ZY-GOV-072"
        assert hall.world.things == {}
        attack(
            "put a yes that was taken back into the database", "refused (ZY-GOV-072), nothing done", "apply, by the log"
        )

    def test_a_run_that_did_not_come_to_its_end_is_not_over(self, records: Records, approved: ChangeRequest) -> None:
        hall = Hall(records)
        assert not hall.execute(approved, before=fail_first).complete
        assert hall.execute(stored(records, approved), resume=True).complete


class TestStates:
    """What can be begun, and how."""

    @pytest.mark.parametrize(
        ("state", "fresh", "resumed"),
        [
            (State.APPROVED, "", "ZY-GOV-009"),
            (State.INTERRUPTED, "ZY-GOV-010", ""),
            (State.FAILED, "ZY-GOV-010", ""),
            (State.REJECTED, "ZY-GOV-004", "ZY-GOV-009"),
            (State.CANCELLED, "ZY-GOV-004", "ZY-GOV-009"),
            (State.APPLIED, "ZY-APPLY-003", "ZY-APPLY-003"),
        ],
    )
    @pytest.mark.parametrize("resume", [False, True])
    def test_each_state_has_its_way(
        self, records: Records, approved: ChangeRequest, state: State, fresh: str, resumed: str, resume: bool
    ) -> None:
        request = approved if state is State.APPROVED else in_state(records, approved, state)
        code = resumed if resume else fresh
        if code:
            assert refusal(lambda: Hall(records).execute(request, resume=resume)) == code
            assert stored(records, request).stored is state
        else:
            assert Hall(records).execute(request, resume=resume).complete

    def test_what_has_expired_is_not_begun(self, records: Records, approved: ChangeRequest) -> None:
        records.clock.pass_by(HOUR + 1)
        assert refusal(lambda: Hall(records).execute(approved)) == "ZY-GOV-019"
        assert refusal(lambda: Hall(records).execute(approved, resume=True)) == "ZY-GOV-009"

    def test_what_nobody_has_agreed_to_is_refused_by_the_door_and_stays_open_for_people(self, records: Records) -> None:
        request = ask(records)
        assert refusal(lambda: Hall(records).execute(request)) == "ZY-PERMIT-011"
        assert stored(records, request).stored is State.SUBMITTED
        assert records.kinds()[-1] == "apply.refused"
        assert say_yes(records, request) is State.APPROVED

    def test_what_is_not_claimed_is_not_done_whatever_its_permit_says(
        self, records: Records, approved: ChangeRequest
    ) -> None:
        submitted = in_state(records, approved, State.SUBMITTED)
        hall = Hall(records)
        assert refusal(lambda: hall.execute(submitted)) == "ZY-GOV-004"
        assert hall.world.things == {}
        assert stored(records, submitted).stored is State.SUBMITTED


class TestRefused:
    """Where nothing was done, everything is as before, and the log says why."""

    def refuses(self, records: Records, request: ChangeRequest, hall: Hall, code: str) -> None:
        with pytest.raises(BaseException) as raised:  # noqa: PT011 - which one is the parameter
            hall.execute(request)
        assert code in {getattr(getattr(raised.value, "code", None), "id", ""), type(raised.value).__name__}
        assert (stored(records, request).stored, stored(records, request).claim) == (State.APPROVED, None)
        last = records.book.last()
        assert last is not None
        assert (last.kind, last.body) == ("apply.refused", {"request": request.id, "codes": [code]})
        assert hall.world.things == {}

    def test_a_world_that_moved(self, records: Records, approved: ChangeRequest) -> None:
        hall = Hall(records)
        hall.world = Interpreter(found(have("land/a")))
        assert refusal(lambda: hall.execute(approved)) == "ZY-APPLY-001"
        assert stored(records, approved).stored is State.APPROVED
        hall.world = Interpreter({})
        assert hall.execute(stored(records, approved)).complete, "it can be tried again"

    @pytest.mark.parametrize("error", [ZhengyunError(REFUSED), OSError("screen"), KeyboardInterrupt(), Crash()])
    def test_whatever_stops_it_before_the_first_action(
        self, records: Records, approved: ChangeRequest, error: BaseException
    ) -> None:
        class Refusing(Nodding):
            def cosign(self, entry: Entry) -> Witnessed:
                raise error

        code = REFUSED.id if isinstance(error, ZhengyunError) else type(error).__name__
        self.refuses(records, approved, Hall(records, witness=Refusing()), code)
        assert Hall(records).execute(stored(records, approved)).complete


class TestInterrupted:
    """Where something was done, it waits to be resumed."""

    def test_a_failed_action_leaves_it_failed_and_resumable(self, records: Records, approved: ChangeRequest) -> None:
        hall = Hall(records)
        receipt = hall.execute(approved, before=fail_first)
        assert receipt.totals() == {"done": 1, "failed": 1, "skipped": 0, "waiting": 0}
        assert stored(records, approved).stored is State.FAILED
        assert hall.execute(stored(records, approved), resume=True).complete
        assert stored(records, approved).stored is State.APPLIED

    def test_a_stop_leaves_it_interrupted_and_resumable(self, records: Records, approved: ChangeRequest) -> None:
        stop = threading.Event()
        stop.set()
        hall = Hall(records, stop=stop)
        assert hall.execute(approved).totals()["waiting"] == 2
        assert stored(records, approved).stored is State.INTERRUPTED
        stop.clear()
        assert hall.execute(stored(records, approved), resume=True).complete

    def test_a_window_that_closes_in_the_middle_leaves_it_to_the_next(self, records: Records) -> None:
        # The tests begin on a Monday at eight.
        request = ask(records, seconds=8 * DAY, window="Mon 08:00-09:00 UTC")
        say_yes(records, request)
        stop = threading.Event()

        class Closing(Watching):
            def ended(self, action: Action, outcome: Outcome) -> None:
                super().ended(action, outcome)
                records.clock.pass_by(HOUR)
                stop.set()

        hall = Hall(records, stop=stop, watcher=Closing(), pace=Pace(workers=1, look=0.001))
        assert hall.execute(stored(records, request)).totals() == {"done": 1, "failed": 0, "skipped": 0, "waiting": 1}
        assert stored(records, request).stored is State.INTERRUPTED
        stop.clear()
        hall.values["watcher"] = Watching()
        assert refusal(lambda: hall.execute(stored(records, request), resume=True)) == "ZY-PERMIT-013"
        assert stored(records, request).stored is State.INTERRUPTED
        assert not is_due(stored(records, request), records.clock.now())
        records.clock.pass_by(7 * DAY - HOUR)
        assert is_due(stored(records, request), records.clock.now())
        assert hall.execute(stored(records, request), resume=True).complete

    def test_a_record_that_cannot_be_kept_leaves_it_interrupted(
        self, records: Records, approved: ChangeRequest
    ) -> None:
        hall = Hall(records)
        records.meddle(NO_OUTCOMES)
        assert refusal(lambda: hall.execute(approved)) == "ZY-REC-010"
        assert (stored(records, approved).stored, stored(records, approved).claim) == (State.INTERRUPTED, None)
        assert records.kinds()[-1] == "apply.stopped"
        records.meddle("DROP TRIGGER no_outcomes")
        assert hall.execute(stored(records, approved), resume=True).complete

    def test_an_interrupt_in_the_middle_leaves_it_interrupted(self, records: Records, approved: ChangeRequest) -> None:
        class Typing(Watching):
            def ended(self, action: Action, outcome: Outcome) -> None:
                raise KeyboardInterrupt

        hall = Hall(records, watcher=Typing())
        with pytest.raises(KeyboardInterrupt):
            hall.execute(approved)
        assert (stored(records, approved).stored, stored(records, approved).claim) == (State.INTERRUPTED, None)
        hall.values["watcher"] = Watching()
        assert hall.execute(stored(records, approved), resume=True).complete

    def test_records_that_fail_altogether_leave_the_claim_which_falls_with_its_process(
        self, records: Records, approved: ChangeRequest
    ) -> None:
        hall = Hall(records)
        records.meddle(NO_OUTCOMES)
        records.meddle(
            "CREATE TRIGGER no_state BEFORE UPDATE ON requests WHEN NEW.state = 'interrupted' "
            "BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        assert refusal(lambda: hall.execute(approved)) == "ZY-REC-010"
        for trigger in ("no_outcomes", "no_state"):
            records.meddle(f"DROP TRIGGER {trigger}")
        assert (stored(records, approved).stored, stored(records, approved).claim) == (State.APPLYING, MINE)
        assert refusal(lambda: hall.execute(stored(records, approved), OTHER, resume=True)) == "ZY-GOV-008"
        assert hall.execute(stored(records, approved), OTHER, resume=True, alive=False).complete


class TestClaims:
    """One process at a time."""

    def test_while_it_is_applied_nobody_else_begins_it(self, records: Records, approved: ChangeRequest) -> None:
        codes: list[str] = []
        hall = Hall(records)

        def meanwhile(_action: object) -> None:
            for resume in (False, True):
                other = partial(Hall(records.again()).execute, stored(records, approved), OTHER, resume=resume)
                codes.append(refusal(other))

        assert hall.execute(approved, before=meanwhile).complete
        assert set(codes) == {"ZY-GOV-008"}

    def test_of_two_who_begin_at_once_one_is_told_of_the_other(self, records: Records, approved: ChangeRequest) -> None:
        both = threading.Barrier(2)
        second = threading.Event()

        def begin(mine: Records, claim: Claim) -> str:
            hall = Hall(mine)
            both.wait(10)
            try:
                hall.execute(approved, claim, before=lambda _: second.wait(10))
            finally:
                second.set()
            return "done"

        ends = at_once(partial(begin, records.again(), MINE), partial(begin, records.again(), OTHER))
        assert sorted(ends) == ["ZY-GOV-008", "done"]
        assert records.kinds().count("apply.intent") == 1

    @pytest.fixture
    def dead(self, records: Records, approved: ChangeRequest) -> ChangeRequest:
        """A request whose process was killed when it had just claimed it."""
        records.ledger.move(approved.id, {State.APPROVED}, State.APPLYING, CLAIMED, MINE)
        return stored(records, approved)

    def test_a_dead_process_gives_way_only_to_who_says_resume(self, records: Records, dead: ChangeRequest) -> None:
        hall = Hall(records)
        assert refusal(lambda: hall.execute(dead, OTHER, alive=False)) == "ZY-GOV-010"
        assert refusal(lambda: hall.execute(dead, OTHER, resume=True, alive=True)) == "ZY-GOV-008"
        assert hall.execute(dead, OTHER, resume=True, alive=False).complete
        taken = [entry.body["taken_from"] for entry in records.book.of_kind("apply.claimed") if "resume" in entry.body]
        assert taken == [f"{MINE.process} on {MINE.host}"], "whom it was taken from is on record"

    def test_of_two_who_take_over_from_a_dead_process_at_once_one_is_refused(
        self, records: Records, dead: ChangeRequest
    ) -> None:
        hold = threading.Event()

        def take(mine: Records, claim: Claim) -> str:
            try:
                Hall(mine).execute(dead, claim, resume=True, alive=False, before=lambda _: hold.wait(10))
            finally:
                hold.set()
            return "done"

        third = OTHER._replace(process=3)
        ends = at_once(partial(take, records.again(), OTHER), partial(take, records.again(), third))
        assert sorted(ends) == ["ZY-GOV-008", "done"]
        assert records.kinds().count("apply.intent") == 1

    def test_a_take_over_that_is_refused_leaves_it_interrupted(self, records: Records, dead: ChangeRequest) -> None:
        records.clock.pass_by(HOUR + 1)
        take = partial(Hall(records).execute, dead, OTHER, resume=True, alive=False)
        assert refusal(take) == "ZY-PERMIT-002"
        assert (stored(records, dead).stored, stored(records, dead).claim) == (State.INTERRUPTED, None)
        assert records.kinds()[-1] == "apply.stopped", (
            "what the dead one did may have been done, and nothing takes it back"
        )

    def test_who_has_lost_the_claim_does_not_undo_the_new_ones(self, records: Records, approved: ChangeRequest) -> None:
        def loses_it(_journal: Journal, _before: Sequence[Outcome] | None) -> Receipt:
            records.ledger.move(approved.id, {State.APPLYING}, State.APPLYING, CLAIMED, OTHER, held=MINE)
            raise ZhengyunError(REFUSED)

        begin = partial(execute, approved, claim=MINE, resume=False, alive=lambda _: True, apply=loses_it)
        assert refusal(lambda: begin(ledger=records.ledger, book=records.book, now=records.clock.now())) == REFUSED.id
        assert (stored(records, approved).stored, stored(records, approved).claim) == (State.APPLYING, OTHER)


def receipt_of(*statuses: Status, unproven: tuple[str, ...] = ()) -> Receipt:
    outcomes = tuple(Outcome(f"a{number}", status) for number, status in enumerate(statuses))
    return Receipt("CR-1", "sha256:0", at(0), at(1), outcomes, unproven)


@pytest.mark.parametrize(
    ("receipt", "state"),
    [
        (receipt_of(), State.APPLIED),
        (receipt_of(Status.DONE), State.APPLIED),
        (receipt_of(Status.DONE, unproven=("it",)), State.FAILED),
        (receipt_of(Status.DONE, Status.FAILED), State.FAILED),
        (receipt_of(Status.FAILED, Status.SKIPPED), State.FAILED),
        (receipt_of(Status.FAILED, Status.WAITING), State.FAILED),
        (receipt_of(Status.DONE, Status.WAITING), State.INTERRUPTED),
        (receipt_of(Status.WAITING, unproven=("it",)), State.INTERRUPTED),
    ],
)
def test_the_state_follows_from_the_receipt(receipt: Receipt, state: State) -> None:
    assert state_after(receipt) is state


def test_a_rejected_request_is_not_carried_out(records: Records) -> None:
    request = ask(records)
    say_no(records, request)
    work: Callable[[], object] = partial(Hall(records).execute, request)
    assert refusal(work) == "ZY-GOV-004"
    assert stored(records, request).stored is State.REJECTED
