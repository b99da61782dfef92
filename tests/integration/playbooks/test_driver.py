"""Hosts on real sshd, planned and changed through the door: what people agreed to is what is there, and nothing else is."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import pytest

from lab.place import Place
from playbooks import codes
from playbooks.folder import PREFIX, place
from playbooks.grammars import BLIND, FILE, STEP, Where, address
from tests.fleet import FOLDER, MORE, NAMES, SECRETS, Fleet, fleet, fleet_in
from tests.town import built
from tests.unit.zhengyun.stage import MemoryJournal
from zhengyun import codes as kernel
from zhengyun.diff import Verb
from zhengyun.entry import Entry
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.permit import Permit
from zhengyun.plan import Plan
from zhengyun.results import Receipt, Status

pytestmark = pytest.mark.lab
__all__ = ["fleet"]

FIRST: Final = f"{FOLDER}/first.conf"
SECOND: Final = f"{FOLDER}/second.conf"
SECRET: Final = f"{FOLDER}/secret.conf"
LESS: Final = ("p-c2", "p-ih1/second")
SEARCH: Final = ("grep", "-rlF", SECRETS["try/word"], "/etc", "/home", "/root", "/run", "/tmp", "/var")  # noqa: S108
SECONDS: Final = 240


def ended(receipt: Receipt, host: str, role: str) -> set[Status]:
    """How the actions of a role on a host ended."""
    return {one.status for one in receipt.outcomes if f"/{host}/{role}" in one.action}


def left() -> list[Path]:
    """Private folders of runs that are still there."""
    return [*place().glob(f"{PREFIX}*")]


@dataclass(frozen=True)
class Done:
    """The whole road once: what was planned, what came of it, what stood on both hosts then, and what could be seen meanwhile."""

    planned: Plan
    receipt: Receipt
    texts: Mapping[str, tuple[str | None, ...]]
    holding: Mapping[str, list[str]]
    """By host, the files that hold the secret."""
    given: list[str]
    seen: list[str]
    notes: str
    left: list[str]
    again: Plan


@pytest.fixture(scope="module")
def done(small_town_place: Place, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """It is gone once, for all that is asked of it; both hosts are then as they were."""
    seen: list[str] = []
    with fleet_in(built(small_town_place, small=True), tmp_path_factory.mktemp("tree")) as fleet:
        planned = fleet.fresh()
        assert fleet.text("p-c2", FIRST) is None
        given, journal = list(fleet.secrets.given), MemoryJournal()
        fleet.said = _Looking(seen)
        receipt = fleet.apply(planned, journal=journal)
        texts = {path: tuple(fleet.text(name, path) for name in NAMES) for path in (FIRST, SECRET, f"{FOLDER}/ran")}
        holding = {name: fleet.node(name).run(*SEARCH).stdout.split() for name in NAMES}
        # No connection of it is open any more, either.
        open_still = [one for one in _environments() if str(place()) in one]
        over = [*map(str, left()), *open_still]
        return Done(planned, receipt, texts, holding, given, seen, str(journal.notes), over, fleet.plan())


class TestTheRoad:
    def test_what_was_planned_is_done_and_proven_and_nothing_is_left_to_do(self, done: Done) -> None:
        assert {(one.verb, one.address.kind) for one in done.planned.actions} == {
            (Verb.CREATE, FILE), (Verb.UPDATE, STEP), (Verb.CREATE, BLIND),
        }  # fmt: skip
        assert address(BLIND, Where("p-c2", "first"), "Something that nobody can foresee") in {
            one.address for one in done.planned.actions
        }
        assert done.receipt.complete, (done.receipt.outcomes, done.receipt.unproven)
        assert done.texts[FIRST] == ("hello\n",) * 2
        assert done.texts[f"{FOLDER}/ran"] == ("ran\n",) * 2
        assert done.again.actions == ()
        assert done.left == []

    def test_a_change_of_one_file_is_one_action_and_what_is_altered_by_hand_after_a_plan_is_not_written_over(
        self, fleet: Fleet
    ) -> None:
        fleet.apply(fleet.fresh())
        fleet.told = {"p-c2": {"second": {"absent": True}}, "p-ih1": {"second": {"text": "other"}}}
        planned = fleet.plan()
        assert [(one.verb, one.address.path) for one in planned.actions] == [
            (Verb.DELETE, f"hosts/p-c2/second{SECOND}"),
            (Verb.UPDATE, f"hosts/p-ih1/second{SECOND}"),
        ]
        assert fleet.apply(planned).complete
        assert (fleet.text("p-c2", SECOND), fleet.text("p-ih1", SECOND)) == (None, "other\n")
        # A file that has gone is gone, and what comes next is planned on top of that.
        fleet.told = {name: {"first": {"text": "new"}} for name in NAMES}
        planned = fleet.plan()
        fleet.node("p-c2").path(FIRST).write_text("by hand\n")
        with pytest.raises(Problems) as refused:
            fleet.apply(planned)
        assert refused.value.code is kernel.WORLD_MOVED
        assert fleet.text("p-c2", FIRST) == "by hand\n"
        assert fleet.text("p-ih1", FIRST) == "hello\n"

    def test_a_plan_of_one_role_touches_no_other(self, fleet: Fleet) -> None:
        assert fleet.apply(fleet.plan("p-c2/second")).complete
        assert fleet.text("p-c2", SECOND) == "world\n"
        assert fleet.text("p-c2", FIRST) is None
        assert fleet.text("p-ih1", SECOND) is None

    def test_what_a_role_would_lay_besides_is_not_laid(self, fleet: Fleet) -> None:
        planned = fleet.fresh()
        receipt = fleet.apply(planned, journal=_Smuggling(fleet))
        assert fleet.text("p-c2", SECOND) is None
        assert ended(receipt, "p-c2", "second") == {Status.FAILED}
        outcome = next(one for one in receipt.outcomes if "p-c2/second" in one.action)
        assert "ZY-HOST-030" in outcome.detail
        assert ended(receipt, "p-c2", "first") == {Status.DONE}

    def test_other_roles_than_people_have_seen_are_not_run(self, fleet: Fleet) -> None:
        from playbooks.roletree import how

        planned = fleet.fresh()
        (fleet.tree.root / "roles" / "second" / "tasks" / "apply.yml").write_text("---\n[]\n\n")
        how.cache_clear()
        with pytest.raises(ZhengyunError) as refused:
            fleet.apply(planned)
        assert refused.value.code is codes.OTHER_ROLES
        assert fleet.text("p-c2", FIRST) is None


class TestSecrets:
    def test_a_secret_is_on_the_host_and_nowhere_else(self, done: Done) -> None:
        secret = SECRETS["try/word"]
        # Who plans is given none.
        assert done.given == []
        assert secret not in str(done.planned.document())
        assert done.receipt.complete
        assert done.texts[SECRET] == (f"word = {secret}\n",) * 2
        assert secret not in done.notes
        assert done.again.actions == ()
        assert done.holding == {name: [SECRET] for name in NAMES}

    def test_nothing_of_a_run_holds_it_while_it_is_under_way(self, done: Done) -> None:
        assert done.seen
        assert not [one for one in done.seen if SECRETS["try/word"] in one]

    def test_who_sees_the_difference_sees_its_keyed_digest(self, fleet: Fleet) -> None:
        from playbooks.planning import scope_of

        scope = scope_of(fleet.estate.hosts, ("hosts",), ("p-c2",), allow_destroy=False)
        seen = fleet.within(lambda: fleet.driver().see(scope))
        (diff,) = (one for one in seen.diffs if one.path == SECRET)
        assert f"+word = {fleet.secrets.digest('try/word')}" in diff.text
        assert fleet.secrets.given == []


class TestFailures:
    def test_a_role_that_fails_half_way_is_taken_back_there_the_others_go_on_and_so_does_the_change(
        self, fleet: Fleet
    ) -> None:
        fleet.told = {"p-c2": {"first": {"proof": "never"}}}
        # It fails on all of its hosts, at which Ansible by itself gives up everything.
        planned, journal = fleet.fresh(*LESS), MemoryJournal()
        receipt = fleet.apply(planned, journal=journal)
        assert ended(receipt, "p-c2", "first") == {Status.FAILED}
        assert ended(receipt, "p-c2", "second") == {Status.WAITING}
        assert ended(receipt, "p-ih1", "second") == {Status.DONE}
        failed = next(one for one in receipt.outcomes if one.status is Status.FAILED)
        assert failed.code == codes.FAILED.id
        assert "It is as it should be" in failed.detail
        assert fleet.text("p-c2", FIRST) is None
        assert fleet.text("p-ih1", SECOND) == "world\n"
        was = fleet.node("p-ih1").path(SECOND).stat()
        fleet.told = {"p-c2": {"first": {"proof": "hello"}}}
        receipt = fleet.apply(planned, before=journal.outcomes)
        assert receipt.complete, (receipt.outcomes, receipt.unproven)
        assert fleet.text("p-c2", SECOND) == "world\n"
        # What was done in the first attempt was not done again.
        now = fleet.node("p-ih1").path(SECOND).stat()
        assert (now.st_ino, now.st_mtime_ns) == (was.st_ino, was.st_mtime_ns)

    def test_a_text_that_its_program_does_not_take_is_not_laid(self, fleet: Fleet) -> None:
        fleet.told = {"p-c2": {"first": {"validate": "/bin/false"}}}
        receipt = fleet.apply(fleet.fresh(*LESS))
        assert ended(receipt, "p-c2", "first") == {Status.FAILED}
        assert fleet.text("p-c2", FIRST) is None
        assert fleet.node("p-c2").run("ls", "-A", FOLDER).stdout == ""

    def test_a_host_that_cannot_be_reached_is_not_planned(self, fleet: Fleet) -> None:
        fleet.node("p-c2").run("/etc/init.d/ssh", "stop")
        try:
            with pytest.raises(Problems) as away:
                fleet.plan()
            assert [error.code for error in away.value.errors] == [codes.AWAY]
            assert away.value.values["host"] == "p-c2"
            assert {one.address.path.split("/")[1] for one in fleet.plan("p-ih1").actions} == {"p-ih1"}
        finally:
            fleet.node("p-c2").run("/etc/init.d/ssh", "start")

    def test_a_host_of_another_key_is_never_spoken_to(self, fleet: Fleet) -> None:
        from dataclasses import replace

        stranger = fleet.estate.hosts.hosts["p-ih1"].key
        fleet.away = lambda host: replace(host, key=stranger) if host.name == "p-c2" else host
        with pytest.raises(Problems) as refused:
            fleet.plan()
        assert [error.code for error in refused.value.errors] == [codes.AWAY]
        assert "key" in str(refused.value.values["said"]).lower()

    def test_a_host_that_is_planned_blind_is_changed_once_it_is_there(self, fleet: Fleet) -> None:
        fleet.node("p-c2").run("/etc/init.d/ssh", "stop")
        try:
            planned = fleet.plan("p-c2", blind=("p-c2",))
        finally:
            fleet.node("p-c2").run("/etc/init.d/ssh", "start")
        assert {one.address.kind for one in planned.actions} == {BLIND}
        receipt = fleet.apply(planned)
        assert receipt.complete, (receipt.outcomes, receipt.unproven)
        assert fleet.text("p-c2", FIRST) == "hello\n"

    def test_a_host_that_is_lost_in_the_midst_is_told_and_the_others_go_on(self, fleet: Fleet) -> None:
        fleet.told = {"p-c2": {"first": {"sleep": 600}}}
        planned = fleet.fresh(*LESS)
        fleet.said.clear()
        losing = threading.Thread(target=_lose, args=(fleet, "p-c2"))
        losing.start()
        try:
            receipt = fleet.apply(planned)
        finally:
            losing.join()
            fleet.node("p-c2").run("/etc/init.d/ssh", "start")
        assert ended(receipt, "p-c2", "first") == {Status.FAILED}
        assert {one.code for one in receipt.outcomes if "/p-c2/first" in one.action} == {codes.LOST.id}
        assert ended(receipt, "p-c2", "second") == {Status.WAITING}
        assert ended(receipt, "p-ih1", "second") == {Status.DONE}
        assert receipt.unproven == ()
        # What it had laid before it was lost is whole.
        assert fleet.text("p-c2", FIRST) == "hello\n"

    def test_who_stops_it_gets_the_role_that_is_under_way_to_its_end_and_no_other(self, fleet: Fleet) -> None:
        fleet.told = {name: {"first": {"sleep": 10}} for name in NAMES}
        planned, journal = fleet.fresh(), MemoryJournal()
        fleet.said.clear()
        stopping = threading.Thread(target=_stop_in_the_midst, args=(fleet,))
        stopping.start()
        receipt = fleet.apply(planned, journal=journal)
        stopping.join()
        assert ended(receipt, "p-c2", "first") == {Status.DONE}
        assert ended(receipt, "p-c2", "second") == {Status.WAITING}
        assert fleet.text("p-c2", SECOND) is None
        assert left() == []
        fleet.stop.clear()
        assert fleet.apply(planned, before=journal.outcomes).complete
        assert fleet.text("p-c2", SECOND) == "world\n"


class TestKilled:
    def test_a_run_whose_executor_is_killed_begins_no_further_role_and_another_goes_on(self, fleet: Fleet) -> None:
        fleet.told = {"p-c2": {"first": {"sleep": 15}}}
        planned = fleet.plan("p-c2")
        executor = get_context("fork").Process(target=fleet.apply, args=(planned,), daemon=True)
        executor.start()
        _until(lambda: fleet.text("p-c2", FIRST) is not None)
        (folder,) = (one for one in left() if (one / "s").is_socket())
        executor.kill()
        executor.join()
        _until(lambda: not any(str(folder) in one and "ansible-playbook" in one for one in _environments()))
        assert fleet.text("p-c2", SECOND) is None
        fleet.told = {}
        receipt = fleet.apply(planned, before=())
        assert receipt.complete, (receipt.outcomes, receipt.unproven)
        assert fleet.text("p-c2", SECOND) == "world\n"
        assert not folder.exists()


def _until(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + SECONDS
    while not so():
        assert time.monotonic() < ends, "it never came about"
        time.sleep(0.1)


class _Smuggling(MemoryJournal):
    """A role becomes another after everything has been looked at, and before it runs."""

    def __init__(self, fleet: Fleet) -> None:
        super().__init__()
        self._fleet = fleet

    def intend(self, plan: Plan, permit: Permit, actor: str) -> Entry:
        """The last look has been taken."""
        (self._fleet.tree.root / MORE).write_text("smuggled")
        return super().intend(plan, permit, actor)


class _Looking(list[str]):
    """Hears what is under way, and looks each time into whatever the run has laid on this machine."""

    def __init__(self, seen: list[str]) -> None:
        super().__init__()
        self._seen = seen

    def append(self, said: str) -> None:
        """Look."""
        del said
        for folder in left():
            for path in folder.rglob("*"):
                if path.is_file():
                    try:
                        self._seen.append(path.read_text(errors="replace"))
                    except FileNotFoundError:
                        continue
        self._seen.extend(_environments())


def _environments() -> list[str]:
    """The words and the environments of every process of Ansible's and of OpenSSH's."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text(errors="replace")
            if "ansible" in words or "ssh" in words:
                found.append(words + (process / "environ").read_text(errors="replace"))
        except OSError:
            continue
    return found


def _wait_until_slow(fleet: Fleet) -> None:
    """Until the slow task is under way: it is told once in the look before the run, and once in it."""
    _until(lambda: sum("Something slow" in one for one in fleet.said) == 2)


def _stop_in_the_midst(fleet: Fleet) -> None:
    _wait_until_slow(fleet)
    fleet.stop.set()


def _lose(fleet: Fleet, host: str) -> None:
    """As when somebody pulls the plug of its network: no more sshd, and every session is gone."""
    _wait_until_slow(fleet)
    fleet.node(host).run("/etc/init.d/ssh", "stop")
    fleet.node(host).run("/usr/bin/pkill", "-KILL", "-x", "sshd")
