"""`zhengyun host check`: whether a host is as installed."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli.hosting import document, lines, root_of, root_option
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from zhengyun.errors import Exit

if TYPE_CHECKING:
    from cli.host.looking import Wrong
    from cli.host.working import Step


@command(
    "check",
    help=_(
        "Hold accounts, directories, the line of sudoers and units against what `host install` lays, and look who else could act "
        "as the executor. Ends with 4 where something differs, else with 6 where something may not be read."
    ),
)
@root_option
def entry(session: Session, folder: str) -> int:
    """Look, change nothing."""
    from cli.host.looking import wrongs
    from cli.host.program import programs
    from cli.host.wanted import things
    from cli.host.working import ASTRAY, Does, checking

    root = root_of(folder, changes=False)
    steps = list(checking(root, things(programs())))
    found = list(wrongs(root))
    told = {**document(root, steps, dry_run=True), "wrong": [_(one.text).format(about=one.about) for one in found]}
    emit(session, "host/1", told, lambda: _lines(steps, found))
    if found or any(one.does in ASTRAY for one in steps):
        return Exit.DRIFT
    return Exit.UNREACHABLE if any(one.does is Does.UNKNOWN for one in steps) else Exit.OK


def _lines(steps: "Sequence[Step]", found: "Sequence[Wrong]") -> Iterator[str]:
    yield from lines(steps)
    for one in found:
        yield click.style(_(one.text).format(about=one.about), fg="red")
