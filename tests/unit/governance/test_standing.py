"""Standing permits: a script does by itself what people have agreed to for one runbook, so often, then and within limits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from governance.openings import due
from tests.attacks import Attack
from tests.cast import DAY, at
from tests.records import Records, begun
from tests.unit.governance.leaves import (
    ROLES,
    RUNBOOK,
    agree_to,
    ask_for,
    ask_under,
    carry_out,
    gate,
    granted,
    limits,
    other_plan,
    script,
)
from tests.unit.governance.requests import PLAN, refusal
from zhengyun.action import Effects
from zhengyun.change import ChangeRequest, State
from zhengyun.diff import Verb
from zhengyun.plan import Plan

# The tests begin on a Monday morning.
NIGHT = "Sat 22:00-06:00 Asia/Shanghai"


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records whose role file knows everybody."""
    made = begun(tmp_path / "records.sqlite", ROLES)
    yield made
    made.database.close()


def run(records: Records, name: str, plan: Plan = PLAN, runbook: str = RUNBOOK) -> ChangeRequest:
    """What the script asks for."""
    return ask_under(records, name, plan, "zhou", runbook)


class TestUse:
    """What goes well."""

    def test_a_script_asks_and_carries_out_without_anybody_else(self, records: Records) -> None:
        request = run(records, granted(records, script()))
        assert (request.stored, request.permit.chain) == (State.APPROVED, ())
        assert carry_out(records, request, actor="zhou", runbook=RUNBOOK).complete
        kinds = records.kinds()
        assert kinds[kinds.index("request.reviewed") + 1 :][:3] == [
            "request.submitted",
            "apply.claimed",
            "apply.intent",
        ]

    def test_it_is_not_among_what_cron_carries_out_for_everybody(self, records: Records) -> None:
        run(records, granted(records, script()))
        assert due(records.ledger, records.clock.now()) == []

    def test_in_its_window(self, records: Records) -> None:
        name = granted(records, script(window="Mon 16:00-18:00 Asia/Shanghai"))
        assert carry_out(records, run(records, name), actor="zhou", runbook=RUNBOOK).complete

    def test_at_a_site_that_it_names(self, records: Records) -> None:
        sites = tuple(sorted({action.address.site for action in PLAN.actions}))
        assert carry_out(
            records, run(records, granted(records, script(sites=sites))), actor="zhou", runbook=RUNBOOK
        ).complete


