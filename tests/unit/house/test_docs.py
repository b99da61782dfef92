"""The documents name commands and options that there are."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.commands import ROOT
from cli.lazy import Lazy
from zhengyun.window import parse

DOCS = Path(__file__).resolve().parents[3] / "docs"
FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALLED = re.compile(r"^(?:\*/5 \* \* \* \*  )?(zhengyun [a-z].*)$", re.MULTILINE)


def commands(document: str) -> Iterator[str]:
    """Every command line in a document's blocks, without the words that explain it."""
    for block in FENCED.findall((DOCS / document).read_text("utf-8")):
        for line in CALLED.findall(block):
            yield re.split(r" {3,}", line)[0]


def known(line: str) -> None:
    """Look a command line up, word by word."""
    _, *words = shlex.split(line)
    found: click.Command = Lazy("zhengyun", help="", params=[], table=ROOT)
    context = click.Context(found)
    while isinstance(found, click.Group) and words:
        name = words.pop(0)
        inner = found.get_command(context, name)
        assert inner, f"{line}: there is no {name}"
        found, context = inner, click.Context(inner, parent=context)
    options = {one for parameter in found.params for one in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in words if re.fullmatch(r"-{1,2}[a-z-]+", word) and word not in options]
    assert not unknown, f"{line}: there is no {', '.join(unknown)}"


@pytest.mark.parametrize(
    "line",
    [
        *commands("changes.md"),
        *commands("grants.md"),
        *commands("log.md"),
        *commands("certificates.md"),
        *commands("hosts.md"),
        *commands("devices.md"),
        *commands("network.md"),
        *commands("clock.md"),
    ],
)
def test_every_command_of_the_road_is_there(line: str) -> None:
    known(line)


def test_there_are_such_commands() -> None:
    assert len(list(commands("changes.md"))) > 15


def test_a_command_that_is_not_there_would_be_told() -> None:
    with pytest.raises(AssertionError, match="there is no"):
        known("zhengyun change undo CR-7KQ2MX")
    with pytest.raises(AssertionError, match="there is no --force"):
        known("zhengyun change apply CR-7KQ2MX --force")


def test_the_windows_of_the_documents_are_windows() -> None:
    text = (DOCS / "changes.md").read_text("utf-8") + (DOCS / "grants.md").read_text("utf-8")
    for written in re.findall(r'--window "([^"]+)"', text):
        parse(written)


def test_the_settings_of_notices_are_such() -> None:
    import tomllib

    from zhengyun.notices import wrongs

    text = (DOCS / "settings.md").read_text("utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert not list(wrongs(tomllib.loads(block)["notices"]))
