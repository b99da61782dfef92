"""Where passphrases come from: a file or stdin that `--secret-file` names, the training set, or a prompt. Never an argument."""

import sys
from pathlib import Path

import click

from cli import codes
from cli.session import Session
from cli.text import _
from zhengyun.errors import ZhengyunError


def ask(session: Session, person: str, *, confirm: bool = False) -> str:
    """The passphrase of a person's key.

    Raises: ZhengyunError (ZY-CLI-001: nobody can be asked).
    """
    if session.secret_file == "-":  # noqa: S105 - a dash means stdin
        return sys.stdin.readline().rstrip("\n")
    if session.secret_file:
        return Path(session.secret_file).read_text("utf-8").rstrip("\n")
    kept = _training(session, person)
    if kept:
        return kept
    if not sys.stdin.isatty():
        raise ZhengyunError(codes.NO_PASSPHRASE, person=person)
    prompt = _("Passphrase of {person}").format(person=person)
    return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))


def _training(session: Session, person: str) -> str:
    folder = session.settings.passphrases
    file = folder / person if folder else None
    return file.read_text("utf-8").rstrip("\n") if file and file.is_file() else ""
