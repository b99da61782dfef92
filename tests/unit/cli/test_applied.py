"""Certificates as they are shown: whole where there is room, and below each other on a terminal that is narrow."""

import sys
from datetime import UTC, datetime

import pytest

from cli.applied import applications, certificate_lines, certificates, lines
from cli.wide import width
from zhengyun.application import Application, Operation, Stage, Word
from zhengyun.certified import Certified, Standing
from zhengyun.change import Decision

NOW = datetime(2026, 3, 2, tzinfo=UTC)
BEGINS, ENDS = "2026-03-01T00:00:00Z", "2028-03-01T00:00:00Z"
SUBJECT = "C=CN,O=云洲市,OU=财政局,CN=经办人,SN=0042"
SIGNING = Certified(
    "sm2-issuing", 7 << 140, "finance/clerk", "sm2-person", SUBJECT, BEGINS, ENDS, BEGINS, b"", b"", pair=8 << 140
)
ENCRYPTION = SIGNING._replace(serial=8 << 140, pair=7 << 140, escrow="sm2-issuing-8", state=Standing.HELD)
REASON = "因工作调动，原持有人不再负责该系统，证书须按规定吊销并重新申请，详见财政局来函"
ASKED = Application(
    "CA-7KQ2MX", "n", Operation.REVOKE, "sm2-issuing", "sm2-person", "sha256:0", "department", REASON, BEGINS, ENDS,
    serials=(f"{7 << 140:040x}", f"{8 << 140:040x}"), why="cessation-of-operation", since=BEGINS,
    words=(Word("security", Decision.NO, BEGINS, 1, REASON),), stage=Stage.REJECTED,
)  # fmt: skip


def test_a_row_is_one_line_where_nobody_looks_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert [line.endswith(SUBJECT) for line in certificates([SIGNING, ENCRYPTION], NOW)] == [False, True, True]


@pytest.mark.parametrize("room", [80, 100])
def test_on_a_narrow_terminal_no_line_is_too_long_and_nothing_is_left_out(
    monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(room))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = certificates([SIGNING, ENCRYPTION], NOW)
    assert max(map(width, shown)) <= room
    text = "\n".join(shown)
    for one, use, stands in ((SIGNING, "signing", "good"), (ENCRYPTION, "encryption", "on hold")):
        assert f"{one.serial:040x}" in text
        assert f"sm2-person, {use}" in text
        assert stands in text
    assert text.count(SUBJECT) == 2


def test_on_a_narrow_terminal_applications_are_told_whole_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert len(applications([ASKED], NOW)) == 2
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = applications([ASKED], NOW)
    assert max(map(width, shown)) <= 80
    words = "".join("".join(shown).split())
    assert all(one in words for one in (ASKED.id, "rejected", "sm2-person", "department", BEGINS, REASON))


def test_no_line_about_one_is_wider_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for told in (list(lines(ASKED, NOW)), list(certificate_lines(ENCRYPTION._replace(reason="superseded"), NOW))):
        assert max(map(width, told)) <= 80
    words = "".join("".join(lines(ASKED, NOW)).split())
    assert words.count(REASON) == 2
    assert all(one in words for one in (*ASKED.serials, "sm2-issuing", "cessation-of-operation"))


def test_nothing_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert certificates([], NOW) == []
