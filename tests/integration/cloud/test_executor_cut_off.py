"""The vault is sealed, restarted, or told another time of day while the executor carries out a change on real services."""

import time
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from lab.openstack.proxy import Fault
from lab.vault import control as server
from tests.clocks import moved
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.forking import Forking
from tests.integration.cloud.lent_town import LentTown, lent_town
from tests.integration.cloud.town import Department, Town, wait_for
from tests.vaults import soon, text
from vault.leases import NEXT
from vault.policies import SECONDS

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "rowanwood"
# In seconds.
TEN_MINUTES: Final = 600
# Longer than what is opened waits for people's words.
HOURS: Final = SECONDS + 3600
# Where the executor is when the vault leaves him: at which request to the site's services.
READING: Final = ("GET", "/subnets")
WORKING: Final = ("PUT", "/subnets/")
RENEWING: Final = ("POST", "/users/.*/password$")


@pytest.fixture(scope="module")
def lent(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LentTown]:
    """The town, with all that it wants at first."""
    with lent_town(found, NAME, tmp_path_factory.mktemp("rowanwood-vault")) as made:
        made.town.applied(Department())
        yield made


@pytest.fixture(scope="module")
def forking(lent: LentTown, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forking]:
    """What starts commands at once."""
    with Forking(tmp_path_factory.mktemp("rowanwood-said"), lent.town.lab.place.root) as forking:
        yield forking


@pytest.fixture
def town(lent: LentTown) -> Town:
    """Its people."""
    return lent.town


def agreed(lent: LentTown, last: int) -> str:
    """A small change that was asked for and agreed to."""
    lent.town.declare(Department(dns=(f"198.51.100.{last}",)))
    request = lent.asked()
    lent.town.agree(request)
    return request


def leaves(lent: LentTown, forking: Forking, request: str, at: tuple[str, str], fault: Callable[[], None]) -> str:
    """Run the executor, and let something befall the vault while a service has his request; what he says, and that he fails."""
    held = Fault(*at, through=True, hold=True)
    with lent.town.proxy.told(held):
        life = forking.starts("change", "run", request, "--settings", str(lent.town.settings), "--lang", "en")
        wait_for(held.reached)
        fault()
        held.release.set()
        assert life.end() > 0, life.said.read_text()
    return life.said.read_text()


def is_whole(lent: LentTown, request: str, before: str) -> None:
    """The change is done, the password that was read is another, and nothing is left."""
    assert lent.town.state(request) == "applied"
    assert lent.settled()
    assert NEXT not in lent.kept
    assert [lent.hand.enters(one).status for one in (before, lent.kept["password"])] == [401, 201]
    assert lent.hand.left() == ["looks"]
    assert not list(lent.folder.iterdir())


def test_sealed_before_anything_was_had_the_same_command_goes_on(lent: LentTown, town: Town, forking: Forking) -> None:
    """The intent is written and witnessed, and nothing was done."""
    request, before = agreed(lent, 61), lent.kept["password"]
    said = leaves(lent, forking, request, READING, lent.vault.seal)
    assert "ZY-VAULT-002" in said
    assert "next: zhengyun vault unseal" in said
    assert town.state(request) == "interrupted"
    again = town.types("change", "run", request)
    assert (again.code, "ZY-VAULT-002" in again.err) == (6, True)
    lent.vault.unseal()
    assert not lent.settled()
    assert town.types("change", "run", request, "-q").code == 0
    is_whole(lent, request, before)


@pytest.mark.parametrize("at", [WORKING, RENEWING], ids=["working", "renewing"])
def test_sealed_in_the_midst_it_is_told_and_the_same_command_gives_back(
    lent: LentTown, town: Town, forking: Forking, at: tuple[str, str]
) -> None:
    request, before = agreed(lent, 62 + (at is RENEWING)), lent.kept["password"]
    said = leaves(lent, forking, request, at, lent.vault.seal)
    assert "ZY-CLOUD-325" in said
    assert "is sealed" in said
    assert f"zhengyun change run {request}" in said
    # What was done is done and told as such; what is left needs the vault.
    assert town.state(request) == "applied"
    again = town.types("change", "run", request)
    assert (again.code, "ZY-VAULT-002" in again.err) == (6, True)
    lent.vault.unseal()
    kept = lent.kept
    assert 201 in [lent.hand.enters(kept[word]).status for word in ("password", NEXT) if word in kept]
    assert town.types("change", "run", request, "-q").code == 0
    is_whole(lent, request, before)


