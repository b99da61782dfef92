"""Backups of devices: kept once, found again, believed by their digest alone."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.backups import Backups
from network.codes import backups as codes
from network.hidden import HIDDEN, hidden
from zhengyun.errors import Exit, ZhengyunError

AT = "2026-03-01T08:00:00Z"


def refused(work: object) -> ZhengyunError:
    with pytest.raises(ZhengyunError) as caught:
        work()  # type: ignore[operator]
    return caught.value


def test_the_same_is_not_kept_twice_and_what_came_back_is(tmp_path: Path) -> None:
    store = Backups(tmp_path / "kept")
    kept = [store.keep("sw", text, AT, "operator") for text in ("a\n", "a\n", "b\n", "a\n")]
    assert [(one.number, fresh) for one, fresh in kept] == [(1, True), (1, False), (2, True), (3, True)]
    assert [store.text(one) for one in store.history("sw")] == ["a\n", "b\n", "a\n"]
    assert store.history("other") == ()


def test_one_is_found_by_its_number_its_digest_and_as_the_last(tmp_path: Path) -> None:
    store = Backups(tmp_path)
    first, last = (store.keep("sw", text, AT, "operator")[0] for text in ("a\n", "b\n"))
    assert store.named("sw", "1") == store.named("sw", first.short) == first
    assert store.named("sw") == store.named("sw", "2") == last
    for nothing in ("3", "0", "ab", "ffffffff"):
        assert refused(lambda nothing=nothing: store.named("sw", nothing)).code == codes.NO_BACKUP


def test_what_lies_there_of_whoever_was_killed_half_way_gets_into_no_backup(tmp_path: Path) -> None:
    digest = hashlib.sha256(b"whole\n").hexdigest()
    left = tmp_path / "texts" / digest[:2] / f"{digest}.{os.getpid()}"
    left.parent.mkdir(parents=True)
    left.write_text("who")
    store = Backups(tmp_path)
    kept, _ = store.keep("sw", "whole\n", AT, "operator")
    assert store.text(kept) == "whole\n"


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    store = Backups(tmp_path / "kept")
    store.keep("sw", "password\n", AT, "operator")
    for one in (tmp_path / "kept").rglob("*"):
        assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0, one


def test_what_was_altered_is_told(tmp_path: Path) -> None:
    store = Backups(tmp_path)
    kept, _ = store.keep("sw", "a\n", AT, "operator")
    (file,) = (tmp_path / "texts").glob("*/*")
    file.write_text("b\n")
    error = refused(lambda: store.text(kept))
    assert (error.code, error.exit) == (codes.BROKEN, Exit.BROKEN)
    file.unlink()
    assert refused(lambda: store.text(kept)).code == codes.BROKEN


@pytest.mark.parametrize("index", ["{", "[]\n", '{"device": "sw"}\n', "\n", '{"number": 7}\n'])
def test_an_index_that_is_none_is_told(tmp_path: Path, index: str) -> None:
    store = Backups(tmp_path)
    store.keep("sw", "a\n", AT, "operator")
    (tmp_path / "devices" / "sw" / "index").write_text(index)
    assert refused(lambda: store.history("sw")).code == codes.BROKEN


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("no folder")
    assert refused(lambda: Backups(tmp_path / "kept").keep("sw", "a\n", AT, "operator")).code == codes.NOT_KEPT


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (" neighbor 192.0.2.1 password s3cret", " neighbor 192.0.2.1 password"),
        ("snmp-agent community read cipher abc", "snmp-agent community read cipher"),
        (" local-user admin password irreversible-cipher $1c$abc", " local-user admin password irreversible-cipher"),
        ("enable secret 5 $1$mERr$abc", "enable secret 5"),
        (" ospf authentication-mode md5 1 cipher abc", " ospf authentication-mode md5 1 cipher"),
        (" key-string 7 0822455D0A16", " key-string 7"),
    ],
)
def test_what_is_secret_is_not_shown(line: str, shown: str) -> None:
    assert hidden(line).startswith(shown)
    assert hidden(line).endswith(HIDDEN)
    assert line.rsplit(maxsplit=1)[-1] not in hidden(line)


@pytest.mark.parametrize(
    "line", ["ip route 192.0.2.0/24 198.51.100.1", " description the keyhole", " rule 5 permit tcp"]
)
def test_what_is_not_secret_is_shown(line: str) -> None:
    assert hidden(line) == line


@given(st.text(max_size=200))
def test_whatever_a_line_is_it_can_be_shown(line: str) -> None:
    assert isinstance(hidden(line), str)
