"""The ceremony against a real vault: what is left of the root token, what a role's shares are good for, what is cut off."""

import base64
import itertools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from lab.place import Place
from lab.vault import control
from tests.cast import NOW, role_file
from tests.vaults import empty, text
from vault import codes
from vault.embedded import CLOSED, OPENED
from vault.port import Answer, Server
from vault.server import HttpServer
from vault.setup import BEGUN, FOUNDED, SHARED, Deeds, Plan, found, give, progress, revoke_root, serving, standing
from vault.shares import roles_of, wrongs
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab

ROLES = role_file()
KEEPERS = ("wang", "zhou", "li", "sun", "chen")
THRESHOLD = 3
PLAN = Plan("li", KEEPERS, THRESHOLD)


class Pages:
    """A log in memory."""

    def __init__(self) -> None:
        self.written: list[Entry] = []

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        entry = Entry.make(len(self.written) + 1, "2026-03-02T08:00:00Z", *note)
        self.written.append(entry)
        return entry

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds."""
        return [one for one in self.written if one.kind in kinds]


class Hands:
    """What the keepers got, and the root token that somebody looked at over a shoulder."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.root = ""

    def take(self, keys: Sequence[bytes]) -> Mapping[str, str]:
        """Each takes his."""
        self.keys = dict(zip(KEEPERS, keys, strict=True))
        return {name: f"sha256:{number}" for number, name in enumerate(KEEPERS)}

    def lay(self, server: Server, root: str) -> Sequence[str]:
        """Nothing, but a policy by which somebody may try what takes shares."""
        self.root = root
        policy = "\n".join(
            f'path "sys/{path}" {{ capabilities = ["create", "read", "update", "delete", "sudo"] }}'
            for path in ("generate-root-token/*", "rotate/root/*", "rekey/*")
        )
        server.ask("PUT", "sys/policies/acl/tries", {"policy": policy}, token=root)
        said = server.ask("POST", "auth/token/create", {"policies": ["tries"], "no_parent": True}, token=root)
        self.token = str(said.auth["client_token"])
        return ["tries"]

    @property
    def deeds(self) -> Deeds:
        """Both."""
        return Deeds(self.take, self.lay)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, HttpServer, Pages, Hands]]:
    """A vault after its ceremony, and the hands of those who were there."""
    assert not list(wrongs(ROLES, KEEPERS, THRESHOLD, NOW))
    book, hands = Pages(), Hands()
    with empty(tmp_path_factory.mktemp("harbour")) as (place, server):
        found(server, book, PLAN, hands.deeds)
        yield place, server, book, hands


class Overheard(HttpServer):
    """A server whose answers somebody reads along."""

    root = ""

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = "") -> Answer:
        """Ask, and remember the root token."""
        said = super().ask(method, path, body, token=token)
        self.root = str(said.data.get("root_token", self.root))
        return said


Begun = tuple[Place, HttpServer, Pages, Hands]


def factions() -> list[tuple[str, ...]]:
    """For each role, its people among the keepers."""
    roles = {role for name in KEEPERS for role in roles_of(ROLES, name)}
    return [tuple(name for name in KEEPERS if role in roles_of(ROLES, name)) for role in roles]


def refused(server: HttpServer, method: str, path: str, body: dict[str, Any] | None, token: str) -> ZhengyunError:
    """What the vault says when it says no."""
    with pytest.raises(ZhengyunError) as said:
        server.ask(method, path, body, token=token)
    return said.value


def test_the_root_token_is_dead_and_the_log_tells_each_step(begun: Begun) -> None:
    _, server, book, hands = begun
    assert refused(server, "GET", "auth/token/lookup-self", None, hands.root).code is codes.REFUSED
    assert [one.kind for one in book.written] == [BEGUN, SHARED, FOUNDED]
    words = repr([one.body for one in book.written])
    assert hands.root not in words
    assert not any(base64.b64encode(key).decode() in words or key.hex() in words for key in hands.keys.values())


