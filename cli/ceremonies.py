"""The room in which a ceremony is held: what is read out and agreed to at the terminal, keys opened, shares handed to their keepers."""

import base64
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.files import read, write
from cli.keepers import Giving, hand_over, secret_of, train
from cli.passphrase import ask
from cli.text import _
from cli.wide import fit
from cli.wiring import House
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from keys.keyring import KeyPlace
    from pki.ceremony.script import Step
    from zhengyun.estate.trust import Authority
    from zhengyun.signing import PublicKey, Signer

LONGEST: Final = 64 * 1024
# Bytes of a passphrase that is drawn: nobody types it, its shares give it back.
DRAWN: Final = 32


@dataclass
class Room:
    """A terminal, or with `yes` a script's folder of secrets. `shares` is where shares go, or come from; `-` is the terminal."""

    house: House
    yes: bool = False
    secrets: str = ""
    shares: str = ""
    came: str = ""
    goes: str = ""
    _signers: dict[str, "Signer"] = field(default_factory=dict)
    _passphrase: str = ""

    def read(self, number: int, step: "Step", facts: Mapping[str, object]) -> None:
        """Read a step out, and wait for Enter."""
        if not (self.yes and self.house.session.quiet):
            click.echo(click.style(f"{number}. {_(step.title)}", bold=True), err=True)
            for text in (_(step.read).format_map(dict(facts)), _(step.check)):
                click.echo(fit(f"   {text}"), err=True)
        if not self.yes and not click.confirm(_("Has everybody heard it, and is it so?"), default=True, err=True):
            raise click.Abort

    def signer(self, person: str) -> "Signer":
        """His key, opened once a run."""
        if person not in self._signers:
            place = self.house.keyring.place(person)
            self._signers[person] = self.house.keyring.unlock(place, lambda pin: self._secret(person, pin))
        return self._signers[person]

    def key(self, authority: "Authority") -> "PublicKey | None":
        """The key at its place."""
        from keys import codes

        try:
            return self.house.keyring.show(self._place(authority))
        except ZhengyunError as error:
            if error.code in {codes.NO_KEY, codes.NOT_THERE}:
                return None
            raise

    def shared(self, authority: "Authority", people: Sequence[str]) -> Mapping[str, str]:
        """A drawn passphrase, split among the people who are there."""
        from keys.sharing import split

        # A token has a PIN, which its maker's rules keep; nobody splits it here.
        if not self.shares or not isinstance(self._place(authority), Path):
            return {}
        giving = Giving(self.shares, authority.name, people)
        giving.refuse_there()
        self._passphrase = base64.b32encode(os.urandom(DRAWN)).decode().rstrip("=")
        shares = split(self._passphrase.encode(), authority.ceremony.threshold, len(people))
        return hand_over(giving, shares)

    def make(self, authority: "Authority") -> str:
        """A new key there."""
        place = self._place(authority)
        if isinstance(place, Path):
            self._train(authority)
        made = self.house.keyring.make(place, authority.algorithm, lambda pin: self._new_secret(authority, pin))
        return str(made.holding)

    def unlock(self, authority: "Authority") -> "Signer":
        """Its key, opened once a run; where its passphrase was split, by shares."""
        if authority.key not in self._signers:
            place = self._place(authority)
            self._signers[authority.key] = self.house.keyring.unlock(place, lambda pin: self._opening(authority, pin))
        return self._signers[authority.key]

    def incoming(self) -> bytes | None:
        """The file that has come."""
        return read(Path(self.came), LONGEST) if self.came else None

    def outgoing(self, data: bytes, label: str) -> None:
        """PEM, to the file that was named."""
        from pki import pem

        if self.goes:
            write(Path(self.goes), pem.written(label, data).encode())

    def escrow(self, algorithm: str, need: int, people: Sequence[str]) -> "tuple[PublicKey, Mapping[str, str]]":
        """A key that is nowhere but in its shares."""
        from keys.escrow import found, restore

        giving = Giving(self.shares, "escrow", people)
        giving.refuse_there()
        made = found(algorithm, need, len(people))
        restore(made.public, made.shares[-need:])
        return made.public, hand_over(giving, made.shares)

    def _place(self, authority: "Authority") -> "KeyPlace":
        return self.house.keyring.place(authority.key)

    def _secret(self, name: str, token: str = "") -> str:
        file = Path(self.secrets) / name if self.secrets else None
        if file and file.is_file():
            return read(file).decode("utf-8", errors="replace").rstrip("\n")
        return ask(self.house.session, name, token=token)

    def _new_secret(self, authority: "Authority", pin: str) -> str:
        if self._passphrase and not pin:
            return self._passphrase
        file = Path(self.secrets) / authority.key if self.secrets else None
        if file and file.is_file():
            return self._secret(authority.key, pin)
        return ask(self.house.session, authority.key, token=pin, confirm=not pin)

    def _opening(self, authority: "Authority", pin: str) -> str:
        if self._passphrase and not pin:
            return self._passphrase
        if self.shares and not pin and (found := secret_of(self.shares, authority.name)):
            return found.decode("ascii", errors="replace")
        return self._secret(authority.key, pin)

    def _train(self, authority: "Authority") -> None:
        if not self._passphrase and not self.secrets:
            train(self.house, authority.key)
