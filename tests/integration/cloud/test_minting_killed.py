"""A process that is killed between making and using, and between using and unmaking: what it made ends by itself, or with the next run."""

import json
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from lab.openstack import rest
from tests.attacks import Attack
from tests.lab_site import LabSite
from tests.minted import FIRST, Hand, Kept, hand, soon, tokens
from zhengyun.instant import text

pytestmark = pytest.mark.lab

ROOT: Final = Path(__file__).resolve().parents[3]
HANDS: Final = count(1)
PATIENCE: Final = 120
# The process that is killed: it makes, tells what it has made, uses it where it is told to, and waits.
SCRIPT: Final = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from cloud.minting import Minting
from cloud.sdk import Sdk
from cloud.transport import Request
from cloud.uses import LOOKING
from tests.minted import Kept
from zhengyun.instant import parse
from zhengyun.secret import Secret

told = json.loads(sys.stdin.readline())
def connect(entry):
    made = Sdk("primary", "minted", entry=entry)
    if entry["auth_type"] != "password":
        print(json.dumps({**entry["auth"], "token": made._session.get_token()}), flush=True)
    return made
way = Minting(Sdk("primary", "primary", Path(told["clouds"])), connect, lambda: datetime.now(UTC))
with way.lent(Kept((Secret(told["secret"]),)), told["change"], parse(told["until"])):
    way._way(LOOKING)
    if told["uses"]:
        print(json.dumps({"status": way.send(Request("GET", "compute", "/servers")).status}), flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def someone(lab_site: LabSite) -> Hand:
    """A user of the test's own."""
    return hand(lab_site, f"killed-hand-{next(HANDS)}")


def killed(lab_site: LabSite, loan: Kept, change: str, seconds: float, *, uses: bool) -> dict[str, Any]:
    """A process that was ended by SIGKILL; the credential that it had made, with its token."""
    (secret,) = loan.secrets
    told = {"clouds": str(lab_site.place.clouds), "change": change, "until": text(soon(seconds)), "uses": uses}
    words = [sys.executable, "-W", "ignore", "-c", SCRIPT]
    process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(json.dumps({**told, "secret": dict(secret.told())}) + "\n")
        process.stdin.flush()
        made = dict(json.loads(process.stdout.readline()))
        if uses:
            assert json.loads(process.stdout.readline()) == {"status": 200}
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        process.stdin.close()
        process.stdout.close()
    return made


def enters(lab_site: LabSite, made: dict[str, Any]) -> rest.Answer:
    words = {"id": made["application_credential_id"], "secret": made["application_credential_secret"]}
    identity = {"methods": ["application_credential"], "application_credential": words}
    return tokens(lab_site, {"auth": {"identity": identity}})


def test_what_a_killed_process_made_ends_by_itself(
    lab_site: LabSite, someone: Hand, attack: Attack, record_property: Any
) -> None:
    """Nobody unmakes it: Keystone refuses it after the instant that it was made with, and its token with it."""
    loan = someone.loan()
    made = [killed(lab_site, loan, f"CH-KILLED{uses:d}", 45, uses=uses) for uses in (False, True)]
    there = someone.admin.get("identity", f"/users/{someone.id}/application_credentials")["application_credentials"]
    assert [bool(one["expires_at"]) for one in there] == [True, True], "without anybody's doing"
    for one in made:
        deadline = time.monotonic() + PATIENCE
        while (said := enters(lab_site, one)).status == 201:
            assert time.monotonic() < deadline, "it is still let in"
            time.sleep(0.5)
        assert said.status in {401, 404}, said
        record_property("refusal", f"{said.status} {said.body}")
        old = rest.Session(one["token"], "", "", lab_site.session().endpoints)
        for service, path in (("identity", "/users"), ("compute", "/servers"), ("network", "/v2.0/networks")):
            assert old.ask("GET", service, path).status in {401, 404}, service
    assert someone.enters(FIRST).status == 201, "nothing was torn off that concerns the password"
    with someone.minting().lent(loan, "CH-ANOTHER", soon()):
        assert someone.left() == [], "any later run deletes what has ended"
    attack("use what a killed process made for its change, after its end", "refused", "Keystone, by expires_at")


@pytest.mark.parametrize("uses", [False, True])
def test_the_resumed_run_deletes_what_the_killed_one_left(lab_site: LabSite, someone: Hand, uses: bool) -> None:
    loan = someone.loan()
    made = killed(lab_site, loan, "CH-RESUMED", 1800, uses=uses)
    assert enters(lab_site, made).status == 201, "it would live on for half an hour"
    with someone.minting().lent(loan, "CH-RESUMED", soon()):
        assert someone.left() == []
        assert enters(lab_site, made).status in {401, 404}
    assert someone.enters(FIRST).status == 401
    assert someone.left() == []
