"""A request travels to somebody whom the records do not reach, and his word comes back; what is due is carried out by cron."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.training import git
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Said, Town
from zhengyun.errors import Exit

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ONE = Department({"db": ("tiny", {"data": 1})})
MORE = Department({"db": ("tiny", {"data": 1})}, dns=("198.51.100.9",))
LESS = Department(dns=("198.51.100.9",))
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class Machine:
    """Another machine: a copy of the estate's repository, the keys of its people, a way to look at the cloud, and a pin."""

    root: Path
    town: Town

    def types(self, *arguments: str) -> Said:
        """Somebody types a command there."""
        return self.town.types(*arguments, settings=self.root / "zhengyun.toml")

    def fetch(self) -> None:
        """Bring the copy of the estate up to date."""
        git(self.root / "estate", "pull", "-q", "--ff-only")


def machine(town: Town, root: Path, *people: str) -> Machine:
    """A machine that has nothing of the town's records."""
    subprocess.run(["git", "clone", "-q", town.root / "estate", root / "estate"], check=True)
    keys = town.lab.place.root / "keys"
    (root / "keys/passphrases").mkdir(parents=True, mode=0o700)
    for name in people:
        shutil.copy2(keys / f"{name}.json", root / "keys")
        shutil.copy2(keys / "passphrases" / name, root / "keys/passphrases")
    lines = [
        line for line in town.settings.read_text("utf-8").splitlines() if line.startswith(("clouds =", "patience"))
    ]
    pin = town.types("role", "show", "-o", "json").json["digest"]
    own = ['estate = "estate"', 'records = "none.sqlite"', 'keys = "keys"', 'passphrases = "keys/passphrases"']
    (root / "zhengyun.toml").write_text("\n".join([*lines, *own, f'person = "{people[0]}"', f'pin = "{pin}"']) + "\n")
    return Machine(root, town)


def asked(town: Town, department: Department, *more: str) -> str:
    """Declared, planned and asked for."""
    town.declare(department)
    file = str(town.root / "plan.json")
    assert town.types("plan", "-f", file, "-q", "--allow-destroy").code == Exit.DRIFT
    said = town.types("change", "submit", file, "-m", "wanted", "-o", "json", *more)
    assert said.code == 0, said.err
    return str(said.json["request"])


def carried(town: Town, away: Machine, request: str, person: str, verb: str = "approve", *more: str) -> Said:
    """The request goes there as a file, and the word comes back as one."""
    there, back = str(away.root / f"{request}.json"), str(away.root / f"{person}.json")
    exported = town.types("change", "export", request, "--to", there)
    assert exported.code == 0, exported.err
    said = away.types("change", verb, "--file", there, "--to", back, "--as", person, *more)
    assert said.code == 0, said.err
    imported = town.types("change", "import", back)
    assert imported.code == 0, imported.err
    return said


def test_a_chain_of_people_on_two_machines_agrees_and_it_is_carried_out(found: Found, tmp_path: Path) -> None:
    town = found("offline")
    away = machine(town, tmp_path / "other", "owner", "security2", "head")
    town.applied(ONE)
    request = asked(town, LESS, "--window", "00:00-24:00 Asia/Shanghai")
    there = str(tmp_path / "request.json")
    assert town.types("change", "export", request, "--to", there).code == 0

    # The machine that is away makes the plan again: it cannot without the commit, and nobody is out of turn there either.
    back = str(tmp_path / "back.json")
    assert "ZY-EST-062" in away.types("change", "approve", "--file", there, "--to", back, "--yes").err
    away.fetch()
    early = away.types("change", "approve", "--file", there, "--to", back, "--yes", "--as", "head")
    assert "ZY-GOV-070" in early.err

    said = carried(town, away, request, "owner", "approve", "--yes")
    assert "DESTROYS, and it cannot be undone: " in said.err
    assert "only within 00:00-24:00 Asia/Shanghai" in said.err
    assert "link 1 of 4, owner: your word" in said.err
    assert "operator (系统管理员) asks: wanted" in said.err
    assert "agreed: owner; waits for: security, security, head" in town.types("change", "show", request).out
    assert town.types("change", "approve", request, "--as", "security", "--yes").code == 0
    for name in ("security2", "head"):
        carried(town, away, request, name, "approve", "--yes")
    assert town.state(request) == "approved"
    assert not (away.root / "none.sqlite").exists()

    applied = town.types("change", "apply", request)
    assert applied.code == 0, applied.out + applied.err
    assert town.receipt(request)["complete"]
    assert town.types("audit", "verify").code == 0


