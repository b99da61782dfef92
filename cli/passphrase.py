"""Where passphrases come from: a file or stdin that `--secret-file` names, the training set, or a prompt. Never an argument."""

import sys
from pathlib import Path

from cli import codes
from cli.files import read
from cli.hidden import hidden
from cli.session import Session
from cli.text import _
from zhengyun.codes import NO_SETTINGS
from zhengyun.errors import N_, ZhengyunError


def ask(session: Session, person: str, *, token: str = "", confirm: bool = False) -> str:
    """The passphrase of a person's key, or the PIN of the token that the key is in.

    Raises: ZhengyunError (ZY-CLI-001: nobody can be asked; ZY-CLI-006: the file cannot be read).
    """
    kept = given(session, person)
    if kept or session.secret_file:
        return kept
    if not sys.stdin or not sys.stdin.isatty():
        raise ZhengyunError(codes.NO_PASSPHRASE, person=person)
    if token:
        prompt = _("PIN of the token {token}, for {person}").format(token=token, person=person)
        return hidden(prompt)
    prompt = _("Passphrase of {person}").format(person=person)
    return hidden(prompt, confirm=confirm)


def given(session: Session, person: str) -> str:
    """The passphrase or PIN as far as nobody has to be asked for it; else nothing.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    if session.secret_file == "-":  # noqa: S105 - a dash means stdin
        return sys.stdin.readline().rstrip("\n") if sys.stdin else ""
    if session.secret_file:
        return in_file(Path(session.secret_file))
    return _executors(session, person) or trained(session, person)


def _executors(session: Session, person: str) -> str:
    """The executor's own, where his settings name its file: nobody sits there. Raises: ZhengyunError (ZY-CLI-006)."""
    try:
        vault = session.settings.vault
    except ZhengyunError as error:
        # A witness has a key, and no settings.
        if error.code is not NO_SETTINGS:
            raise
        return ""
    return in_file(vault.passphrase) if vault and vault.passphrase and person == vault.executor else ""


def trained(session: Session, person: str) -> str:
    """The passphrase or PIN that lies beside the keys of a training set; else nothing. Raises: ZhengyunError (ZY-CLI-006)."""
    try:
        folder = session.settings.passphrases
    except ZhengyunError as error:
        # A witness has a key, and no settings.
        if error.code is not NO_SETTINGS:
            raise
        folder = None
    file = folder / person if folder else None
    return in_file(file) if file and file.is_file() else ""


def in_file(file: Path) -> str:
    """The passphrase in a file, without the end of its line. Raises: ZhengyunError (ZY-CLI-006)."""
    try:
        return read(file).decode("utf-8").rstrip("\n")
    except UnicodeDecodeError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=N_("not UTF-8 text")) from error
