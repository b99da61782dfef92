"""A real vault lends for one request: opened by the executor, authorised by others, had once, changed, and dead afterwards."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lent import EXECUTOR, PASSWORD, POLICY, Strongroom, executors, strongroom
from tests.permits import asked
from tests.unit.governance.requests import PLAN
from vault import codes, control
from vault.entrance import leave
from vault.keeping import Folder
from vault.leases import RETURNED, TAKEN
from vault.matching import match
from vault.needs import cloud
from vault.opening import OPENED
from vault.port import Need
from zhengyun.entry import Note
from zhengyun.errors import Code, ZhengyunError
from zhengyun.permit import Permit
from zhengyun.secret import Secret

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strongroom]:
    """One vault for this file."""
    with strongroom(tmp_path_factory.mktemp("strongroom")) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The executor's own folder."""
    return tmp_path / "wrapped"


def permit(request: str) -> Permit:
    """A permit of that name."""
    return asked(PLAN, request=request)


def refused(room: Strongroom, folder: Path, request: str, *needs: Need) -> Code:
    """With which code nothing is lent."""
    with pytest.raises(ZhengyunError) as said, room.leases(folder, *needs).lease(permit(request)):
        raise AssertionError("it was lent")
    return said.value.code


def no_change(_held: Secret, _fresh: Secret) -> None:
    """Nothing has to be changed elsewhere."""


class TestOpened:
    """What waits is opened once, by the executor, and nobody has it yet."""

    def test_it_is_told_in_the_log_and_opened_again_only_when_it_is_over(self, room: Strongroom, folder: Path) -> None:
        first = room.opened(folder, "CR-OPEN22", "aspen", "birch")
        assert len(set(first)) == 2
        assert room.opened(folder, "CR-OPEN22", "aspen", "birch") == first
        told = [note.body for note in room.notes if note.kind == OPENED and note.body["request"] == "CR-OPEN22"]
        assert [one["accessor"] for one in told] == first
        assert [one["path"] for one in told] == ["secret/data/cloud/aspen", "secret/data/cloud/birch"]
        # Its pass is over: what was opened with it is dead, whatever its own time says.
        case = Folder(folder).read("CR-OPEN22")
        assert case
        leave(room.vault.server, case.entrance.token)
        assert not set(room.opened(folder, "CR-OPEN22", "aspen", "birch")) & set(first)

    def test_whoever_was_torn_off_before_he_told_the_log_tells_it_later(self, room: Strongroom, folder: Path) -> None:
        def torn(_note: Note) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            room.executor(folder, torn).open("CR-TORN22", [cloud("aspen")], ())
        before = len(room.openings())
        (accessor,) = room.opened(folder, "CR-TORN22", "aspen")
        assert [one.accessor for one in room.openings()[before:]] == [accessor]

    def test_what_the_vault_gives_without_anybodys_word_is_an_error(self, room: Strongroom, folder: Path) -> None:
        room.vault.ask("POST", "sys/mounts/kv-open", {"type": "kv"})
        room.vault.ask("POST", "kv-open/x", {"password": PASSWORD})
        with pytest.raises(ZhengyunError) as said:
            room.executor(folder).open("CR-FREE22", [Need("read", "kv-open/x")], ())
        assert said.value.code is codes.NO_CONTROL_GROUP
        assert PASSWORD not in str(said.value)

    def test_no_token_is_in_the_log(self, room: Strongroom, folder: Path) -> None:
        room.opened(folder, "CR-TOKEN2", "aspen")
        case = Folder(folder).read("CR-TOKEN2")
        assert case
        told = json.dumps([note.body for note in room.notes])
        assert not any(token in told for token in (case.entrance.token, *(one.token for one in case.held)))

    def test_each_accessor_matches_what_the_plan_needs(self, room: Strongroom, folder: Path) -> None:
        accessors = room.opened(folder, "CR-MATCH3", "aspen", "birch")
        with room.inside("li") as token:
            said = {one: control.look(room.vault.server, token, one) for one in accessors}
        live = {one: found for one, found in said.items() if found}
        needs = [cloud("aspen"), cloud("birch")]
        assert not match("CR-MATCH3", room.openings(), live, needs, EXECUTOR).strange
        less = match("CR-MATCH3", room.openings(), live, needs[:1], EXECUTOR)
        assert [one.code for one in less.strange] == [codes.NOT_NEEDED]


