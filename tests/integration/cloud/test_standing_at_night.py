"""A script at night under a standing permit: what it takes of the vault was agreed to by day, so often and no oftener."""

import hashlib
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from cli.session import Session
from cli.wiring import House
from governance.vaulted import NOT_TAKEN
from lab.openstack.proxy import Fault
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.lent_town import LentTown, lent_town
from tests.integration.cloud.town import Department, Said, Town, wait_for
from vault import control
from vault.ahead import Ahead, open_ahead
from vault.keeping import Case, Folder
from vault.matching import Opening
from vault.needs import cloud
from vault.opening import Executor
from zhengyun.errors import ZhengyunError
from zhengyun.reading import texts

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "foxglove"
SCRIPT: Final = "operator2"


@dataclass(frozen=True)
class Nights:
    """The town, and the script that works there at night."""

    lent: LentTown

    @property
    def town(self) -> Town:
        """Its people."""
        return self.lent.town

    @property
    def runbook(self) -> str:
        """The script's file."""
        file = self.town.root / "drill.sh"
        file.write_text("#!/bin/sh\n# the nightly drill\n", "utf-8")
        return str(file)

    def asked(self, count: int, *more: str, starts: bool = True) -> str:
        """Ask for a standing permit."""
        words = ("--script", SCRIPT, "--tenant", NAME, "--count", str(count), "--most-actions", "20", "--for", "2 d")
        settings = None if starts else self.lent.without_start()
        said = self.town.types(
            "standing", "ask", self.runbook, *words, "-m", "drill", "-o", "json", *more, settings=settings
        )
        assert said.code == 0, said.err
        return str(said.json["request"])

    def granted(self, count: int) -> str:
        """The same, agreed to by everybody whom it takes."""
        name = self.asked(count)
        self.town.agree(name)
        return name

    def night(self, name: str, server: str) -> Said:
        """What the script does, for a new plan."""
        return self.town.types("change", "apply", self.planned(server), *self.under(name), "-o", "json")

    def planned(self, server: str) -> str:
        """A new plan's file."""
        self.town.declare(Department(dns=(server,)))
        return self.lent.planned()

    def under(self, name: str) -> tuple[str, ...]:
        """How the script says under what it acts."""
        return ("--under", name, "--runbook", self.runbook, "--as", SCRIPT)

    def lying(self, name: str) -> list[Case]:
        """What lies in the executor's folder for a standing permit."""
        pool = Folder(self.lent.folder).of(name)
        return [case for one in pool.requests() if (case := pool.read(one))]

    def folder_away(self) -> Path:
        """Lose the executor's folder; where it lies now."""
        return self.lent.folder.rename(self.lent.folder.with_name("stolen"))

    @contextmanager
    def executor(self) -> Iterator[tuple[Executor, list[Opening]]]:
        """The executor at the vault, and what the log says that he has opened."""
        from cli.executing import openings_of

        house = House(Session(quiet=True, settings_name=str(self.town.settings), person_name="executor"))
        yield house.executor(house.signer), openings_of(house)
        house.database.close()

    def opens(self, case: Case) -> bool:
        """Whether what lies there gives the site's password to whoever has it."""
        try:
            control.unwrap(self.lent.vault.server, case.held[0].token, cloud("primary"), "-")
        except ZhengyunError:
            return False
        return True

    def shown(self, name: str) -> Any:
        """How a standing permit stands."""
        return self.town.types("standing", "show", name, "-o", "json").json["standing"]


