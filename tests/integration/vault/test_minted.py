"""The whole way of one change's credentials, from a real vault to a real Keystone: lent, minted, used, unmade, renewed, and tried again."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from cloud.mint import Mint
from cloud.minting import Minting
from cloud.transport import Request
from tests.attacks import Attack
from tests.lab_site import LabSite
from tests.lent import Strongroom, strongroom
from tests.minted import FIRST, Hand, hand, soon
from tests.permits import asked
from tests.unit.governance.requests import PLAN
from vault import control
from vault.keeping import Folder
from vault.leases import NEXT
from vault.needs import cloud
from zhengyun.errors import ZhengyunError
from zhengyun.secret import Secret

pytestmark = pytest.mark.lab

SITE: Final = "cedar"
HANDS: Final = count(1)


class Torn(BaseException):
    """The process ends here."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strongroom]:
    """One vault for this file."""
    with strongroom(tmp_path_factory.mktemp("mint-room")) as made:
        yield made


@pytest.fixture
def someone(lab_site: LabSite, room: Strongroom) -> Hand:
    """A user of the test's own, whose password the vault keeps."""
    made = hand(lab_site, f"lent-hand-{next(HANDS)}")
    (words,) = made.loan().secrets
    room.put(SITE, **words.told())
    return made


@contextmanager
def change(room: Strongroom, folder: Path, way: Minting, request: str) -> Iterator[str]:
    """A change that was opened and agreed to; the wrapped token of it."""
    accessors = room.opened(folder, request, SITE)
    assert room.authorise("li", accessors) == [True]
    case = Folder(folder).read(request)
    assert case
    with ExitStack() as stack:
        lent = stack.enter_context(room.leases(folder, cloud(SITE)).lease(asked(PLAN, request=request)))
        stack.enter_context(way.lent(lent[SITE], request, soon()))
        yield case.held[0].token


def test_nothing_of_it_works_afterwards_and_what_the_vault_keeps_does(
    room: Strongroom, someone: Hand, tmp_path: Path, attack: Attack
) -> None:
    way = someone.minting()
    with change(room, tmp_path, way, "CR-WHOLE2") as wrapped:
        assert way.send(Request("GET", "compute", "/servers")).status == 200
        assert len(someone.left()) == 1
    assert someone.left() == []
    assert someone.enters(FIRST).status == 401
    kept = room.kept(SITE)
    assert len(kept["password"]) >= 32
    assert NEXT not in kept
    assert someone.enters(kept["password"]).status == 201
    with room.inside("wang") as token, pytest.raises(ZhengyunError, match="ZY-VAULT") as refused:
        room.vault.server.ask("POST", "sys/wrapping/unwrap", {"token": wrapped}, token=token)
    assert "wrapping token is not valid" in str(refused.value)
    with pytest.raises(ZhengyunError):
        control.unwrap(room.vault.server, wrapped, cloud(SITE), "CR-WHOLE2")
    attack("the wrapped token and the password that it had opened, after the change", "refused", "vault, Keystone")


@pytest.mark.parametrize("late", [False, True])
def test_torn_off_while_keystone_changes_it_the_next_change_lets_itself_in(
    room: Strongroom, someone: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    """What it was and what it is to be are both in the vault then: one of them opens, whichever Keystone has."""
    renew, way = Mint.renew, someone.minting()

    def torn(self: Mint, held: Secret, fresh: Secret) -> None:
        if late:
            renew(self, held, fresh)
        raise Torn

    with monkeypatch.context() as patched:
        patched.setattr(Mint, "renew", torn)
        with pytest.raises(Torn), change(room, tmp_path, way, f"CR-TORN{late:d}2"):
            assert way.send(Request("GET", "compute", "/servers")).status == 200
    kept = room.kept(SITE)
    assert [someone.enters(kept[word]).status for word in ("password", NEXT)] == ([401, 201] if late else [201, 401])
    with change(room, tmp_path, someone.minting(), f"CR-NEXT{late:d}2"):
        assert someone.left() == []
    now = room.kept(SITE)
    assert set(now) == set(kept) - {NEXT}
    assert someone.enters(now["password"]).status == 201
    assert [someone.enters(kept[word]).status for word in ("password", NEXT)] == [401, 401]
