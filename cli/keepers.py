"""Shares and the people who keep them: each is printed for one person alone, and read from him alone."""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cli.files import read
from cli.hidden import hidden
from cli.passphrase import trained
from cli.text import _
from cli.wiring import House
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from keys.sharing import Share

SUFFIX: Final = ".share"
LONGEST: Final = 64 * 1024


class Giving(NamedTuple):
    """Where the shares of one secret go: a folder, or - for the terminal. With a `mark` the files of several such secrets lie side by side."""

    place: str
    what: str
    people: Sequence[str]
    mark: str = ""

    def file(self, person: str) -> Path:
        """Somebody's share."""
        marked = f"-{self.mark}" if self.mark else ""
        return Path(self.place) / f"{self.what}-{person}{marked}{SUFFIX}"

    def refuse_there(self) -> None:
        """Refuse, before there is a secret, what could only be handed out over somebody's file.

        Raises: ZhengyunError (ZY-KEY-063, ZY-CLI-006).
        """
        for person in self.people if self.place != "-" else ():
            _refuse_there(self.file(person))


def _refuse_there(file: Path) -> None:
    from cli import codes
    from keys import codes as key_codes

    try:
        file.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
    raise ZhengyunError(key_codes.SHARE_THERE, file=file)


def hand_over(giving: Giving, shares: "Sequence[Share]") -> Mapping[str, str]:
    """Give each of the people his share: a file in a folder, or alone at the terminal; returns their digests by their keepers.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    from keys.share_text import printed

    for person, share in zip(giving.people, shares, strict=True):
        text = _head(giving.what, person, share) + printed(share)
        if giving.place == "-":
            _at_terminal(person, text)
        else:
            private_file(giving.file(person), text.encode())
    return {person: digest_of(share.data) for person, share in zip(giving.people, shares, strict=True)}


def train(house: House, name: str) -> None:
    """In a training set, whose passphrases lie beside the keys, a key that is about to be made has one, too."""
    folder = house.session.settings.passphrases
    if folder and house.roles.training and not trained(house.session, name):
        file = folder / name
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(18) + "\n")


def digest_of(data: bytes) -> str:
    """By what a share is known again; it tells nothing of the secret."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def share_in(text: str) -> "Share":
    """A share as it was printed, whatever stands before it in lines that begin with #.

    Raises: ZhengyunError (ZY-KEY-051, ZY-KEY-052).
    """
    from keys.share_text import typed

    return typed("\n".join(line for line in text.splitlines() if not line.startswith("#")))


def secret_of(place: str, what: str) -> bytes:
    """The secret that the shares in a folder give back, or those that are typed at the terminal; nothing where there are none.

    Raises: ZhengyunError (ZY-CLI-006, ZY-KEY-051 to 056).
    """
    from keys.sharing import combine

    texts = _typed() if place == "-" else [_text(file) for file in sorted(Path(place).glob(f"{what}-*{SUFFIX}"))]
    return combine([share_in(text) for text in texts]) if texts else b""


def _typed() -> list[str]:
    found: list[str] = []
    while text := click.edit(
        "# " + _("Type one share below, save and close; leave it empty after the last one.") + "\n"
    ):
        if not any(line.strip() and not line.startswith("#") for line in text.splitlines()):
            break
        found.append(text)
    return found


def _text(file: Path) -> str:
    return read(file, LONGEST).decode("utf-8", errors="replace")


def _head(what: str, person: str, share: "Share") -> str:
    told = _("Share {index} of {of} of {what}, for {person}; {need} give it back.")
    text = told.format(index=share.number, of=share.of, what=what, person=person, need=share.need)
    return f"# {text}\n"


def _at_terminal(person: str, text: str) -> None:
    wait(_("Now {person} alone looks at the screen; then Enter.").format(person=person))
    click.clear()
    click.echo(text)
    wait(_("Written down? Enter clears the screen."))
    click.clear()


def wait(text: str) -> None:
    """Go on after Enter. Whoever breaks off here sees nothing more, which click's own pause would show him.

    Raises: click.Abort.
    """
    hidden(text, suffix="", empty=True)


def private_file(file: Path, content: bytes) -> None:
    """Write a new file that its owner alone reads (mode 0600), in a folder that is made where it is not there; never over another.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    from cli import codes

    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