def test_restarted_in_the_midst_the_same_command_gives_back(lent: LentTown, town: Town, forking: Forking) -> None:
    """It is gone, comes up sealed, and is opened."""
    request, before = agreed(lent, 64), lent.kept["password"]
    place = lent.vault.place
    said = leaves(lent, forking, request, WORKING, lambda: server.down(place))
    assert "ZY-CLOUD-325" in said
    assert "cannot be reached" in said
    for code in ("ZY-VAULT-001", "ZY-VAULT-002"):
        again = town.types("change", "run", request)
        assert (again.code, code in again.err) == (6, True), again.err
        server.up(place, text)
    soon(lent.vault.unseal)
    assert town.types("change", "run", request, "-q").code == 0
    is_whole(lent, request, before)


def test_who_runs_it_again_while_it_is_given_back_takes_nothing_away(
    lent: LentTown, town: Town, forking: Forking
) -> None:
    """It is told as done before its password is another; whoever comes then waits."""
    request, before = agreed(lent, 65), lent.kept["password"]
    held = Fault(*RENEWING, through=True, hold=True)
    with town.proxy.told(held):
        life = forking.starts("change", "run", request, "--settings", str(town.settings), "--lang", "en")
        wait_for(held.reached)
        assert town.state(request) == "applied"
        again = town.types("change", "run", request)
        assert (again.code, "ZY-VAULT-072" in again.err) == (8, True), again.err
        assert town.types("change", "run-due", "-q").code == 0
        held.release.set()
        assert life.end() == 0, life.said.read_text()
    assert lent.kinds(request)[-2:] == ["vault.taken", "vault.returned"]
    is_whole(lent, request, before)


@pytest.mark.parametrize("seconds", [TEN_MINUTES, -TEN_MINUTES], ids=["ahead", "behind"])
def test_a_vault_whose_clock_is_ten_minutes_off_lets_nobody_in_and_says_why(
    lent: LentTown, town: Town, seconds: int
) -> None:
    """Its own process is told another time of day; ours and Keystone's stay."""
    town.declare(Department(dns=(f"198.51.100.{66 + (seconds > 0)}",)))
    side = "ahead of" if seconds > 0 else "behind"
    with moved(server.status(lent.vault.place).pid, seconds):
        assert abs(lent.vault.server.health().clock - time.time() - seconds) < TEN_MINUTES / 2
        request = lent.asked(starts=False)
        said = town.types("change", "run", request)
        assert (said.code, "ZY-VAULT-020" in said.err, f"s {side} this machine's" in said.err) == (3, True, True)
    assert town.state(request) == "submitted"
    before = lent.kept["password"]
    assert town.types("change", "run", request).code == 8
    town.agree(request)
    assert town.types("change", "run", request, "-q").code == 0
    is_whole(lent, request, before)


@pytest.mark.parametrize("seconds", [TEN_MINUTES, -TEN_MINUTES], ids=["ahead", "behind"])
def test_what_was_opened_and_agreed_to_before_its_clock_went_off_is_carried_out(
    lent: LentTown, town: Town, seconds: int
) -> None:
    """Nobody comes in anew; what is made at Keystone ends by Keystone's clock and ours."""
    request, before = agreed(lent, 68 + (seconds > 0)), lent.kept["password"]
    with moved(server.status(lent.vault.place).pid, seconds):
        said = town.types("change", "run", request)
        assert said.code == 0, said.out + said.err
        is_whole(lent, request, before)


def test_a_vault_that_is_hours_ahead_hands_nothing_out_that_had_been_opened(lent: LentTown, town: Town) -> None:
    """By its clock the words that were given are too old. Set right, they count, or new ones are asked for."""
    request, before = agreed(lent, 70), lent.kept["password"]
    with moved(server.status(lent.vault.place).pid, HOURS):
        said = town.types("change", "run", request, "-o", "json")
        assert said.code == 8, said.out + said.err
        assert [one["authorised"] for one in said.json["waiting"]] == [False]
    assert town.state(request) == "approved"
    assert lent.kept["password"] == before
    assert lent.hand.enters(before).status == 201
    assert lent.kinds(request) == ["vault.opened", "vault.authorised"]
    for _ in range(2):
        if (code := town.types("change", "run", request, "-q").code) != 8:
            break
        assert town.types("change", "approve", request, "--as", "security", "--yes", "-q").code == 0
    assert code == 0
    is_whole(lent, request, before)