class TestAuthorised:
    """Who agrees, and what that is worth."""

    def test_nobody_else_and_nobody_before(self, room: Strongroom, folder: Path) -> None:
        accessors = room.opened(folder, "CR-NONE22", "aspen")
        assert refused(room, folder, "CR-NONE22", cloud("aspen")) is codes.NOT_AUTHORISED
        # The executor himself, a system administrator, an auditor: none of them is a factor.
        assert room.authorise("wang", accessors) == [False]
        for person in (EXECUTOR, "chen"):
            with pytest.raises(ZhengyunError, match="ZY-VAULT-003"):
                room.authorise(person, accessors)
        assert refused(room, folder, "CR-NONE22", cloud("aspen")) is codes.NOT_AUTHORISED
        assert room.authorise("li", accessors) == [True]
        assert room.authorise("li", accessors) == [True]
        with room.leases(folder, cloud("aspen")).lease(permit("CR-NONE22")) as lent:
            assert lent["aspen"].secrets[0]["username"] == "caretaker"

    def test_the_asker_has_no_token_and_an_accessor_opens_nothing(self, room: Strongroom, folder: Path) -> None:
        (accessor,) = room.opened(folder, "CR-ASKER2", "aspen")
        assert room.authorise("sun", [accessor]) == [True]
        server = room.vault.server
        with room.inside("wang") as token:
            for body in ({"token": accessor}, {}):
                with pytest.raises(ZhengyunError):
                    server.ask("POST", "sys/wrapping/unwrap", body, token=token)
            with pytest.raises(ZhengyunError):
                control.unwrap(server, accessor, cloud("aspen"), "CR-ASKER2")
            for path in ("secret/data/cloud/aspen", "secret/metadata/cloud/aspen"):
                with pytest.raises(ZhengyunError, match="ZY-VAULT-003"):
                    server.ask("GET", path, token=token)

    def test_a_write_to_the_vault_takes_a_word_of_each_of_two_roles_and_is_done_when_it_is_had(
        self, room: Strongroom, folder: Path
    ) -> None:
        executor = room.executor(folder)
        (waiting,) = executor.open("CR-WRITE2", [POLICY], ())
        there = room.vault.ask("LIST", "sys/policies/acl")["keys"]
        assert "strongroom" not in there
        assert room.authorise("li", [waiting.accessor]) == [False]
        assert room.authorise("sun", [waiting.accessor]) == [False]
        with room.leases(folder, POLICY).lease(permit("CR-WRITE2")) as lent:
            with pytest.raises(ZhengyunError) as said:
                lent.perform(POLICY)
            assert said.value.code is codes.NOT_AUTHORISED
        (still,) = executor.open("CR-WRITE2", [POLICY], ())
        assert (still.accessor, still.authorised, still.approved) == (waiting.accessor, still.authorised, False)
        assert room.authorise("zhou", [waiting.accessor]) == [True]
        with room.leases(folder, POLICY).lease(permit("CR-WRITE2")) as lent:
            lent.perform(POLICY)
            with pytest.raises(ZhengyunError) as said:
                lent.perform(Need("update", POLICY.path, {"policy": "more"}))
            assert said.value.code is codes.NOT_OPENED
        assert room.vault.ask("GET", POLICY.path)["policy"] == POLICY.body["policy"]


