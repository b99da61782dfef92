"""A batch that is cut off, races with another or finds the disk full: what is recorded is handed out, and nothing else is."""

import csv
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from keys import files, passphrases
from keys.algorithms import Verifier
from pki import certificate, pem
from pki.flows.asking import submit
from pki.flows.desk import Desk
from pki.flows.reviewing import Seen, approve
from pki.flows.signed import digest_of_rows
from pki.inforce import bound
from records.applications import Applications
from records.certificates import Certificates
from records.database import Database
from records.logbook import LogBook
from records.rolefiles import RoleFiles
from records.trusts import Trusts
from tests.authorities import wish
from tests.issuing import settle
from zhengyun import settings
from zhengyun.application import Application, Asked, Operation
from zhengyun.instant import SystemClock, after, text
from zhengyun.rolefile import RoleFile

MANY: Final = 10_000
RUN: Final = (sys.executable, "-c", "import sys; from cli.main import run; sys.exit(run(sys.argv[1:]))")
# Leaves the process room for so many more bytes in any file.
SHORT: Final = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY)); "
    "from cli.main import run; sys.exit(run(sys.argv[2:]))"
)
# Records no last batch: whoever is to be ended in the midst of it is still there, however late that is seen.
LINGERING: Final = """
import sys, time
from cli.main import run
from pki.flows import issuing

record = issuing.record

def but_the_last(desk, application, issuer, span, *more):
    if span[1] == application.count:
        time.sleep(600)
    return record(desk, application, issuer, span, *more)

issuing.record = but_the_last
sys.exit(run(sys.argv[1:]))
"""
LINGERS: Final = (sys.executable, "-c", LINGERING)
NAME: Final = "CA-BATCH2"
# In seconds.
PATIENCE: Final = 600


def until_more(office: "Office", before: int, running: "subprocess.Popen[str]") -> None:
    """Return when more is recorded than was before."""
    deadline = time.monotonic() + PATIENCE
    while office.done() <= before:
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


class Office:
    """The records of a training set, as the tests look at them."""

    def __init__(self, town: Path) -> None:
        self.said = settings.load(town / "zhengyun.toml")
        self.out = town / "out"

    def desk(self) -> Desk:
        clock, database = SystemClock(), Database(Path(self.said.records))
        (document,) = RoleFiles(database, clock).versions()
        kept = Applications(database, clock), Certificates(database, clock), Trusts(database, clock)
        return Desk(*kept, RoleFile.read(document), Verifier(), clock)

    def key(self, name: str) -> files.FileSigner:
        assert self.said.passphrases
        secret = (self.said.passphrases / name).read_text().strip()
        return files.unseal(self.said.keys / f"{name}.json", secret)

    def approved(self, count: int) -> None:
        """An application for so many that two people have signed; nobody has looked at each row, which takes its time."""
        desk = self.desk()
        now = desk.now()
        issuer, profile = desk.profile("server")
        request = wish("p256")
        rows = [Asked(number, f"finance/h{number}", request) for number in range(1, count + 1)]
        application = Application(
            NAME, "nonce", Operation.ISSUE, issuer.name, "server", bound(issuer, profile), "operator", "autumn",
            text(now), after(now, 86_400), count, digest_of_rows(rows),
        )  # fmt: skip
        made = submit(desk, application, rows, self.key("operator"))
        approve(desk, Seen(made, profile, (), (), ()), reviewer="security", signer=self.key("security"))

    def run(self, *more: str, code: tuple[str, ...] = RUN, session: bool = False) -> "subprocess.Popen[str]":
        """Issue in a process of its own."""
        words = ("ca", "issue", NAME, "--as", "security2", "--out", str(self.out), "--lang", "en", *more)
        environment = {**os.environ, "ZHENGYUN_SETTINGS": str(self.said.file), "LANGUAGE": ""}
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [*code, *words], env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=session
        )

    def done(self) -> int:
        return self.desk().applications.application(NAME).done

    def handed_out(self) -> Counter[int]:
        found = [pem.bare(file.read_bytes(), pem.CERTIFICATE, 1 << 16) for file in self.out.glob("*.pem")]
        return Counter(certificate.read(one).serial for one in found)

    def recorded(self) -> Counter[int]:
        return Counter(one.serial for one in self.desk().register.of_application(NAME))

    def told(self) -> Counter[int]:
        """The serial numbers in the log."""
        book = LogBook(Database(Path(self.said.records)), SystemClock())
        assert book.walk().flaws == []
        return Counter(int(serial, 16) for entry in book.of_kind("ca.issued") for serial in entry.body["serials"])  # type: ignore[attr-defined]