class TestRefused:
    """When asked for, and at the gate, which believes no tool of the asker's."""

    def both(self, records: Records, name: str, code: str, plan: Plan = PLAN, runbook: str = RUNBOOK) -> None:
        assert refusal(lambda: run(records, name, plan, runbook)) == code
        wide = script(limits=limits(verbs=tuple(Verb), tenants=("town",), destroys=True, opens=True), count=9)
        permit = replace(run(records, granted(records, wide), plan).permit, under=name, not_after=at(300 * DAY))
        found = gate(records, runbook=runbook).refusals(permit, plan, records.clock.now())
        assert code in [one.code.id for one in found]

    def test_an_altered_runbook(self, records: Records, attack: Attack) -> None:
        self.both(records, granted(records, script()), "ZY-PERMIT-039", runbook="sha256:" + "6" * 64)
        attack(
            "run an altered runbook under a standing permit",
            "refused (ZY-PERMIT-039), nothing done",
            "the gate, by its digest",
        )

    def test_no_runbook(self, records: Records) -> None:
        self.both(records, granted(records, script()), "ZY-PERMIT-039", runbook="")

    def test_outside_its_window(self, records: Records, attack: Attack) -> None:
        self.both(records, granted(records, script(window=NIGHT)), "ZY-PERMIT-040")
        attack("use a standing permit outside its window", "refused (ZY-PERMIT-040), nothing done", "the gate")

    @pytest.mark.parametrize(
        ("narrow", "code"),
        [
            ({"tenants": ("finance",)}, "ZY-PERMIT-036"),
            ({"verbs": (Verb.DELETE,)}, "ZY-PERMIT-037"),
            ({"actions": 1}, "ZY-PERMIT-041"),
        ],
    )
    def test_beyond_its_limits(self, records: Records, narrow: dict[str, Any], code: str) -> None:
        self.both(records, granted(records, script(limits=limits(**narrow))), code)

    @pytest.mark.parametrize(
        ("effects", "code"),
        [(Effects(loses=("volume data",)), "ZY-PERMIT-042"), (Effects(opens=("any to web",)), "ZY-PERMIT-043")],
    )
    def test_what_destroys_or_opens(self, records: Records, effects: Effects, code: str) -> None:
        self.both(records, granted(records, script()), code, replace(PLAN, effects=effects))

    def test_also_where_only_an_action_says_so(self, records: Records) -> None:
        actions = tuple(replace(action, loses="its data") for action in PLAN.actions)
        self.both(records, granted(records, script()), "ZY-PERMIT-042", replace(PLAN, actions=actions))

    def test_beyond_its_count(self, records: Records, attack: Attack) -> None:
        name = granted(records, script(count=1))
        waiting = run(records, name, other_plan())
        assert carry_out(records, run(records, name), actor="zhou", runbook=RUNBOOK).complete
        assert refusal(lambda: run(records, name, other_plan("third"))) == "ZY-PERMIT-034"
        late = lambda: carry_out(records, waiting, other_plan(), actor="zhou", runbook=RUNBOOK)  # noqa: E731
        assert refusal(late) == "ZY-PERMIT-034"
        attack(
            "use a standing permit beyond its count", "refused (ZY-PERMIT-034), nothing done", "the gate, by the log"
        )

    def test_elsewhere(self, records: Records) -> None:
        self.both(records, granted(records, script(sites=("elsewhere",))), "ZY-PERMIT-038")

    def test_by_another(self, records: Records) -> None:
        name = granted(records, script())
        assert refusal(lambda: ask_under(records, name, PLAN, "wang", RUNBOOK)) == "ZY-PERMIT-035"

    def test_after_its_end(self, records: Records) -> None:
        name = granted(records, script())
        records.clock.pass_by(31 * DAY)
        assert refusal(lambda: run(records, name)) == "ZY-PERMIT-032"

    def test_before_anybody_has_agreed_to_it(self, records: Records) -> None:
        assert refusal(lambda: run(records, ask_for(records, script()).id)) == "ZY-PERMIT-011"

    def test_a_request_without_a_chain_and_without_a_standing_permit(self, records: Records) -> None:
        permit = replace(run(records, granted(records, script())).permit, under="")
        found = [one.code.id for one in gate(records, runbook=RUNBOOK).refusals(permit, PLAN, records.clock.now())]
        assert {"ZY-PERMIT-009", "ZY-PERMIT-011"} <= set(found)


class TestGiven:
    """Who can have one, and who agrees."""

    @pytest.mark.parametrize("name", ["li", "chen"])
    def test_no_script_acts_for_those_who_agree_or_audit(self, records: Records, name: str) -> None:
        assert refusal(lambda: ask_for(records, script(person=name))) == "ZY-PERMIT-047"

    def test_the_auditor_gives_none(self, records: Records) -> None:
        assert refusal(lambda: agree_to(records, ask_for(records, script()), "chen")) == "ZY-GOV-001"

    def test_a_count_beyond_the_rules_is_refused(self, records: Records) -> None:
        assert refusal(lambda: ask_for(records, script(count=10**6))) == "ZY-GOV-146"

    @pytest.mark.parametrize("window", ["whenever", "Mon 25:00-26:00 UTC", "Mon 10:00-11:00 Moon"])
    def test_a_window_must_be_one(self, window: str) -> None:
        with pytest.raises(ValueError, match="is n"):
            script(window=window)
