"""What is opened beforehand at a real vault, as the role file configures it: how long it lives, what it opens, and what it does not."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cast import signer
from tests.permits import asked
from tests.ruled import EXECUTOR, Ruled, refused
from tests.unit.governance.requests import PLAN
from vault import codes, control
from vault.ahead import Ahead, draw, forget_ahead, give_back_ahead, is_ready, open_ahead, revoke_ahead
from vault.entrance import MADE, STANDING, enter, enter_ahead
from vault.keeping import Case, Folder
from vault.leases import TAKEN, Leases
from vault.matching import Opening
from vault.needs import cloud
from vault.opening import OPENED, Executor
from vault.policies import AHEAD
from vault.port import Need
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import SystemClock, text
from zhengyun.permit import Permit
from zhengyun.reading import texts

pytestmark = pytest.mark.lab

SITE: Final = "causeway"
NEED: Final = cloud(SITE)
NAME: Final = "SP-CAUSE2"
PATIENCE: Final = 180
DAYS: Final = 86_400


class Pier:
    """The executor at that vault, his folder, and what he tells."""

    def __init__(self, ruled: Ruled, folder: Path) -> None:
        self.ruled, self.notes = ruled, list[Note]()
        self.executor = Executor(
            ruled.vault.server, EXECUTOR, lambda: signer(EXECUTOR), Folder(folder), self.notes.append, SystemClock()
        )

    def openings(self) -> list[Opening]:
        """What the log says that was opened."""
        return [Opening.read(note.body) for note in self.notes if note.kind == OPENED]

    def open(self, count: int, seconds: int = DAYS, needs: tuple[Need, ...] = (NEED,)) -> list[str]:
        """The accessors of what is open beforehand."""
        until = text(datetime.now(UTC) + timedelta(seconds=seconds))
        lying = open_ahead(self.executor, Ahead(NAME, needs, count, until), self.openings())
        return [one.accessor for one in lying]

    def authorise(self, *accessors: str) -> None:
        """The security administrator's word."""
        for one in accessors:
            assert control.authorise(self.ruled.vault.server, self.ruled.token("li"), one)

    def cases(self) -> list[Case]:
        """What lies there."""
        pool = self.executor.folder.of(NAME)
        return [case for one in pool.requests() if (case := pool.read(one))]

    def has(self, case: Case) -> bool:
        """Whether it gives the secret to whoever has it."""
        try:
            return bool(control.unwrap(self.executor.server, case.held[0].token, NEED, "-").data["data"])
        except ZhengyunError:
            return False

    def lent(self, request: str, under: str = NAME) -> Any:
        """What a change is lent."""
        return Leases(self.executor, (NEED,), lambda *_: None).lease(permit(request, under))


def permit(request: str, under: str) -> Permit:
    """A permit of that name, under a standing one, by whose leave nobody is asked."""
    return replace(asked(PLAN, request=request), under=under, chain=())


@pytest.fixture
def pier(ruled: Ruled, tmp_path: Path) -> Pier:
    """A site whose password is `tide`."""
    there = 0
    try:
        there = ruled.vault.ask("GET", NEED.path)["metadata"]["version"]
    except ZhengyunError as error:
        assert error.code is codes.ANSWERED  # noqa: PT017 - there is none yet
    ruled.vault.ask("POST", NEED.path, {"data": {"password": "tide"}, "options": {"cas": there}})
    return Pier(ruled, tmp_path / "wrapped")


