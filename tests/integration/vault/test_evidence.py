"""A change at a real vault, and what others do there behind its back: all of it is found, and the change is not accused."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance.reconciliation import LOGIN, NO_TRACE, REFUSED, Reconciled
from governance.vaulted import (
    AT_ONCE,
    BY_HAND,
    BY_ROOT,
    LOOKED,
    NO_WORD,
    NOT_AGREED,
    NOT_OPENED,
    WAITS,
    Said,
    reconcile,
)
from keys import files
from keys.files import FileSigner
from tests.laying import lay
from tests.lent import POLICY, strongroom
from tests.permits import asked
from tests.unit.governance.requests import PLAN
from tests.vaults import Vault, fresh
from vault.entrance import enter, leave
from vault.evidence import AuditLog
from vault.leases import Leases
from vault.needs import cloud
from vault.port import Wrapped
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.gapped import GONE, NOT_COLLECTED, NOT_EVENTS, TOO_YOUNG, Looked
from zhengyun.growing import marks_of
from zhengyun.instant import text

pytestmark = pytest.mark.lab

EXECUTOR, OFFICER, OTHER = "executor", "ford-lin", "ford-mo"
SECRET = "secret/data/cloud/ford"
REQUEST = "CR-FERRY2"
GROUPED = """
path "secret/data/cloud/*" {
  capabilities = ["read"]
  control_group = { ttl = "15m" factor "security" {
    controlled_capabilities = ["read"]
    identity { group_names = ["ford-security"] approvals = 1 } } }
}
path "secret/data/renewed/*" { capabilities = ["create", "update"] }
"""
WORD = """
path "sys/control-group/*" { capabilities = ["update"] }
path "secret/data/open" { capabilities = ["read"] }
path "sys/policies/acl/ford-own" { capabilities = ["create", "update"] }
"""


@dataclass
class Ford:
    """A vault of a small town, its people, and the log of what was done there for changes."""

    vault: Vault
    signers: dict[str, FileSigner]
    entries: list[Entry] = field(default_factory=list)

    def come_in(self, name: str) -> str:
        return enter(self.vault.server, name, self.signers[name], datetime.now(UTC)).token

    def note(self, kind: str, actor: str, **body: object) -> None:
        self.entries.append(Entry.make(len(self.entries) + 1, text(datetime.now(UTC)), kind, actor, body))

    def wrapped(self, token: str) -> Wrapped:
        found = self.vault.server.ask("GET", SECRET, token=token).wrapped
        assert found
        return found

    def authorise(self, who: str, accessor: str) -> None:
        token = self.come_in(who)
        self.vault.server.ask("POST", "sys/control-group/request", {"accessor": accessor}, token=token)
        self.vault.server.ask("POST", "sys/control-group/authorize", {"accessor": accessor}, token=token)
        leave(self.vault.server, token)

    def change(self, request: str = REQUEST, *, note: bool = True) -> None:
        """One change as the executor carries it out, with every entry that he and the approver write."""
        say: Callable[..., None] = self.note if note else lambda *_, **__: None
        token = self.come_in(EXECUTOR)
        wrapped = self.wrapped(token)
        say("vault.opened", EXECUTOR, request=request, accessor=wrapped.accessor, operation="read", path=SECRET)
        say(
            "vault.opened", EXECUTOR, request=request, accessor="-", operation="update", path="secret/data/renewed/ford"
        )
        self.authorise(OFFICER, wrapped.accessor)
        say("vault.authorised", OFFICER, request=request, accessors=[wrapped.accessor])
        say("vault.taken", EXECUTOR, request=request, accessors=[wrapped.accessor])
        had = self.vault.server.ask("POST", "sys/wrapping/unwrap", {"token": wrapped.token}, token=token)
        assert had.data["data"] == {"password": "ford"}
        self.vault.server.ask("POST", "secret/data/renewed/ford", {"data": {"password": "new"}}, token=token)
        leave(self.vault.server, wrapped.token)
        leave(self.vault.server, token)
        say("vault.returned", EXECUTOR, request=request, accessors=[wrapped.accessor])

    def held(self, since: str = "") -> Reconciled:
        log = AuditLog("vault", (self.vault.log,))
        return reconcile(log.done(since), Said.of(self.entries), EXECUTOR, (since, "9999"))

    def found(self) -> set[tuple[str, str, str]]:
        """Why, who and what of every finding."""
        return {(one.why, one.deed.actor, one.deed.what) for one in self.held().findings}


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ford]:
    folder = tmp_path_factory.mktemp("ford")
    with fresh(tmp_path_factory.mktemp("ford-vault")) as vault:
        signers = {}
        for name in (EXECUTOR, OFFICER, OTHER):
            files.make(folder / f"{name}.json", "correct horse", "ed25519")
            signers[name] = files.unseal(folder / f"{name}.json", "correct horse")
        ford = Ford(vault, signers)
        ford.note("vault.begun", OFFICER, address=vault.server.address)
        groups = {"ford-security": [OFFICER, OTHER]}
        people = {EXECUTOR: ["ford-grouped"], OFFICER: ["ford-word"], OTHER: ["ford-word"]}
        lay(vault.server, vault.root, {name: one.public for name, one in signers.items()}, groups, people)
        vault.ask("PUT", "sys/policies/acl/ford-grouped", {"policy": GROUPED})
        vault.ask("PUT", "sys/policies/acl/ford-word", {"policy": WORD})
        vault.ask("POST", SECRET, {"data": {"password": "ford"}, "options": {"cas": 0}})
        vault.ask("POST", "secret/data/open", {"data": {"password": "open"}, "options": {"cas": 0}})
        vault.ask("POST", "secret/config", {"cas_required": False})
        ford.note("vault.founded", OFFICER, address=vault.server.address)
        # Clocks of two machines are believed to differ by as much.
        time.sleep(4)
        yield ford


@pytest.fixture
def ford(laid: Ford) -> Iterator[Ford]:
    """The town with its ceremony alone: what a test does is told from then on."""
    kept = list(laid.entries)
    begins = laid.vault.log.stat().st_size
    whole = laid.vault.log.read_bytes()
    assert len(whole) == begins
    yield laid
    laid.entries[:] = kept
    # The vault goes on where it is: what a test did there is taken out, as if it had not been.
    with laid.vault.log.open("r+b") as file:
        file.truncate(begins)


def test_of_the_ceremony_and_a_change_nobody_is_accused(ford: Ford) -> None:
    ford.change()
    found = ford.held()
    assert found.findings == ()
    assert found.silent == ()
    assert found.explained[REQUEST] == 3
    assert found.explained["vault.begun"] > 10
    assert found.left_out[WAITS] == 1
    assert found.left_out[LOGIN] == 2


def test_behind_its_back(ford: Ford) -> None:
    """Each among legal work, at once with it."""
    server, vault = ford.vault.server, ford.vault
    before = ford.held().left_out.get(REFUSED, 0)
    ford.change()
    token, officer = ford.come_in(EXECUTOR), ford.come_in(OFFICER)
    # 1. An authorisation without a change.
    free = ford.wrapped(token)
    ford.authorise(OTHER, free.accessor)
    # 2. What was had by it.
    server.ask("POST", "sys/wrapping/unwrap", {"token": free.token}, token=token)
    # 3. A change's accessor, authorised by somebody who gave no word to it, and had.
    opened = ford.wrapped(token)
    ford.note("vault.opened", EXECUTOR, request="CR-FERRY3", accessor=opened.accessor, operation="read", path=SECRET)
    ford.authorise(OTHER, opened.accessor)
    server.ask("POST", "sys/wrapping/unwrap", {"token": opened.token}, token=token)
    # 4. A secret that no control group stands before.
    server.ask("GET", "secret/data/open", token=officer)
    # 5. A policy written by hand, by an officer and with a root token; a secret read with it; the whole of it taken along.
    server.ask("PUT", "sys/policies/acl/ford-own", {"policy": WORD}, token=officer)
    vault.ask("PUT", "sys/policies/acl/ford-hand", {"policy": 'path "*" { capabilities = ["sudo"] }'})
    vault.ask("GET", SECRET)
    server.download("sys/storage/raft/snapshot", token=vault.root)
    # 6. The executor's own hand, while nothing was being carried out that he had opened.
    server.ask("POST", "secret/data/renewed/other", {"data": {"password": "x"}}, token=token)
    # What came to nothing is none of it.
    with suppress(ZhengyunError):
        server.ask("GET", "secret/data/other", token=officer)
    with suppress(ZhengyunError):
        enter(server, OTHER, ford.signers[OFFICER], datetime.now(UTC))
    found = ford.held()
    assert ford.found() == {
        (NO_WORD, OTHER, "update sys/control-group/authorize"),
        (NOT_OPENED, EXECUTOR, f"read {SECRET}"),
        (NOT_AGREED, EXECUTOR, f"read {SECRET}"),
        (AT_ONCE, OFFICER, "read secret/data/open"),
        (BY_HAND, OFFICER, "update sys/policies/acl/ford-own"),
        (BY_ROOT, "root", "update sys/policies/acl/ford-hand"),
        (BY_ROOT, "root", f"read {SECRET}"),
        (BY_ROOT, "root", "read sys/storage/raft/snapshot"),
        (BY_HAND, EXECUTOR, "create secret/data/renewed/other"),
    }
    assert len(found.findings) == 10
    assert {one.deed.origin for one in found.findings} == {"127.0.0.1"}
    assert found.explained[REQUEST] == 3
    assert found.left_out[REFUSED] == before + 2
    assert found.left_out[LOOKED] > 4


def test_a_change_without_its_entries_is_found_whole(ford: Ford) -> None:
    ford.change("CR-FERRY4", note=False)
    assert {why for why, _who, _what in ford.found()} == {NO_WORD, NOT_OPENED, BY_HAND}


def test_what_the_log_says_and_no_line_tells_is_unknown(ford: Ford) -> None:
    """A vault that was started with another audit file, or lines that somebody took out."""
    begins = text(datetime.now(UTC))
    ford.change()
    lines = ford.vault.log.read_bytes().splitlines(keepends=True)
    left = [one for one in lines if b"unwrap-deferred" not in one]
    assert len(left) < len(lines)
    log = ford.vault.log.with_name("other.log")
    log.write_bytes(b"".join(left))
    found = reconcile(AuditLog("vault", (log,)).done(""), Said.of(ford.entries), EXECUTOR, (begins, "9999"))
    assert [(one.why, one.number) for one in found.silent] == [(NO_TRACE, 1)]


def test_files_that_were_rotated_are_one(ford: Ford, tmp_path: Path) -> None:
    """Also a packed one, and in whatever order they are named."""
    ford.change()
    whole = ford.vault.log.read_bytes().splitlines(keepends=True)
    half = len(whole) // 2
    with gzip.open(tmp_path / "audit.log.1.gz", "wb") as packed:
        packed.write(b"".join(whole[:half]))
    (tmp_path / "audit.log").write_bytes(b"".join(whole[half:]) + b'{"time": "2026-')
    rotated = AuditLog("vault", (tmp_path / "audit.log", tmp_path / "audit.log.1.gz"))
    assert rotated.done("") == AuditLog("vault", (ford.vault.log,)).done("")
    last = json.loads(whole[-1])["time"][:19] + "Z"
    assert rotated.gaps(last, "9999") == (), "the cut last line is being written"
    since = "2000-01-01T00:00:00Z"
    assert {one.why for one in rotated.gaps(since, last)} == {TOO_YOUNG}
    looked = Looked("1999-01-01T00:00:00Z", marks_of([tmp_path / "audit.log", tmp_path / "audit.log.1.gz"]))
    (tmp_path / "audit.log.1.gz").unlink()
    alone = AuditLog("vault", (tmp_path / "audit.log",))
    assert {one.why for one in alone.gaps(since, last, looked)} == {GONE}
    (tmp_path / "audit.log").write_text("what is this?\n" + whole[-1].decode())
    assert NOT_EVENTS in {one.why for one in alone.gaps(since, last)}
    assert [one.why for one in AuditLog("vault", ()).gaps(since, last)] == [NOT_COLLECTED]


def test_accessors_stand_there_as_they_are_and_secrets_do_not(ford: Ford) -> None:
    ford.change()
    written = ford.vault.log.read_text()
    assert '"password": "ford"' not in written
    assert f'"accessor": "{ford.entries[2].body["accessor"]}"' in written.replace('":"', '": "')


def test_a_loan_as_the_executor_takes_it_accuses_nobody(tmp_path: Path) -> None:
    """Opened, authorised, had, changed, kept anew, a policy written under two people's words, all given back."""
    with strongroom(tmp_path / "vault") as room:
        entries: list[Entry] = []

        def say(note: Note) -> None:
            at = text(datetime.now(UTC))
            entries.append(Entry.make(len(entries) + 1, at, note.kind, note.actor, note.body))

        begins = text(datetime.now(UTC) + timedelta(seconds=1))
        while text(datetime.now(UTC)) < begins:
            time.sleep(0.05)
        needs = (cloud("aspen"), POLICY)
        executor = room.executor(tmp_path / "folder", say)
        accessors = [one.accessor for one in executor.open("CR-LOAN22", needs, ())]
        for person in ("li", "wang"):
            room.authorise(person, accessors)
            say(Note("vault.authorised", person, {"request": "CR-LOAN22", "accessors": accessors}))
        with Leases(executor, needs, lambda _error, _until: None).lease(asked(PLAN, request="CR-LOAN22")) as lent:
            loan = lent["aspen"]
            loan.renew(loan.secrets[0], lambda _old, _new: None)
            lent.perform(POLICY)
        log = AuditLog("vault", (room.vault.log,))
        found = reconcile(log.done(begins), Said.of(entries), "executor", (begins, "9999"))
        assert [(one.why, one.deed.what) for one in found.findings] == []
        assert found.silent == ()
        # Two words for each of two things, both had, the secret kept anew twice.
        assert found.explained == {"CR-LOAN22": 8}
        without = [one for one in entries if one.actor != "wang"]
        found = reconcile(log.done(begins), Said.of(without), "executor", (begins, "9999"))
        assert {(one.why, one.deed.actor) for one in found.findings} == {(NO_WORD, "wang")}