def test_a_no_comes_back_too_and_what_was_altered_on_the_way_does_not(found: Found, tmp_path: Path) -> None:
    town = found("offlineno")
    away = machine(town, tmp_path / "other", "security")
    request = asked(town, ONE)
    away.fetch()
    there, back = tmp_path / "request.json", tmp_path / "back.json"
    assert town.types("change", "export", request, "--to", str(there)).code == 0
    assert away.types("change", "reject", "--file", str(there), "--to", str(back), "-m", "too early").code == 0
    whole = back.read_bytes()
    back.write_bytes(whole.replace(b"too early", b"too latex"))
    assert "ZY-GOV-077" in town.types("change", "import", str(back)).err
    back.write_bytes(whole)
    assert town.types("change", "import", str(back)).code == 0
    assert town.state(request) == "rejected"
    assert town.types("change", "import", str(back)).code == Exit.REFUSED

    settings = away.root / "zhengyun.toml"
    settings.write_text(settings.read_text().replace('pin = "sha256:', 'pin = "sha256:' + "0" * 64 + '"  # '))
    assert "ZY-GOV-075" in away.types("change", "approve", "--file", str(there), "--to", str(back), "--yes").err


def test_what_the_world_does_meanwhile_is_seen_on_the_other_side(found: Found, tmp_path: Path) -> None:
    town = found("offlinemoved")
    away = machine(town, tmp_path / "other", "security")
    request = asked(town, ONE)
    town.agree(request)
    assert town.types("change", "apply", request).code == 0
    # The same files and the same commit again: the world is as it shall be, and there is nothing left of the plan.
    again = tmp_path / "again.json"
    away.fetch()
    later = asked(town, MORE)
    assert town.types("change", "export", later, "--to", str(again)).code == 0
    away.fetch()
    file = json.loads(again.read_text("utf-8"))
    assert file["permit"]["request"] == later
    town.agree(later)
    assert town.types("change", "apply", later).code == 0
    said = away.types("change", "approve", "--file", str(again), "--to", str(tmp_path / "back.json"), "--yes")
    assert said.code == Exit.DRIFT
    assert "ZY-GOV-005" in said.err


def test_cron_carries_out_what_is_due_and_leaves_what_is_not(found: Found) -> None:
    town = found("due")
    later = datetime.now(UTC) + timedelta(hours=30)
    window = f"{DAYS[later.weekday()]} {later:%H}:00-{later:%H}:59 UTC"
    closed = asked(town, ONE, "--window", window, "--valid", "7 d")
    town.agree(closed)
    refused = town.types("change", "apply", closed)
    assert refused.code == Exit.REFUSED
    assert "ZY-PERMIT-013" in refused.err
    assert window in refused.err
    assert town.types("change", "due").out.strip() == "Nothing is due."
    assert town.types("change", "cancel", closed).code == 0

    soon = datetime.now(UTC) + timedelta(seconds=20)
    request = asked(town, ONE, "--window", "00:00-24:00 UTC", "--not-before", f"{soon:%Y-%m-%dT%H:%M:%SZ}")
    town.agree(request)
    waited = town.types("change", "apply", request, "--wait")
    assert waited.code == 0, waited.err
    due = asked(town, MORE)
    town.agree(due)
    assert [one["request"] for one in town.types("change", "due", "-o", "json").json["requests"]] == [due]
    said = town.types("change", "run-due")
    assert (said.code, said.out.strip()) == (0, f"{due}: done")
    assert town.state(due) == "applied"
    assert town.types("change", "run-due").out.strip() == "Nothing is due."
