"""What the commands about this host share: where they work, what they need, and how steps are told."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cli import codes
from cli.host.root import PATHS, Root
from cli.text import _
from cli.wide import pad, width
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from cli.host.working import Step

TOOLS: Final = ("useradd", "userdel", "groupadd", "groupdel", "visudo")

root_option = click.option(
    "--root",
    "folder",
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    default="/",
    metavar="FOLDER",
    help=_("The root of the file system that is meant; else this machine's own."),
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help=_("Look at everything and tell each step, and change nothing.")
)


def root_of(folder: str, *, changes: bool) -> Root:
    """The root, after looking whether it can be worked in.

    Raises: ZhengyunError (ZY-CLI-200: not root; ZY-CLI-202: tools are missing).
    """
    root = Root(Path(folder))
    if changes:
        if os.geteuid() != 0:
            raise ZhengyunError(codes.HOST_NOT_ROOT)
        missing = [one for one in TOOLS if not shutil.which(one, path=PATHS)]
        lacking = [one for one in ("/etc/passwd", "/etc/group", "/etc/sudoers.d") if not root.path(one).exists()]
        if missing or lacking:
            raise ZhengyunError(codes.HOST_LACKS, missing=", ".join([*missing, *lacking]))
    return root


def document(root: Root, steps: "Sequence[Step]", *, dry_run: bool) -> Mapping[str, Any]:
    """The steps as data."""
    rows = [
        {"does": one.does.value, "kind": one.thing.kind, "name": one.thing.name, "detail": one.detail} for one in steps
    ]
    return {"root": str(root.folder), "dry_run": dry_run, "steps": rows}


def lines(steps: "Sequence[Step]") -> Iterator[str]:
    """The steps for people, one a line."""
    from cli.host.working import TEXTS

    verbs = [_(TEXTS[one.does]) for one in steps]
    widest = max(map(width, verbs), default=0)
    for verb, one in zip(verbs, steps, strict=True):
        yield f"{pad(verb, widest)}  {one.thing.kind} {one.thing.name}  {one.detail}"
