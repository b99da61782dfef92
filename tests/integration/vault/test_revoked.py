"""What was opened is ended by its accessor, by those whose word it takes, whatever others have agreed to; and by nobody else."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from cli import dropping
from tests.cast import signer
from tests.lent import EXECUTOR, PASSWORD, Strongroom, strongroom
from tests.permits import asked
from tests.unit.governance.requests import PLAN
from vault import codes, control
from vault.keeping import Folder
from vault.matching import living
from vault.needs import cloud
from vault.opening import OPENED
from vault.policies import AUTHORISE, POLICIES
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.secret import Secret

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strongroom]:
    """One vault for this file, where officers have the policy that ours have."""
    with strongroom(tmp_path_factory.mktemp("millrace")) as made:
        made.vault.ask("PUT", f"sys/policies/acl/{AUTHORISE}", {"policy": POLICIES[AUTHORISE]})
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The executor's own folder."""
    return tmp_path / "wrapped"


def revoked(room: Strongroom, person: str, accessor: str) -> bool:
    with room.inside(person) as token:
        return control.revoke(room.vault.server, token, accessor)


@pytest.mark.parametrize("person", ["li", "wang"])
def test_what_was_authorised_is_dead_and_is_opened_anew(room: Strongroom, folder: Path, person: str) -> None:
    request = f"CR-MILL{person.upper()}"
    (accessor,) = room.opened(folder, request, "aspen")
    assert room.authorise("sun", [accessor]) == [True]
    case = Folder(folder).read(request)
    assert case
    assert revoked(room, person, accessor)
    with pytest.raises(ZhengyunError) as said:
        control.unwrap(room.vault.server, case.held[0].token, cloud("aspen"), request)
    assert said.value.code in (codes.NOT_AUTHORISED, codes.REFUSED)
    (fresh,) = room.opened(folder, request, "aspen")
    assert fresh != accessor


@pytest.mark.parametrize("person", ["chen"])
def test_nobody_else_ends_it(room: Strongroom, folder: Path, person: str) -> None:
    (accessor,) = room.opened(folder, "CR-MILL40", "aspen")
    with pytest.raises(ZhengyunError) as said:
        revoked(room, person, accessor)
    assert said.value.code is codes.REFUSED
    with room.inside("li") as token:
        assert control.look(room.vault.server, token, accessor)


def test_a_change_that_has_taken_it_already_is_not_torn_off_by_that(room: Strongroom, folder: Path) -> None:
    (accessor,) = room.opened(folder, "CR-MILL50", "birch")
    room.authorise("li", [accessor])
    with room.leases(folder, cloud("birch")).lease(asked(PLAN, request="CR-MILL50")) as lent:
        assert revoked(room, "wang", accessor)
        (secret,) = lent["birch"].secrets
        assert secret["password"] == PASSWORD
        fresh = lent["birch"].renew(secret, lambda _held, _fresh: None)
        assert isinstance(fresh, Secret)
    assert room.kept("birch")["password"] == fresh["password"]


def test_the_log_tells_what_lives(room: Strongroom, folder: Path) -> None:
    both = room.opened(folder, "CR-MILL60", "aspen", "birch")
    mine = [note for note in room.notes if note.body.get("request") == "CR-MILL60"]
    entries = [Entry.make(n, "2026-01-01T00:00:00Z", one.kind, one.actor, one.body) for n, one in enumerate(mine, 1)]
    assert [one.accessor for one in living(entries, "CR-MILL60", "2026-01-01T00:00:00Z")] == both
    assert living(entries, "CR-MILL60", "9999-01-01T00:00:00Z") == ()
    assert living(entries, "CR-OTHER2", "2026-01-01T00:00:00Z") == ()
    end = {"request": "CR-MILL60", "accessors": both[:1]}
    entries.append(Entry.make(9, "2026-01-01T00:00:00Z", "vault.revoked", "li", end))
    assert [one.accessor for one in living(entries, "CR-MILL60", "2026-01-01T00:00:00Z")] == both[1:]


class _Book(NamedTuple):
    entries: list[Entry]
    notes: list[Note]

    def of_kind(self, *kinds: str) -> list[Entry]:
        return [one for one in self.entries if one.kind in kinds]

    def append(self, note: Note) -> None:
        self.notes.append(note)


def _ended_by(room: Strongroom, request: str, accessors: Sequence[str]) -> tuple[list[Note], list[str]]:
    """What li puts on record, and is told, when she makes worthless what the log calls open."""
    opened = [{"request": request, "accessor": one, "until": "9999-01-01T00:00:00Z"} for one in accessors]
    entries = [Entry.make(n, "2026-01-01T00:00:00Z", OPENED, EXECUTOR, one) for n, one in enumerate(opened, 1)]
    book, told = _Book(entries, []), list[str]()
    house: Any = SimpleNamespace(
        executor_name=EXECUTOR, book=book, clock=room.clock, vault_server=room.vault.server,
        signer=lambda: signer("li"), session=SimpleNamespace(person="li", say=told.append),
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dropping, "is_asked", lambda _: True)
        dropping.revoke(house, request)
    return book.notes, told


def test_what_was_ended_before_the_vault_refused_is_on_record(room: Strongroom, folder: Path) -> None:
    both = room.opened(folder, "CR-MILL80", "aspen", "birch")
    # An accessor that is none: the vault says something else of it than that it is gone.
    notes, told = _ended_by(room, "CR-MILL80", [both[0], "", both[1]])
    assert [(one.actor, one.body["accessors"]) for one in notes] == [("li", both[:1])]
    assert ["could not be ended at once" in one for one in told] == [False, True]