@pytest.fixture
def office(town: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A training set with the international family in force."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    settle(town)
    return Office(town)


@pytest.mark.slow
def test_killed_three_times_in_ten_thousand_what_is_recorded_is_handed_out_and_nothing_else(office: Office) -> None:
    office.approved(MANY)
    for _ in range(3):
        before, running = office.done(), office.run("-q", code=LINGERS)
        until_more(office, before, running)
        running.kill()
        running.communicate()
        assert before < office.done() < MANY
        assert office.told() == office.recorded(), "each certificate stands in the log, and none that is not there"
        assert office.handed_out() - office.recorded() == Counter(), "nothing is out that is not recorded"
    whole = office.run("-q")
    _, said = whole.communicate(timeout=PATIENCE)
    assert whole.returncode == 0, said
    recorded = office.recorded()
    assert (len(recorded), max(recorded.values())) == (MANY, 1)
    assert office.handed_out() == recorded == office.told()
    rows = [row["row"] for row in csv.DictReader((office.out / "report.csv").open(encoding="utf-8"))]
    assert rows == [str(number) for number in range(1, MANY + 1)]


def test_ctrl_c_ends_all_who_look_at_rows_in_a_word_and_the_same_command_goes_on(office: Office) -> None:
    office.approved(2_000)
    running = office.run("-q", code=LINGERS, session=True)
    until_more(office, 0, running)
    # As a terminal does it: to the command and to whoever it has begun.
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=PATIENCE)
    assert running.returncode not in {0, -signal.SIGINT}
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 4, said
    assert 0 < office.done() < 2_000
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
    again = office.run("-q")
    assert again.communicate(timeout=PATIENCE)[1] == ""
    assert again.returncode == 0
    assert office.handed_out() == office.recorded() == office.told()


def test_of_two_processes_at_one_application_each_row_is_certified_once(office: Office) -> None:
    office.approved(1500)
    both = [office.run(), office.run()]
    said = [one.communicate(timeout=PATIENCE)[1] for one in both]
    codes = sorted(one.returncode for one in both)
    assert codes in ([0, 0], [0, 3]), said
    if codes == [0, 3]:
        assert any("ZY-PKI-140" in one or "ZY-PKI-132" in one for one in said)
    recorded = office.recorded()
    assert (len(recorded), max(recorded.values())) == (1500, 1)
    assert office.told() == recorded == office.handed_out()


def test_on_a_full_disk_it_stops_and_goes_on_when_there_is_room(office: Office) -> None:
    office.approved(1500)
    ahead = Path(f"{office.said.records}-wal")
    room = max(ahead.stat().st_size if ahead.exists() else 0, Path(office.said.records).stat().st_size) + 1_000_000
    short = office.run(code=(sys.executable, "-c", SHORT, str(room)))
    _, said = short.communicate(timeout=PATIENCE)
    assert short.returncode == 1, said
    assert "ZY-REC-001" in said
    assert 0 < office.done() < 1500
    assert office.told() == office.recorded() == office.handed_out()
    whole = office.run()
    _, said = whole.communicate(timeout=PATIENCE)
    assert whole.returncode == 0, said
    assert len(office.recorded()) == 1500
    assert office.told() == office.recorded() == office.handed_out()