def test_a_vault_that_was_set_up_is_not_set_up_again(begun: Begun) -> None:
    _, server, book, hands = begun
    for known in (book, Pages()):
        with pytest.raises(ZhengyunError) as said:
            found(server, known, PLAN, hands.deeds)
        assert said.value.code is codes.BEGUN


@pytest.mark.parametrize("way", ["generate-root-token/attempt", "rotate/root/init"])
def test_the_people_of_one_role_make_neither_a_root_token_nor_a_key_and_those_of_two_do(begun: Begun, way: str) -> None:
    _, server, _, hands = begun
    update = f"sys/{way.rpartition('/')[0]}/update"
    asked = {"secret_shares": 5, "secret_threshold": 3} if way.startswith("rotate") else {}
    for people in factions():
        started = server.ask("PUT", f"sys/{way}", asked, token=hands.token).data
        for name in people:
            key = base64.b64encode(hands.keys[name]).decode()
            said = server.ask("PUT", update, {"key": key, "nonce": started["nonce"]}, token=hands.token).data
            assert not said.get("complete"), people
        again = {"key": base64.b64encode(hands.keys[people[0]]).decode(), "nonce": started["nonce"]}
        assert "already been provided" in str(refused(server, "PUT", update, again, hands.token))
        server.ask("DELETE", f"sys/{way}", token=hands.token)
    started = server.ask("PUT", f"sys/{way}", asked, token=hands.token).data
    for name in ("wang", "zhou"):
        key = base64.b64encode(hands.keys[name]).decode()
        server.ask("PUT", update, {"key": key, "nonce": started["nonce"]}, token=hands.token)
    if way.startswith("generate"):
        key = base64.b64encode(hands.keys["li"]).decode()
        assert server.ask("PUT", update, {"key": key, "nonce": started["nonce"]}, token=hands.token).data["complete"]
    else:
        server.ask("DELETE", f"sys/{way}", token=hands.token)


def opened(server: HttpServer, hands: Hands) -> None:
    """Open it, by three people of three roles."""
    for name in ("wang", "li", "chen"):
        give(server, hands.keys[name])
    serving(server)


@pytest.fixture
def unlocked(begun: Begun) -> Iterator[Begun]:
    """The same vault, with the ways opened that take shares alone, as its keepers do for an hour when nothing else helps."""
    place, server, _, hands = begun
    control.up(place, lambda wanted: text(wanted).replace(CLOSED, OPENED))
    opened(server, hands)
    yield begun
    control.up(place, text)
    opened(server, hands)


@pytest.mark.parametrize("way", ["generate-root/attempt", "rekey/init"])
def test_where_shares_alone_are_asked_one_role_has_too_few_and_two_have_enough(unlocked: Begun, way: str) -> None:
    _, server, _, hands = unlocked
    update = f"sys/{way.rpartition('/')[0]}/update"
    asked = {"secret_shares": 5, "secret_threshold": 3} if way.startswith("rekey") else {}
    for people in factions():
        nonce = server.ask("PUT", f"sys/{way}", asked).data["nonce"]
        for name in people:
            said = server.ask("PUT", update, {"key": base64.b64encode(hands.keys[name]).decode(), "nonce": nonce}).data
            assert not said.get("complete"), people
        server.ask("DELETE", f"sys/{way}")
    begun = server.ask("PUT", f"sys/{way}", asked).data
    for name in ("sun", "chen", "zhou"):
        said = server.ask(
            "PUT", update, {"key": base64.b64encode(hands.keys[name]).decode(), "nonce": begun["nonce"]}
        ).data
    assert said["complete"]
    if way.startswith("generate"):
        encoded = base64.b64decode(said["encoded_token"] + "==")
        root = bytes(one ^ ord(other) for one, other in zip(encoded, begun["otp"], strict=True)).decode()
        assert server.ask("GET", "auth/token/lookup-self", token=root).data["policies"] == ["root"]
        revoke_root(server, root)
    else:
        hands.keys = dict(zip(KEEPERS, map(base64.b64decode, said["keys_base64"]), strict=True))


