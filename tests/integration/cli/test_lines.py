"""What people read fits a terminal of 80 columns in both languages, and is in their language."""

from pathlib import Path
from typing import Final

import pytest

from cli import text
from cli.catalogue import codes
from cli.wide import width
from tests.integration.cli.conftest import Cli, Said
from tests.integration.cli.test_roles import losing as losing_plan
from tests.integration.cli.test_witness import typed
from zhengyun.canonical import canonical
from zhengyun.plan import Plan

losing = losing_plan

LANGUAGES: Final = ("en", "zh_CN")
COMMANDS: Final = (
    "audit show",
    "audit show --from 1",
    "audit query",
    "audit query --kind hold.placed",
    "role show",
    "role matrix",
    "role matrix --person vendor",
    "role matrix --command change\xa0apply",
    "doctor",
    "explain",
    "audit export log.zip --force",
)


def too_wide(said: Said, size: int) -> list[str]:
    """The lines that are wider than that, but for those of one word: a path or a digest is to be copied whole."""
    return [line for line in said.out.splitlines() if width(line) > size and len(line.split()) > 1]


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Each of the languages."""
    return str(request.param)


class TestWidth:
    """No line is wider than the terminal."""

    @pytest.mark.parametrize("columns", [60, 80])
    def test_no_line_is_wider_than_the_terminal(
        self, cli: Cli, losing: Plan, language: str, columns: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del losing
        cli("change", "submit", "-m", "有一段很长的事由，写出来远远超过一行所能容纳的宽度" * 4)
        cli("audit", "hold", "place", "-m", "x", "--as", "auditor")
        monkeypatch.setenv("COLUMNS", str(columns))
        # The grid's widest column and a row's instants do not go below 80.
        for words in COMMANDS if columns == 80 else ("doctor", "explain ZY-PERMIT-047", "role matrix"):
            said = cli(*(word.replace("\xa0", " ") for word in words.split(" ")), "--lang", language)
            assert said.out, words
            assert not too_wide(said, columns), words

    def test_no_explanation_of_a_code_is_wider(self, cli: Cli, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "80")
        for code in codes():
            assert not too_wide(cli("explain", code.id, "--lang", language), 80), code.id

    def test_what_is_to_be_copied_stands_whole_in_a_line(self, cli: Cli, language: str) -> None:
        pin = cli("audit", "export", "log.zip", "-o", "json").json["pin"]
        lines = cli("audit", "export", "log.zip", "--force", "--lang", language).out.splitlines()
        assert [line.strip() for line in lines].count(pin) == 1

    def test_a_wide_terminal_is_used(self, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "300")
        said = cli("doctor").out
        assert len(said.splitlines()) == len(cli("doctor", "-o", "json").json["findings"])


class TestLanguage:
    """What is ours is told in the reader's language."""

    def test_an_entry_bears_its_kind_and_what_that_is_called(self, cli: Cli, language: str) -> None:
        said = cli("audit", "show", "--lang", language).out
        assert "  roles  " in said
        assert text._("version of the role file") in said

    @pytest.mark.parametrize(
        ("content", "problem", "facts"),
        [
            ({"format": "zhengyun-word-file/1"}, "{name} is missing in it", {"name": "review"}),
            ({"format": "zhengyun-word-file/1", "review": []}, "an object is needed, not {kind}", {"kind": "list"}),
            ({"format": "zhengyun-plan/1"}, "not of format {form}", {"form": "zhengyun-word-file/1"}),
            ({}, "{name} is missing in it", {"name": "format"}),
            ("[1", "no JSON: line {line}, column {column}", {"line": 1, "column": 3}),
        ],
    )
    def test_a_broken_file_is_told_by_what_is_missing(
        self, cli: Cli, tmp_path: Path, language: str, content: object, problem: str, facts: dict[str, object]
    ) -> None:
        written = content.encode() if isinstance(content, str) else canonical(content) + b"\n"
        (tmp_path / "broken").write_bytes(written)
        said = cli("change", "import", "broken", "--lang", language)
        assert (said.code, "ZY-GOV-074" in said.err) == (2, True)
        assert text._(problem).format(**facts) in said.err
        assert "Error" not in said.err

    def test_an_offer_that_is_none_is_told_in_words_of_ours(self, cli: Cli, language: str) -> None:
        cli("--version", "--lang", language)
        for given, problem in (
            ("garbage", "not an offer: old SIZE, hashes, an empty line and a checkpoint"),
            ("old 1\nA\n\nx", "no base64"),
            ("old x\n\nx", "a size is a decimal number"),
        ):
            said = typed("audit", "witness", "cosign", "--lang", language, stdin=given)
            assert (said.code, text._(problem) in said.err) == (2, True), said.err

    def test_a_window_that_is_none_is_told_in_words_of_ours(self, cli: Cli, tmp_path: Path, language: str) -> None:
        (tmp_path / "book").write_text("x")
        limits = ("--count", "1", "--most-actions", "1", "--tenant", "finance", "--for", "1 d", "-m", "x")
        said = cli("standing", "ask", "book", "--script", "operator", *limits, "--window", "nights", "--lang", language)
        expected = text._("{given} is not such as: Sat,Sun 22:00-06:00 Asia/Shanghai").format(given="'nights'")
        assert (said.code, expected in said.err) == (2, True), said.err

    def test_a_standing_permit_for_the_wrong_person_is_told_in_words_of_ours(
        self, cli: Cli, tmp_path: Path, language: str
    ) -> None:
        (tmp_path / "book").write_text("x")
        limits = ("--count", "1", "--most-actions", "1", "--tenant", "finance", "--for", "1 d", "-m", "x")
        said = cli("standing", "ask", "book", "--script", "security", *limits, "--lang", language)
        assert (said.code, "ZY-PERMIT-047" in said.err) == (3, True)
        assert text._("the standing permit") in said.err

    @pytest.mark.parametrize(("asked", "told"), [("300 d", "300 d"), ("31 d", "31 d"), ("1000 h", "41 d 16 h")])
    def test_a_time_is_told_as_people_say_it(self, cli: Cli, language: str, asked: str, told: str) -> None:
        words = ("--tenant", "finance", "--for", asked, "-m", "x", "--as", "department", "--lang", language)
        said = cli("grant", "ask", *words)
        assert (said.code, "ZY-GOV-149" in said.err) == (2, True)
        assert all(one in said.err for one in (told, "1 s", "30 d"))

    def test_so_is_the_time_of_a_request(self, cli: Cli, losing: Plan, town: Path, tmp_path: Path) -> None:
        del losing
        said = cli("change", "submit", "-m", "x", "--valid", "400 d")
        assert (said.code, "ZY-GOV-020" in said.err, "400 d" in said.err) == (2, True, True), said.err
