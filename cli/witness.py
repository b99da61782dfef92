"""A witness's own folder, on its own machine: key, trust and memory. It needs no settings, no records and no estate.

Where the key is in a token, the folder has `token.toml` in the key's place: `key`, `pkcs11_module` and `[pkcs11_environment]`,
written as in the settings.
"""

import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.codes import NOT_A_FILE
from cli.passphrase import ask
from cli.session import Session
from cli.text import _
from zhengyun import codes as house
from zhengyun.errors import Place, ZhengyunError
from zhengyun.reading import text

if TYPE_CHECKING:
    from governance.memory import Memory, Trust
    from keys.keyring import KeyPlace, Keyring
    from zhengyun.signing import PublicKey, Signer

VARIABLE: Final = "ZHENGYUN_WITNESS"
KEY: Final = "key.json"
TOKEN: Final = "token.toml"  # noqa: S105 - the name of a file
NAME: Final = "witness"
PASSPHRASE: Final = "passphrase"  # noqa: S105 - the name of a file
TRUST: Final = "trust.json"
MEMORY: Final = "memory"

folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False),
    metavar="FOLDER",
    default="",
    help=_("The witness's folder; else $ZHENGYUN_WITNESS, or witness in ~/.config/zhengyun."),
)


@dataclass(frozen=True)
class Post:
    """Where a witness stands. A passphrase that lies in the folder lets it sign by cron and ssh."""

    session: Session
    named: str

    @cached_property
    def folder(self) -> Path:
        """The folder that is named, or the usual one."""
        home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
        return Path(self.named or os.environ.get(VARIABLE, "") or home / "zhengyun" / "witness")

    def make_folder(self) -> None:
        """Make the folder, where it is not there yet.

        Raises: ZhengyunError (ZY-CLI-006).
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ZhengyunError(NOT_A_FILE, file=self.folder, problem=error.strerror or str(error)) from error

    @property
    def memory(self) -> "Memory":
        """The last checkpoint that it signed."""
        from governance.memory import Memory

        return Memory(self.folder / MEMORY)

    @property
    def trust(self) -> "Trust":
        """The role file that it goes by."""
        from governance.memory import trusted

        return trusted(self.folder / TRUST)

    @cached_property
    def ring(self) -> "Keyring":
        """The folder's keys, of which there is one. Raises: ZhengyunError (ZY-SET-002)."""
        from cli.wiring import House

        file = self.folder / TOKEN
        if not file.exists():
            return House(self.session).ring_of(self.folder)
        try:
            told = tomllib.loads(file.read_text("utf-8"))
            module, variables = Path(text(told["pkcs11_module"])), {**told.get("pkcs11_environment", {})}
            key = {NAME: text(told["key"])}
            return House(self.session).ring_of(self.folder, in_tokens=key, module=module, environment=variables)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ZhengyunError(house.BAD_SETTINGS, place=Place(str(file)), problem=str(error)) from error

    @property
    def _key(self) -> "KeyPlace":
        """Where its key is: in a token, or in the folder."""
        return self.ring.place(NAME) if self.ring.in_tokens else self.folder / KEY

    @property
    def public(self) -> "PublicKey":
        """The public half of its key.

        Raises: ZhengyunError (ZY-GOV-125: it has none; ZY-KEY-*).
        """
        self._there()
        return self.ring.show(self._key)

    def make(self, algorithm: str = "ed25519") -> "PublicKey":
        """A new key, sealed by the passphrase that lies in the folder, or else is asked for."""
        return self.ring.make(self._key, algorithm, lambda _: self._passphrase(confirm=True)).public

    def signer(self) -> "Signer":
        """Its key, opened.

        Raises: ZhengyunError (ZY-GOV-125, ZY-KEY-*).
        """
        self._there()
        return self.ring.unlock(self._key, lambda _: self._passphrase())

    def _there(self) -> None:
        from governance import codes

        if not self.ring.in_tokens and not (self.folder / KEY).exists():
            raise ZhengyunError(codes.NO_WITNESS_KEY, folder=self.folder)

    def _passphrase(self, *, confirm: bool = False) -> str:
        kept = self.folder / PASSPHRASE
        if kept.is_file() and not self.session.secret_file:
            return ask(Session(secret_file=str(kept)), "witness")
        return ask(self.session, "witness", confirm=confirm)
