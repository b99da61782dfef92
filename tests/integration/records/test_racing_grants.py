"""A grant for one change, used by two processes at the same moment: exactly one carries something out."""

from pathlib import Path

import pytest

from tests.attacks import Attack
from tests.integration.records.processes import begin, go
from tests.records import begun
from tests.unit.governance.leaves import ROLES, ask_under, grant, granted, other_plan
from tests.unit.governance.requests import PLAN, say_yes
from zhengyun.change import State

pytestmark = pytest.mark.slow
ROUNDS = 5
APPLIES = """
from dataclasses import replace
from governance.roles import current
from tests.cast import VERIFIER, HandClock, role_file
from tests.unit.governance.leaves import carry_out, other_plan
from tests.unit.governance.requests import PLAN
records = Records(Database(file), HandClock())
# The people's keys are those of the records, the witness's and the log's those of this process.
ours = role_file()
roles = replace(current(records.roles, records.book, VERIFIER), witnesses=ours.witnesses, log=ours.log)
try:
    plan = other_plan() if words[1] == "other" else PLAN
    print("done" if carry_out(records, records.ledger.request(words[0]), plan, roles=roles).complete else "not all")
except ZhengyunError as error:
    print(error.code.id)
"""


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_of_two_uses_in_two_processes_exactly_one_is_carried_out(tmp_path: Path, attempt: int, attack: Attack) -> None:
    del attempt
    records = begun(tmp_path / "records.sqlite", ROLES)
    name = granted(records, grant())
    requests = {}
    for word, plan in (("this", PLAN), ("other", other_plan())):
        requests[word] = ask_under(records, name, plan)
        assert say_yes(records, requests[word], asked=plan, roles=ROLES) is State.APPROVED
    said = go(*(begin(APPLIES, records.file, one.id, word) for word, one in requests.items()))
    assert [troubles for _, troubles in said] == ["", ""]
    assert sorted(result.strip() for result, _ in said) == ["ZY-PERMIT-034", "done"]
    assert records.kinds().count("apply.result") == 1
    records.database.close()
    attack(
        "use a grant for one change twice at once, in two processes",
        "exactly one is carried out (ZY-PERMIT-034)",
        "the order of the log",
    )
