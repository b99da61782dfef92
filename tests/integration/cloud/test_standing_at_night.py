"""A script at night under a standing permit: what it takes of the vault was agreed to by day, so often and no oftener."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.integration.cloud.conftest import Found
from tests.integration.cloud.lent_town import LentTown, lent_town
from tests.integration.cloud.town import Department, Said, Town
from vault import control
from vault.keeping import Case, Folder
from vault.needs import cloud
from zhengyun.errors import ZhengyunError
from zhengyun.reading import texts

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "foxglove"
SCRIPT: Final = "operator2"
PLAN: Final = "night.json"


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
        self.town.declare(Department(dns=(server,)))
        file = str(self.town.root / PLAN)
        assert self.lent._planned(file) == 4
        words = ("--under", name, "--runbook", self.runbook, "--as", SCRIPT)
        return self.town.types("change", "apply", file, *words, "-o", "json")

    def lying(self, name: str) -> list[Case]:
        """What lies in the executor's folder for a standing permit."""
        pool = Folder(self.lent.folder).of(name)
        return [case for one in pool.requests() if (case := pool.read(one))]

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
    assert not [one for one in lent.folder.rglob("*") if one.is_file()]


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