class TestLent:
    """Had in memory, changed, given back, dead."""

    def test_what_was_read_is_changed_and_everything_that_led_to_it_is_dead(
        self, room: Strongroom, folder: Path
    ) -> None:
        request, server = "CR-LENT22", room.vault.server
        accessors = room.opened(folder, request, "aspen")
        case = Folder(folder).read(request)
        assert case
        room.authorise("li", accessors)
        seen: list[tuple[str, str, dict[str, str]]] = []

        def change(held: Secret, fresh: Secret) -> None:
            seen.append((held["password"], fresh["password"], room.kept("aspen")))

        before = room.kept("aspen")["password"]
        with room.leases(folder, cloud("aspen")).lease(permit(request)) as lent:
            loan = lent["aspen"]
            fresh = loan.renew(loan.secrets[0], change)
        ((old, new, midway),) = seen
        assert (old, midway["password"], midway["next"]) == (before, before, new)
        assert room.kept("aspen") == {"username": "caretaker", "password": new}
        assert (fresh["password"], fresh.version) == (
            new,
            room.vault.ask("GET", cloud("aspen").path)["metadata"]["version"],
        )
        assert not Folder(folder).read(request)
        for token in (case.entrance.token, case.held[0].token):
            with pytest.raises(ZhengyunError, match="ZY-VAULT-003"):
                server.ask("GET", "auth/token/lookup-self", token=token)
        with pytest.raises(ZhengyunError) as said:
            control.unwrap(server, case.held[0].token, cloud("aspen"), request)
        assert said.value.code in (codes.NOT_AUTHORISED, codes.REFUSED)
        told = [(note.kind, note.body) for note in room.notes if note.body.get("request") == request]
        assert [kind for kind, _ in told] == [OPENED, TAKEN, RETURNED]
        assert told[-1][1] == {"request": request, "accessors": accessors, "renewed": ["aspen"]}
        assert new not in json.dumps([body for _, body in told])
        assert refused(room, folder, request, cloud("aspen")) is codes.NOT_OPENED

    def test_torn_off_in_the_midst_of_the_change_the_next_one_is_told_of_both(
        self, room: Strongroom, folder: Path
    ) -> None:
        def torn(_held: Secret, _fresh: Secret) -> None:
            raise KeyboardInterrupt

        before = room.kept("birch")["password"]
        room.authorise("li", room.opened(folder, "CR-MIDST2", "birch"))
        with pytest.raises(KeyboardInterrupt), room.leases(folder, cloud("birch")).lease(permit("CR-MIDST2")) as lent:
            lent["birch"].renew(lent["birch"].secrets[0], torn)
        coming = room.kept("birch")["next"]
        room.authorise("li", room.opened(folder, "CR-MIDST2", "birch"))
        with room.leases(folder, cloud("birch")).lease(permit("CR-MIDST2")) as lent:
            both = lent["birch"].secrets
            assert [one["password"] for one in both] == [before, coming]
            lent["birch"].renew(both[1], no_change)
        assert set(room.kept("birch")) == {"username", "password"}

    def test_of_two_changes_at_once_the_second_finds_what_it_read_dead_already(
        self, room: Strongroom, tmp_path: Path
    ) -> None:
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder, request in zip(folders, ("CR-FIRST2", "CR-SECND2"), strict=True):
            room.authorise("li", room.opened(folder, request, "birch"))
        with (
            room.leases(folders[0], cloud("birch")).lease(permit("CR-FIRST2")) as one,
            room.leases(folders[1], cloud("birch")).lease(permit("CR-SECND2")) as two,
        ):
            read = two["birch"].secrets[0]
            fresh = one["birch"].renew(one["birch"].secrets[0], no_change)
            found = two["birch"].renew(read, no_change)
            assert found["password"] == fresh["password"] != read["password"]
            assert [other["password"] for other in two["birch"].secrets] == [fresh["password"]]

    @pytest.mark.parametrize("words", [{"password": ""}, {"password": 7}, {"username": "caretaker"}])
    def test_what_opens_nothing_is_said_and_not_shown(
        self, room: Strongroom, folder: Path, words: dict[str, object]
    ) -> None:
        version = room.vault.ask("GET", cloud("birch").path)["metadata"]["version"]
        room.vault.ask("POST", cloud("birch").path, {"data": words, "options": {"cas": version}})
        request = "CR-WORDS2"
        room.authorise("li", room.opened(folder, request, "birch"))
        assert refused(room, folder, request, cloud("birch")) is codes.NO_SECRET
        room.put("birch")

    def test_what_is_dropped_is_dead(self, room: Strongroom, folder: Path) -> None:
        (accessor,) = room.opened(folder, "CR-DROP22", "aspen")
        room.authorise("li", [accessor])
        case = Folder(folder).read("CR-DROP22")
        assert case
        assert room.executor(folder).give_back("CR-DROP22") == [accessor]
        with room.inside("li") as token:
            assert control.look(room.vault.server, token, accessor) is None
        with pytest.raises(ZhengyunError):
            control.unwrap(room.vault.server, case.held[0].token, cloud("aspen"), "CR-DROP22")
        assert room.executor(folder).give_back("CR-DROP22") == ()


