"""No approval, no credential: a change from asking to worthless, on a real vault and real services."""

from collections.abc import Iterator
from typing import Final

import pytest

from cli.session import Session
from cli.wiring import House
from tests.attacks import Attack
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.lent_town import LentTown, lent_town
from tests.integration.cloud.town import Department, Town
from tests.minted import FIRST
from vault import codes
from vault.control import unwrap
from vault.keeping import Folder
from vault.needs import cloud
from zhengyun.errors import ZhengyunError

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "elmwood"
WHOLE: Final = ["vault.opened", "vault.authorised", "vault.taken", "vault.returned"]
EMPTY: Final = Department()


@pytest.fixture(scope="module")
def lent(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LentTown]:
    """The town."""
    with lent_town(found, NAME, tmp_path_factory.mktemp("elmwood-vault")) as made:
        yield made


@pytest.fixture
def town(lent: LentTown) -> Town:
    """Its people."""
    return lent.town


def test_from_asking_to_worthless(lent: LentTown, town: Town) -> None:
    town.declare(EMPTY)
    request = lent.asked()
    # Asked for: the executor has opened what it takes, and nobody has it.
    (opened,) = lent.log(request)
    assert (opened.kind, opened.actor, opened.body["path"]) == ("vault.opened", "executor", "secret/data/cloud/primary")
    assert town.types("change", "run", request).code == 8
    assert town.types("change", "apply", request, "-q").code == 8
    assert lent.kinds(request) == ["vault.opened"]
    town.agree(request)
    authorised = lent.log(request)[-1]
    assert (authorised.kind, authorised.actor) == ("vault.authorised", "security")
    assert authorised.body["accessors"] == authorised.body["approved"] == [opened.body["accessor"]]
    said = town.types("change", "apply", request, "-o", "json")
    assert said.code == 0, said.err
    assert {name for name, count in said.json["totals"].items() if count} == {"done"}
    assert lent.kinds(request) == WHOLE
    assert lent.log(request)[-1].body["renewed"] == ["primary"]
    # What was lent is dead, what was made of it is gone, and it lies nowhere.
    fresh = lent.kept
    assert set(fresh) == {"username", "password", "project_name", "user_domain_id", "project_domain_id"}
    assert lent.hand.enters(FIRST).status == 401
    assert lent.hand.enters(fresh["password"]).status == 201
    assert lent.hand.left() == ["looks"]
    assert lent.settled()
    assert not list(lent.folder.iterdir())
    assert lent.tells("application_credential_secret")
    assert not lent.tells(FIRST, fresh["password"])


def test_whoever_is_not_the_executor_carries_nothing_out(lent: LentTown, town: Town) -> None:
    town.declare(Department(dns=("198.51.100.53",)))
    request = lent.asked()
    town.agree(request)
    said = town.types("change", "apply", request, settings=lent.without_start())
    assert (said.code, "ZY-GOV-270" in said.err, f"change run {request}" in said.err) == (3, True, True)
    assert town.types("change", "run", request, "-q").code == 0
    assert town.state(request) == "applied"
    # It is used up: the executor does nothing more for it.
    again = town.types("change", "run", request)
    assert (again.code, again.err) == (0, "")


def test_a_yes_that_came_before_it_was_opened_is_followed_by_one_that_signs_nothing(lent: LentTown, town: Town) -> None:
    town.declare(Department(dns=("198.51.100.54",)))
    request = lent.asked(starts=False)
    agreed = town.types("change", "approve", request, "--as", "security", "--yes")
    assert (agreed.code, "not open in the vault" in agreed.err) == (0, True)
    waits = town.types("change", "run", request)
    assert (waits.code, f"zhengyun change approve {request}" in waits.out) == (8, True)
    assert "ZY-GOV-007" in town.types("change", "approve", request, "--as", "operator", "--yes").err
    said = town.types("change", "approve", request, "--as", "security", "--yes", "-o", "json")
    assert said.code == 0, said.err
    assert len(said.json["permit"]["approvals"]) == 1
    assert town.types("change", "run", request, "-q").code == 0
    assert lent.kinds(request) == WHOLE


def test_what_was_opened_beyond_the_plan_is_not_agreed_to(lent: LentTown, town: Town) -> None:
    town.declare(Department(dns=("198.51.100.55",)))
    request = lent.asked()
    _open_more(town, request)
    said = town.types("change", "approve", request, "--as", "security", "--yes")
    assert (said.code, "ZY-VAULT-050" in said.err, "read secret/data/cloud/elsewhere" in said.err) == (3, True, True)
    assert town.state(request) == "submitted"
    rejected = town.types("change", "reject", request, "--as", "security", "-m", "it opens more than it needs")
    assert rejected.code == 0, rejected.err
    assert lent.log(request)[-1].body["accessors"] == [one.body["accessor"] for one in lent.log(request)[:2]]
    assert lent.kinds(request) == ["vault.opened", "vault.opened", "vault.revoked"]
    dropped = town.types("change", "run", request, "-o", "json")
    assert (dropped.code, len(dropped.json["dropped"])) == (0, 2)
    assert lent.kinds(request)[-1] == "vault.dropped"


def _open_more(town: Town, request: str) -> None:
    """As an executor does who is no longer ours."""
    from cli.executing import openings_of
    from vault.needs import cloud

    house = House(Session(quiet=True, settings_name=str(town.settings), person_name="executor"))
    house.executor(house.signer).open(request, [cloud("elsewhere")], openings_of(house, request))
    house.database.close()


