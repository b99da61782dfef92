"""The Chinese catalogue is complete, true to its placeholders, and compiled."""

import string

import pytest

from cli import text
from cli.locale import catalogue
from cli.refusal import lines
from inventory import codes
from zhengyun.errors import Place, ZhengyunError


def fields(message: str) -> set[str]:
    """The names in braces; what is no template has none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}
    except ValueError:
        return set()


@pytest.mark.slow
def test_every_text_is_translated() -> None:
    known = catalogue.stored()
    missing = [message for message in catalogue.texts() if not catalogue.whole(known.get(message, ""))]
    assert not missing, f"{len(missing)} texts: make catalogue"


@pytest.mark.slow
def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    assert set(catalogue.stored()) == set(catalogue.texts())


def test_translations_keep_what_is_filled_in() -> None:
    for message, translation in catalogue.stored().items():
        if isinstance(message, str) and isinstance(translation, str):
            assert fields(message) == fields(translation), message


def test_translations_keep_commands_and_codes() -> None:
    for message, translation in catalogue.stored().items():
        if isinstance(message, str) and isinstance(translation, str):
            for word in ("zhengyun lab up", "--allow-destroy", "--resume", "clouds.yaml", "GB/T 22239-2019"):
                assert (word in message) == (word in translation), message


@pytest.mark.slow
def test_the_compiled_catalogue_is_that_of_the_translations() -> None:
    assert catalogue.PO.with_suffix(".mo").read_bytes() == catalogue.compiled(catalogue.merged())


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),
        (["check", "--lang", "zh"], {"LANG": "C"}, "zh_CN"),
        (["--lang=zh-Hans", "check"], {}, "zh_CN"),
        (["check", "--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["check", "--", "--lang", "zh"], {}, "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_the_environments(
    arguments: list[str], environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    assert text.settle(arguments, environment) == language
    text.settle(["--lang", "en"])


def test_an_error_is_told_in_chinese_with_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    text.settle(["--lang", "zh"])
    error = ZhengyunError(
        codes.NOT_EXPECTED,
        place=Place("a.yaml", 3, 7),
        given="16GX",
        expected="a size such as 16 GiB",
        nearest="16 GiB",
    )
    told = "\n".join(lines(error))
    text.settle(["--lang", "en"])
    assert "a.yaml:3:7" in told
    assert "16GX" in told
    assert "expected" not in told
    assert "16 GiB" in told
