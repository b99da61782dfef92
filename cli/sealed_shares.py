"""Shares of the vault's key under their keepers' passphrases: asked of each alone, before there is a key, and again when he gives his share."""

import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.hidden import hidden
from cli.keepers import Giving, digest_of, private_file, wait
from cli.passphrase import given, in_file, trained
from cli.text import _
from cli.wiring import House
from vault import codes
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from keys.share_files import Label
    from keys.sharing import Share


def passphrases(house: House, people: Sequence[str], secrets: str) -> Mapping[str, str]:
    """What each keeper seals his share with, each with another: from his file in a folder, from a training set, or typed twice by himself.

    Raises: ZhengyunError (ZY-VAULT-093, ZY-VAULT-094, ZY-VAULT-096, ZY-VAULT-097, ZY-CLI-006).
    """
    found = {person: _passphrase(house, person, secrets) for person in people}
    # Not before all have been asked: nobody finds out at the keyboard what another one's is, by attempts.
    whose: dict[str, str] = {}
    for person, passphrase in found.items():
        other = whose.setdefault(passphrase.rstrip(), person)
        if other != person:
            raise ZhengyunError(codes.SAME_PASSPHRASE, person=person, other=other)
    return found


def hand_over(giving: Giving, shares: "Sequence[Share]", sealing: Mapping[str, str]) -> Mapping[str, str]:
    """A file for each of the keepers, in order, which his passphrase opens; their shares' digests by their names.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    from keys.share_files import sealed

    for person, share in zip(giving.people, shares, strict=True):
        private_file(giving.file(person), sealed(giving.what, person, share, sealing[person]))
    return {person: digest_of(share.data) for person, share in zip(giving.people, shares, strict=True)}


def label_of(file: Path, data: bytes) -> "Label":
    """Whose share is in a file. Raises: ZhengyunError (ZY-VAULT-091)."""
    from keys.share_files import label

    try:
        return label(data)
    except ValueError as error:
        raise ZhengyunError(codes.NOT_A_SHARE_FILE, file=file, problem=str(error)) from error


def opened(house: House, file: Path, data: bytes) -> "Share":
    """The share in a file, by its keeper's passphrase. Raises: ZhengyunError (ZY-VAULT-091, ZY-VAULT-092, ZY-VAULT-098, ZY-CLI-006)."""
    from keys import share_files

    try:
        share = share_files.opened(data, _own(house))
    except ValueError as error:
        raise ZhengyunError(codes.NOT_A_SHARE_FILE, file=file, problem=str(error)) from error
    if share is None:
        raise ZhengyunError(codes.SHARE_NOT_OPENED, file=file)
    return share


def _passphrase(house: House, person: str, secrets: str) -> str:
    from keys.passphrases import LEAST

    found = _laid_out(house, person, secrets) or _typed(person)
    if len(found) < LEAST:
        raise ZhengyunError(codes.SHORT_PASSPHRASE, person=person, least=LEAST)
    return found


def _laid_out(house: House, person: str, secrets: str) -> str:
    file = Path(secrets) / person if secrets else None
    if file and file.is_file():
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & 0o077:
            raise ZhengyunError(codes.READABLE_SECRET, file=file, mode=f"{mode:04o}")
        return in_file(file)
    return _trained(house, person)


def _trained(house: House, person: str) -> str:
    """In a training set one person plays them all, and what lies beside their keys is for their shares too; elsewhere it is not."""
    training = house.session.settings.passphrases is not None and house.roles.training
    return trained(house.session, person) if training else ""


def _own(house: House) -> str:
    """The acting person's, for the share that he gives. Raises: ZhengyunError (ZY-VAULT-098, ZY-CLI-006)."""
    session, person = house.session, house.session.person
    if session.secret_file:
        return given(session, person)
    if found := _trained(house, person):
        return found
    if not (sys.stdin and sys.stdin.isatty()):
        raise ZhengyunError(codes.KEEPER_NOT_ASKED, person=person)
    return hidden(_("Passphrase of {person} for his share").format(person=person))


def _typed(person: str) -> str:
    if not (sys.stdin and sys.stdin.isatty()):
        raise ZhengyunError(codes.NOBODY_TO_ASK, person=person)
    wait(_("Now {person} alone sits at the keyboard; then Enter.").format(person=person))
    prompt = _("New passphrase of {person} for his share").format(person=person)
    return hidden(prompt, confirm=True)