@pytest.mark.parametrize("path", ["sys/generate-root/attempt", "sys/rekey/init", "sys/rekey-recovery-key/init"])
def test_the_ways_that_need_no_token_are_closed(begun: Begun, path: str) -> None:
    _, server, _, hands = begun
    for token in ("", hands.token):
        answer = refused(server, "PUT", path, {"secret_shares": 1, "secret_threshold": 1}, token)
        assert answer.code in {codes.ANSWERED, codes.REFUSED}


@pytest.mark.parametrize("path", ["sys/generate-root-token/attempt", "sys/rotate/root/init", "sys/rotate/root/update"])
def test_without_a_token_nobody_begins_or_disturbs_them(begun: Begun, path: str) -> None:
    _, server, _, _ = begun
    assert refused(server, "PUT", path, {"secret_shares": 1, "secret_threshold": 1}, "").code is codes.REFUSED


def test_the_people_of_one_role_do_not_open_it_and_any_three_of_two_do(begun: Begun) -> None:
    place, server, _, hands = begun
    control.down(place)
    control.up(place, text)
    for people in factions():
        for name in people:
            assert give(server, hands.keys[name]).sealed
        assert progress(server).given == len(people) < THRESHOLD
        server.ask("PUT", "sys/unseal", {"reset": True})
    others = next(some for some in itertools.combinations(KEEPERS, THRESHOLD) if set(some) > {"wang", "chen"})
    assert [give(server, hands.keys[name]).sealed for name in others] == [True, True, False]


def test_a_share_of_another_vault_opens_nothing_and_the_right_ones_do_afterwards(begun: Begun) -> None:
    place, server, _, hands = begun
    control.down(place)
    control.up(place, text)
    give(server, hands.keys["wang"])
    give(server, hands.keys["li"])
    foreign = bytes(32) + b"\x77"
    with pytest.raises(ZhengyunError) as said:
        give(server, foreign)
    assert said.value.code is codes.SHARES_DO_NOT_FIT
    assert progress(server).given == 0
    for name in ("wang", "li", "chen"):
        give(server, hands.keys[name])
    assert not progress(server).sealed


def torn(at: str, hands: Hands) -> Deeds:
    """A ceremony that is torn off at one of its steps."""

    def take(keys: Sequence[bytes]) -> Mapping[str, str]:
        if at == "shares":
            raise KeyboardInterrupt
        return hands.take(keys)

    def lay(server: Server, root: str) -> Sequence[str]:
        hands.lay(server, root)
        raise KeyboardInterrupt

    return Deeds(take, lay)


@pytest.mark.parametrize(("at", "kind"), [("shares", BEGUN), ("laying", SHARED)])
def test_what_is_torn_off_is_told_leaves_no_root_token_and_begins_anew_with_an_empty_vault(
    tmp_path: Path, at: str, kind: str
) -> None:
    book, hands = Pages(), Hands()
    with empty(tmp_path) as (place, found_there):
        server = Overheard(found_there.address)
        with pytest.raises(KeyboardInterrupt):
            found(server, book, PLAN, torn(at, hands))
        last = standing(book, server.address)
        assert last
        assert last.kind == kind
        assert server.root
        assert refused(server, "GET", "auth/token/lookup-self", None, server.root).code is codes.REFUSED
        with pytest.raises(ZhengyunError) as said:
            found(server, book, PLAN, hands.deeds)
        assert said.value.code is codes.CUT_OFF
        control.empty(place)
        control.up(place, text)
        assert found(server, book, PLAN, hands.deeds).kind == FOUNDED


def test_what_was_torn_off_before_the_key_was_made_just_begins(tmp_path: Path) -> None:
    book, hands = Pages(), Hands()
    with empty(tmp_path) as (_, server):
        book.append(Note("vault.begun", "li", {"address": server.address, "threshold": 3, "keepers": list(KEEPERS)}))
        assert found(server, book, PLAN, hands.deeds).kind == FOUNDED