@pytest.fixture(scope="module")
def nights(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """The town, with nothing of it there yet but its department."""
    with lent_town(found, NAME, tmp_path_factory.mktemp("foxglove-vault")) as made:
        made.town.declare(Department())
        request = made.asked()
        made.town.agree(request)
        assert made.town.types("change", "run", request, "-q").code == 0
        yield Nights(made)


def test_two_nights_and_no_third(nights: Nights) -> None:
    lent = nights.lent
    name = nights.granted(2)
    assert lent.kinds(name) == ["vault.opened", "vault.opened", "vault.authorised"]
    opened, authorised = lent.log(name)[:2], lent.log(name)[2]
    assert authorised.actor == "security"
    accessors = {str(one.body["accessor"]) for one in opened}
    assert {*texts(authorised.body["approved"])} == accessors
    assert {one.body["path"] for one in opened} == {"secret/data/cloud/primary"}
    assert all(str(one.body["until"]) <= nights.shown(name)["not_after"] for one in opened)
    before = lent.kept["password"]
    for night, left in ((1, 1), (2, 0)):
        said = nights.night(name, f"198.51.100.{60 + night}")
        assert said.code == 0, said.err
        request = str(said.json["request"])
        # Nobody was asked: what was opened by day is what this change took, and it is dead.
        assert lent.kinds(request) == ["vault.taken", "vault.returned"]
        assert {*texts(lent.log(request)[0].body["accessors"])} < accessors
        assert (len(nights.lying(name)), nights.shown(name)["left"]) == (left, left)
        # What the first night has put there is what the second one reads.
        assert lent.kept["password"] != before
        before = lent.kept["password"]
        assert lent.hand.enters(before).status == 201
    third = nights.night(name, "198.51.100.63")
    assert (third.code, "ZY-PERMIT-034" in third.err) == (3, True), third.err
    assert not list(lent.folder.rglob("*.json"))


def test_what_is_taken_back_opens_nothing(nights: Nights) -> None:
    name = nights.granted(2)
    assert nights.night(name, "198.51.100.71").code == 0
    (left,) = nights.lying(name)
    assert nights.opens(left)
    said = nights.town.types("standing", "revoke", name, "-m", "another drill now")
    assert said.code == 0, said.err
    assert not nights.opens(left)
    assert not nights.lying(name)
    assert nights.lent.kinds(name)[-1] == "vault.dropped"
    refused = nights.night(name, "198.51.100.72")
    assert (refused.code, "ZY-PERMIT-033" in refused.err) == (3, True), refused.err


def test_a_night_that_is_killed_takes_its_own_and_no_more(nights: Nights) -> None:
    lent, town = nights.lent, nights.town
    name = nights.granted(2)
    said = town.types("change", "submit", nights.planned("198.51.100.81"), *nights.under(name), "-o", "json")
    assert said.code == 0, said.err
    request = str(said.json["request"])
    assert lent.kinds(request) == []
    fault = Fault("PUT", r"/subnets/", through=True, hold=True)
    runbook = hashlib.sha256(Path(nights.runbook).read_bytes()).hexdigest()
    with town.proxy.told(fault):
        night = town.starts("change", "run", request, "--runbook", runbook)
        wait_for(fault.reached)
        night.kill()
        fault.release.set()
    assert lent.kinds(request) == ["vault.taken"]
    assert len(nights.lying(name)) == 1
    again = town.types("change", "apply", request, "--resume", "--runbook", nights.runbook, "--as", SCRIPT)
    assert again.code == 0, again.err
    assert lent.kinds(request) == ["vault.taken", "vault.taken", "vault.returned"]
    assert lent.hand.enters(lent.kept["password"]).status == 201
    assert nights.night(name, "198.51.100.82").code == 0
    assert not nights.lying(name)


def test_more_than_is_asked_for_is_not_agreed_to(nights: Nights) -> None:
    name = nights.asked(2)
    with nights.executor() as (executor, openings):
        (case, _second) = nights.lying(name)
        open_ahead(executor, Ahead(name, (cloud("primary"),), 3, case.until), openings)
    town = nights.town
    said = town.types("change", "approve", name, "--as", "owner", "--yes")
    assert (said.code, "ZY-VAULT-080" in said.err, "3 times" in said.err) == (3, True, True), said.err
    assert town.state(name) == "submitted"
    assert not any(map(nights.opens, nights.lying(name)))
    # Our own executor gives back what is beyond, and then it is agreed to.
    assert town.types("change", "run", name, "-q").code == 8
    town.agree(name)
    assert town.types("change", "run", name, "-q").code == 0
    assert nights.night(name, "198.51.100.91").code == 0
    assert town.types("standing", "revoke", name, "-m", "enough").code == 0


def test_what_was_not_opened_beforehand_waits_for_people_until_it_is(nights: Nights) -> None:
    lent, town = nights.lent, nights.town
    name = nights.asked(2, starts=False)
    assert town.types("change", "approve", name, "--as", "owner", "--yes").code == 0
    agreed = town.types("change", "approve", name, "--as", "security", "--yes")
    assert (agreed.code, "not open in the vault" in agreed.err) == (0, True), agreed.err
    night = nights.night(name, "198.51.100.101")
    assert night.code == 8, night.err
    listed = town.types("change", "list", "-o", "json").json["requests"]
    (request,) = [one["request"] for one in listed if one["permit"]["under"] == name]
    assert lent.kinds(request) == ["vault.opened"]
    assert town.types("change", "approve", request, "--as", "security", "--yes").code == 0
    assert nights.night(name, "198.51.100.101").code == 0
    # One use is gone, and one is opened.
    said = town.types("change", "run", name, "-o", "json")
    assert (said.code, len(said.json["waiting"])) == (8, 1)
    assert "ZY-PERMIT-006" in town.types("change", "approve", name, "--as", SCRIPT, "--yes").err
    again = town.types("change", "approve", name, "--as", "security2", "--yes")
    assert (again.code, "authorised in the vault" in again.err) == (0, True), again.err
    assert nights.night(name, "198.51.100.102").code == 0
    assert lent.kinds(name) == ["vault.opened", "vault.authorised"]


def test_where_the_executor_is_out_of_reach_whoever_takes_it_back_ends_it(nights: Nights) -> None:
    town = nights.town
    name = nights.granted(2)
    assert nights.night(name, "198.51.100.105").code == 0
    (case,) = nights.lying(name)
    assert nights.opens(case)
    said = town.types("standing", "revoke", name, "-m", "no more", settings=nights.lent.without_start())
    assert said.code == 0, said.err
    revoked = nights.lent.log(name)[-1]
    assert (revoked.kind, revoked.actor) == ("vault.revoked", "operator")
    assert texts(revoked.body["accessors"]) == (case.held[0].accessor,)
    assert not nights.opens(case)
    dropped = town.types("change", "run", name, "-o", "json")
    assert (dropped.code, len(dropped.json["dropped"])) == (0, 1), dropped.err
    assert not nights.lying(name)
    assert town.types("change", "run", name).code == 0


def test_a_folder_that_was_lost_bars_nobody(nights: Nights) -> None:
    lent, town = nights.lent, nights.town
    name = nights.granted(1)
    (lost,) = nights.lying(name)
    copied = nights.folder_away()
    assert nights.opens(lost)
    said = town.types("change", "run", name, "-o", "json")
    assert (said.code, len(said.json["waiting"])) == (8, 1), said.err
    assert not nights.opens(lost)
    revoked = next(one for one in lent.log(name) if one.kind == "vault.revoked")
    assert (revoked.actor, texts(revoked.body["accessors"])) == ("executor", (lost.held[0].accessor,))
    assert town.types("change", "approve", name, "--as", "security", "--yes").code == 0
    assert nights.night(name, "198.51.100.121").code == 0
    assert not nights.lying(name)
    shutil.rmtree(copied)


def test_what_another_machine_holds_is_its_own_until_it_is_gone(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = nights.town
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(socket, "gethostname", lambda: "bastion2.example")
        name = nights.asked(1, starts=False)
        assert town.types("change", "run", name, "-q").code == 8
    town.agree(name)
    (other,) = nights.lying(name)
    copied = nights.folder_away()
    assert town.types("change", "run", name, "-q").code == 8
    assert nights.opens(other)
    # Two machines hold a use where one is left: neither is agreed to.
    barred = town.types("change", "approve", name, "--as", "security", "--yes")
    assert (barred.code, "ZY-VAULT-080" in barred.err) == (3, True), barred.err
    assert town.types("change", "run", name, "--gone", "bastion2.example", "-q").code == 8
    assert not nights.opens(other)
    assert town.types("change", "approve", name, "--as", "security", "--yes").code == 0
    assert town.types("standing", "revoke", name, "-m", "enough").code == 0
    shutil.rmtree(copied)


def test_by_day_it_is_said_that_a_night_would_wait_and_what_lacks_is_opened(nights: Nights) -> None:
    town = nights.town
    name = nights.granted(1)
    (case,) = nights.lying(name)
    whole = town.types("change", "run-due")
    assert (whole.code, name in whole.err) == (0, False), whole.err
    control.revoke(nights.lent.vault.server, nights.lent.vault.root, case.held[0].accessor)
    said = town.types("change", "run-due")
    assert (said.code, f"zhengyun change approve {name}" in said.err) == (0, True), said.err
    (anew,) = nights.lying(name)
    assert anew.held[0].accessor != case.held[0].accessor
    assert town.types("standing", "revoke", name, "-m", "enough").code == 0


def test_what_the_records_do_not_know_goes(nights: Nights) -> None:
    name = nights.granted(1)
    (case,) = nights.lying(name)
    pool = Folder(nights.lent.folder).of(name)
    pool.path.rename(pool.path.with_name("SP-NOBODY2"))
    assert nights.town.types("change", "run-due", "-q").code == 0
    assert not nights.opens(case)
    assert not nights.lying("SP-NOBODY2")
    assert nights.town.types("standing", "revoke", name, "-m", "enough").code == 0


def test_what_was_opened_before_a_yes_was_taken_back_is_not_agreed_to_again(nights: Nights) -> None:
    town, alone = nights.town, nights.lent.without_start()
    name = nights.asked(1)
    (case,) = nights.lying(name)
    assert town.types("change", "approve", name, "--as", "owner", "--yes", settings=alone).code == 0
    # Neither he nor the executor ends it at the vault.
    said = town.types("change", "withdraw", name, "--as", "owner", "-m", "on second thoughts", settings=alone)
    assert said.code == 0, said.err
    assert town.types("change", "approve", name, "--as", "owner", "--yes", settings=alone).code == 0
    agreed = town.types("change", "approve", name, "--as", "security", "--yes", settings=alone)
    assert (agreed.code, "not open in the vault" in agreed.err) == (0, True), agreed.err
    assert not nights.opens(case)
    assert town.types("standing", "revoke", name, "-m", "enough").code == 0


def test_one_that_is_refused_is_worthless_and_dropped_by_whatever_runs_next(nights: Nights) -> None:
    town = nights.town
    name = nights.asked(1)
    assert nights.lying(name)
    assert town.types("change", "reject", name, "--as", "owner", "-m", "not this one").code == 0
    assert town.types("change", "run-due", "-q").code == 0
    assert not nights.lying(name)
    assert nights.lent.kinds(name)[-1] == "vault.dropped"


def test_what_somebody_has_authorised_who_takes_his_yes_back_serves_nobody(nights: Nights) -> None:
    town = nights.town
    name = nights.granted(1)
    (case,) = nights.lying(name)
    assert town.types("change", "withdraw", name, "--as", "security", "-m", "on second thoughts").code == 0
    assert not nights.opens(case)
    assert town.types("change", "approve", name, "--as", "security2", "--yes").code == 0
    assert nights.night(name, "198.51.100.107").code == 8
    # Opened anew, it takes his word and nobody else's.
    assert town.types("change", "run", name, "-q").code == 8
    assert case.held[0].accessor not in [one.accessor for again in nights.lying(name) for one in again.held]


def test_what_the_nights_have_had_is_explained_and_what_was_had_besides_is_found(nights: Nights) -> None:
    lent, town = nights.lent, nights.town
    name = nights.granted(2)
    request = str(nights.night(name, "198.51.100.111").json["request"])
    # Somebody has stolen what lies there for the second night.
    (left,) = nights.lying(name)
    assert nights.opens(left)
    settings = town.root / "audited.toml"
    told = town.settings.read_text("utf-8").replace("\n[vault]\n", f'\n[vault]\naudit = "{lent.vault.log}"\n')
    settings.write_text(told, "utf-8")
    said = town.types("audit", "reconcile", "--site", "vault", "--as", "auditor", "-o", "json", settings=settings)
    (site,) = said.json["sites"]
    # Read, and written back twice: the password that is to be, and the one that is.
    assert site["explained"][request] == 3
    assert site["explained"][name] == 2
    accessors = {str(one.body["accessor"]) for one in lent.log(name) if one.kind == "vault.opened"}
    found = [(one["target"], one["why"]) for one in site["unexplained"] if one["target"] in accessors]
    assert found == [(left.held[0].accessor, NOT_TAKEN)]