def test_a_plan_that_is_cancelled_is_worthless_at_once_and_dropped(lent: LentTown, town: Town) -> None:
    request = lent.asked()
    said = town.types("change", "cancel", request)
    assert (said.code, "is worthless now: 1" in said.err) == (0, True)
    assert lent.kinds(request) == ["vault.opened", "vault.revoked"]
    assert town.types("change", "run", request).code == 0
    assert lent.kinds(request) == ["vault.opened", "vault.revoked", "vault.dropped"]
    assert not list(lent.folder.iterdir())


@pytest.mark.parametrize(
    ("words", "person"),
    [
        (("cancel",), "operator"),
        (("withdraw",), "security"),
    ],
)
def test_what_was_authorised_dies_with_the_yes(
    lent: LentTown, town: Town, attack: Attack, words: tuple[str, ...], person: str
) -> None:
    town.declare(Department(dns=("198.51.100.57",)))
    request = lent.asked()
    town.agree(request)
    held = Folder(lent.folder).read(request)
    assert held
    (one,) = held.held
    assert town.types("change", *words, request, "--as", person).code == 0
    # What lies in the executor's folder, tried by hand: by whoever holds it, without the executor and without us.
    with pytest.raises(ZhengyunError) as refused:
        unwrap(lent.vault.server, one.token, cloud("primary"), request)
    assert refused.value.code in (codes.NOT_AUTHORISED, codes.REFUSED)
    assert lent.kinds(request) == ["vault.opened", "vault.authorised", "vault.revoked"]
    assert lent.log(request)[-1].actor == person
    attack(
        f"unwrap after the change was authorised, then {words[0]}: by hand, from the executor's folder",
        "the vault knows the token no more",
        "OpenBao; the same command revokes it",
    )
    if words == ("withdraw",):
        _agreed_anew(lent, town, request, one.accessor)


def _agreed_anew(lent: LentTown, town: Town, request: str, before: str) -> None:
    """What was taken back is opened, authorised and carried out anew, and not with what was opened before."""
    waits = town.types("change", "run", request, "-o", "json")
    assert waits.code == 8
    assert before not in [one["accessor"] for one in waits.json["waiting"]]
    town.agree(request)
    assert town.types("change", "run", request, "-q").code == 0
    assert town.state(request) == "applied"


@pytest.mark.parametrize(
    ("words", "state"),
    [(("cancel",), "cancelled"), (("withdraw", "--as", "security"), "submitted")],
    ids=["cancelled", "withdrawn"],
)
def test_while_the_vault_is_sealed_it_is_told_until_when_it_lives_and_the_executor_drops_it(
    lent: LentTown, town: Town, words: tuple[str, ...], state: str
) -> None:
    town.declare(Department(dns=("198.51.100.58",)))
    request = lent.asked()
    town.agree(request)
    lent.vault.seal()
    said = town.types("change", *words, request)
    lent.vault.unseal()
    assert said.code == 0, said.err
    until = str(lent.log(request)[0].body["until"])
    assert (until in said.err, "ZY-VAULT-002" in said.err or "sealed" in said.err) == (True, True)
    assert town.state(request) == state
    (one,) = _held(lent, request)
    assert town.types("change", "run-due", "-q").code == 0
    with pytest.raises(ZhengyunError):
        unwrap(lent.vault.server, one, cloud("primary"), request)
    assert lent.kinds(request)[-1] == "vault.dropped"
    assert not list(lent.folder.iterdir())


def _held(lent: LentTown, request: str) -> list[str]:
    """The wrapped tokens in the executor's folder."""
    case = Folder(lent.folder).read(request)
    return [one.token for one in case.held] if case else []


def test_a_no_that_was_said_elsewhere_is_one_at_the_vault_when_it_is_brought_in(lent: LentTown, town: Town) -> None:
    town.declare(Department(dns=("198.51.100.59",)))
    request = lent.asked()
    there, back = str(town.root / "there.json"), str(town.root / "back.json")
    exported = town.types("change", "export", request, "--to", there, "-o", "json")
    assert exported.code == 0, exported.err
    pinned = town.root / "pinned.toml"
    pinned.write_text(f'pin = "{exported.json["pin"]}"\n' + town.settings.read_text("utf-8"), "utf-8")
    words = ("change", "reject", "--file", there, "--to", back, "-m", "no", "--as", "security")
    said = town.types(*words, settings=pinned)
    assert said.code == 0, said.err
    assert lent.kinds(request) == ["vault.opened"]
    brought = town.types("change", "import", back)
    assert (brought.code, "is worthless now: 1" in brought.err) == (0, True), brought.err
    assert lent.kinds(request) == ["vault.opened", "vault.revoked"]


def test_what_no_request_asks_for_is_dropped(lent: LentTown, town: Town) -> None:
    house = House(Session(quiet=True, settings_name=str(town.settings), person_name="executor"))
    house.executor(house.signer).open("CR-STRAY22", [cloud("primary")], [])
    house.database.close()
    assert _held(lent, "CR-STRAY22")
    assert town.types("change", "run-due", "-q").code == 0
    assert lent.kinds("CR-STRAY22") == ["vault.opened", "vault.dropped"]
    assert not _held(lent, "CR-STRAY22")