def soon(holds: Callable[[], bool]) -> None:
    """Return when something holds."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_it_lasts_for_weeks_where_it_is_asked_for(pier: Pier) -> None:
    pier.open(1, 30 * DAYS)
    (case,) = pier.cases()
    lasts = pier.executor.server.ask("GET", "auth/token/lookup-self", token=case.entrance.token).data["ttl"]
    assert 30 * DAYS - 60 < lasts <= 30 * DAYS
    wrapped = pier.ruled.vault.ask("POST", "auth/token/lookup", {"token": case.held[0].token})
    assert wrapped["creation_ttl"] == AHEAD


def test_it_ends_by_itself_with_the_permit_though_nobody_takes_it_back(pier: Pier) -> None:
    pier.authorise(*pier.open(1, 5))
    (case,) = pier.cases()
    assert pier.has(case)
    soon(lambda: not pier.has(case))
    assert not is_ready(pier.executor, NAME, [NEED])


def test_nothing_is_opened_twice_and_what_is_beyond_goes(pier: Pier) -> None:
    first = pier.open(3)
    assert pier.open(3) == first
    assert [one.accessor for one in pier.openings()] == first
    cases = pier.cases()
    pier.authorise(*first)
    assert pier.open(1) == first[:1]
    assert [pier.has(one) for one in cases] == [True, False, False]
    # What is dead is opened anew, and waits for people again.
    pier.ruled.vault.server.ask("POST", "auth/token/revoke-self", {}, token=cases[0].entrance.token)
    (anew,) = pier.open(1)
    assert anew not in first
    assert not is_ready(pier.executor, NAME, [NEED])


def test_a_use_is_one_changes_own_and_the_others_stay(pier: Pier) -> None:
    pier.authorise(*pier.open(2))
    with suppress(RuntimeError), pier.lent("CR-TORN22") as loans:
        assert loans[SITE].secrets[0]["password"] == "tide"
        raise RuntimeError("torn off")
    assert len(pier.cases()) == 1
    assert pier.executor.folder.read("CR-TORN22") is None
    with pier.lent("CR-SECOND") as loans:
        held = loans[SITE].secrets[0]
        # What was read is replaced with the same pass, and nobody's word.
        fresh = loans[SITE].renew(held, lambda _held, _fresh: None)
    assert pier.ruled.vault.ask("GET", NEED.path)["data"]["password"] == fresh["password"] != "tide"
    with pytest.raises(ZhengyunError) as said, pier.lent("CR-THIRD2"):
        raise AssertionError("it was lent")
    assert said.value.code is codes.NOT_OPENED


def test_a_run_that_was_killed_holds_its_own_and_no_other(pier: Pier) -> None:
    pier.authorise(*pier.open(2))
    assert draw(pier.executor, NAME, "CR-KILLED", [NEED])
    # Nobody came to give it back. Come again, it has the same one.
    with pier.lent("CR-KILLED") as loans:
        assert loans[SITE].secrets[0]["password"] == "tide"
    assert len(pier.cases()) == 1


def test_of_two_sites_used_at_one_both_are_gone(pier: Pier) -> None:
    accessors = pier.open(1, needs=(NEED, cloud("jetty")))
    pier.authorise(*accessors)
    with pier.lent("CR-ONESIDE") as loans:
        assert loans[SITE].secrets
    (taken,) = [note.body for note in pier.notes if note.kind == TAKEN]
    assert (*texts(taken["accessors"]), *texts(taken["drawn"])) == tuple(accessors)
    assert len(texts(taken["accessors"])) == 1


def test_torn_off_between_two_sites_the_first_is_known_and_given_back(pier: Pier) -> None:
    with pytest.raises(ZhengyunError) as said:
        pier.open(1, needs=(NEED, Need("read", "secret/data/device/lock")))
    assert refused(said.value)
    (case,) = pier.cases()
    pier.authorise(case.held[0].accessor)
    assert pier.has(case)
    pier.open(1, needs=(NEED, cloud("jetty")))
    assert not pier.has(case)
    assert len(pier.cases()) == 1


def test_what_is_dead_is_known_until_it_has_been_told(pier: Pier) -> None:
    accessors = pier.open(2)
    for _ in range(2):
        assert sorted(revoke_ahead(pier.executor, NAME)) == sorted(accessors)
    forget_ahead(pier.executor, NAME)
    assert revoke_ahead(pier.executor, NAME) == ()


@pytest.mark.parametrize("under", ["", "SP-OTHER2", "GR-CAUSE2"])
def test_it_is_for_no_other_change(pier: Pier, under: str) -> None:
    pier.authorise(*pier.open(1))
    with pytest.raises(ZhengyunError) as said, pier.lent("CR-OTHER2", under):
        raise AssertionError("it was lent")
    assert said.value.code is codes.NOT_OPENED
    assert len(pier.cases()) == 1


def test_before_anybody_has_agreed_nothing_is_lent(pier: Pier) -> None:
    pier.open(1)
    with pytest.raises(ZhengyunError) as said, pier.lent("CR-EARLY2"):
        raise AssertionError("it was lent")
    assert said.value.code is codes.NOT_OPENED


def test_taken_back_it_is_dead_at_once(pier: Pier) -> None:
    accessors = pier.open(2)
    pier.authorise(*accessors)
    cases = pier.cases()
    assert sorted(give_back_ahead(pier.executor, NAME)) == sorted(accessors)
    assert not any(map(pier.has, cases))
    assert not list(pier.executor.folder.path.iterdir())
    assert give_back_ahead(pier.executor, NAME) == ()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "secret/data/device/lock", None),
        ("GET", "secret/metadata/cloud/causeway", None),
        ("DELETE", NEED.path, None),
        ("POST", "ssh/sign/executor", {"public_key": "x"}),
        ("PUT", "sys/policies/acl/executor", {"policy": ""}),
        ("POST", "auth/people/li/config", {"jwt_validation_pubkeys": []}),
        ("POST", "auth/token/create", {}),
        ("POST", MADE, {}),
        ("POST", "auth/token/renew-self", {"increment": f"{AHEAD}s"}),
        ("POST", "auth/token/create/snapshot", {}),
        ("POST", "sys/control-group/authorize", {"accessor": "x"}),
    ],
)
def test_such_a_pass_opens_nothing_but_clouds(pier: Pier, method: str, path: str, body: dict[str, Any] | None) -> None:
    server = pier.executor.server
    held = enter_ahead(server, EXECUTOR, signer(EXECUTOR), datetime.now(UTC), 60)
    assert held.seconds <= 60
    with pytest.raises(ZhengyunError) as said:
        server.ask(method, path, body, token=held.token)
    assert refused(said.value)


def test_nobody_makes_it_last_beyond_its_permit(pier: Pier) -> None:
    pier.authorise(*pier.open(1, 8))
    (case,) = pier.cases()
    server, root = pier.executor.server, pier.ruled.vault.root
    for path, body, token in (
        ("auth/token/renew-self", {}, case.entrance.token),
        ("auth/token/renew", {"token": case.entrance.token}, case.entrance.token),
        # Not even who may do everything.
        ("auth/token/renew", {"token": case.entrance.token}, root),
    ):
        with pytest.raises(ZhengyunError):
            server.ask("POST", path, {**body, "increment": f"{AHEAD}s"}, token=token)
    assert pier.has(case)
    soon(lambda: not pier.has(case))


def test_with_what_the_executor_comes_in_nothing_is_opened_and_nothing_else_made(pier: Pier) -> None:
    server = pier.executor.server
    came = enter(server, EXECUTOR, signer(EXECUTOR), datetime.now(UTC), STANDING).token
    for path, body in (
        (MADE, {"policies": ["executor"]}),
        (MADE, {"policies": ["root"]}),
        (MADE, {"period": "24h"}),
        ("auth/token/create", {"policies": ["executor-beforehand"]}),
        ("auth/token/create-orphan", {}),
    ):
        with pytest.raises(ZhengyunError):
            server.ask("POST", path, body, token=came)
    with pytest.raises(ZhengyunError) as said:
        server.ask("GET", NEED.path, token=came)
    assert refused(said.value)
    made = server.ask("POST", MADE, {"ttl": "9999h", "explicit_max_ttl": "9999h", "renewable": True}, token=came).auth
    assert (made["token_policies"], made["renewable"]) == (["executor-standing"], False)
    assert made["lease_duration"] <= AHEAD


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"renewable": True}, "strange"),
        ({"orphan": True}, "orphan"),
        ({"allowed_policies": ["executor-standing", "executor"]}, "policies"),
        ({"token_explicit_max_ttl": 0}, "longest"),
    ],
)
def test_drift_in_how_it_is_made_is_found(ruled: Ruled, words: dict[str, Any], told: str) -> None:
    path = "auth/token/roles/executor-standing"
    ruled.vault.ask("POST", path, {**ruled.vault.ask("GET", path), **words})
    (action,) = ruled.plan().actions
    assert [change.attribute for change in action.changes] == [told]
    ruled.carry_out(ruled.plan())
    assert not ruled.plan().actions


@pytest.mark.parametrize("name", ["wang", "li", "chen"])
def test_no_person_has_such_a_pass(ruled: Ruled, name: str) -> None:
    with pytest.raises(ZhengyunError) as said:
        enter(ruled.vault.server, name, signer(name), datetime.now(UTC), STANDING)
    assert said.value.code is codes.NOT_LET_IN


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"token_ttl": 32 * DAYS, "token_max_ttl": 32 * DAYS}, "standing"),
        ({"token_policies": ["executor"]}, "standing"),
        ({"bound_subject": "wang"}, "strange"),
        ({"token_bound_cidrs": ["192.0.2.7/32"]}, "strange"),
    ],
)
def test_drift_in_it_is_found(ruled: Ruled, words: dict[str, Any], told: str) -> None:
    path = f"auth/people/{EXECUTOR}/role/{STANDING}"
    whole = ruled.vault.ask("GET", path)
    ruled.vault.ask("POST", path, {**whole, **words})
    (action,) = ruled.plan().actions
    assert [change.attribute for change in action.changes] == [told]
    ruled.carry_out(ruled.plan())
    assert not ruled.plan().actions


def test_such_a_way_in_that_somebody_has_made_for_a_person_is_found(ruled: Ruled) -> None:
    body = {**ruled.vault.ask("GET", f"auth/people/{EXECUTOR}/role/{STANDING}"), "bound_subject": "li"}
    ruled.vault.ask("POST", f"auth/people/li/role/{STANDING}", body)
    (action,) = ruled.plan().actions
    assert "people/li" in str(action.address)