class TestSealed:
    """A vault that is sealed or gone in the midst: nothing is half known, and it can be gone on with."""

    def test_sealed_before_anything_was_had_it_goes_on_when_it_is_open(self, room: Strongroom, folder: Path) -> None:
        request = "CR-SEAL22"
        room.authorise("li", room.opened(folder, request, "aspen"))
        room.vault.seal()
        assert refused(room, folder, request, cloud("aspen")) is codes.SEALED
        room.vault.unseal()
        with room.leases(folder, cloud("aspen")).lease(permit(request)) as lent:
            assert lent["aspen"].secrets

    def test_restarted_while_it_is_lent_what_could_not_be_given_back_is_told_and_given_back_later(
        self, room: Strongroom, folder: Path
    ) -> None:
        request = "CR-RESTA2"
        room.authorise("li", room.opened(folder, request, "aspen"))
        case = Folder(folder).read(request)
        assert case
        with room.leases(folder, cloud("aspen")).lease(permit(request)) as lent:
            assert lent["aspen"].secrets
            room.vault.restart()
        assert [note.body["code"] for note in room.notes if note.kind == "warned"][-1] == codes.SEALED.id
        returned = [note.body for note in room.notes if note.kind == RETURNED][-1]
        assert (returned["request"], returned["until"]) == (request, case.until)
        room.vault.unseal()
        assert room.executor(folder).give_back(request)
        with pytest.raises(ZhengyunError, match="ZY-VAULT-003"):
            room.vault.server.ask("GET", "auth/token/lookup-self", token=case.entrance.token)

    def test_what_waits_ends_by_itself_and_is_opened_anew(self, room: Strongroom, folder: Path) -> None:
        room.vault.ask("PUT", "sys/policies/acl/executor", {"policy": executors(2)})
        try:
            first = room.opened(folder, "CR-ENDS22", "aspen")
        finally:
            room.vault.ask("PUT", "sys/policies/acl/executor", {"policy": executors(600)})
        case = Folder(folder).read("CR-ENDS22")
        assert case
        room.authorise("li", first)
        ends = time.monotonic() + 180
        while control.look(room.vault.server, case.entrance.token, first[0]):
            assert time.monotonic() < ends, "what waits does not end"
            time.sleep(0.2)
        assert refused(room, folder, "CR-ENDS22", cloud("aspen")) is codes.NOT_AUTHORISED
        second = room.opened(folder, "CR-ENDS22", "aspen")
        assert second != first
        # Whoever has agreed to the first one has not agreed to this one.
        assert refused(room, folder, "CR-ENDS22", cloud("aspen")) is codes.NOT_AUTHORISED
