"""Everybody's signing keys, wherever they are: a sealed file in the folder of keys, or a key in a token that the settings name."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from keys import codes, files
from keys.files import FileSigner
from keys.holding import Holding
from keys.kept import Kept
from keys.references import Reference, is_reference, parse
from zhengyun.errors import N_, ZhengyunError
from zhengyun.signing import PublicKey, RawSigner

if TYPE_CHECKING:
    from keys.tokens import Tokens

# No PIN is longer.
LONGEST_PIN: Final = 1024


KeyPlace = Path | Reference
"""Where a key is: in a file, or in a token."""


class Made(NamedTuple):
    """A new key."""

    place: KeyPlace
    public: PublicKey
    holding: Holding


Ask = Callable[[str], str]
"""Ask for the passphrase of a key file, or for the PIN of the token of that name."""


@dataclass(frozen=True)
class Keyring:
    """Keys by their holders' names. `in_tokens` says whose key is in a token, as `keys.references` writes it."""

    folder: Path
    in_tokens: Mapping[str, str] = field(default_factory=dict)
    module: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    """What the token's library looks for among the process's variables."""

    def place(self, name: str, token: str = "") -> KeyPlace:
        """Where somebody's key is, or in that token would be; a key file and a reference stand for themselves.

        Raises: ZhengyunError (ZY-KEY-009, ZY-KEY-025).
        """
        if token:
            if is_reference(name) or name.endswith(".json"):
                raise ZhengyunError(codes.A_PLACE, person=name)
            return Reference(token, name)
        if is_reference(name):
            return parse(name)
        if name in self.in_tokens:
            return parse(self.in_tokens[name])
        return self.file(name)

    def file(self, name: str) -> Path:
        """Where somebody's key file lies, if he has one."""
        return Path(name) if name.endswith(".json") else self.folder / f"{name}.json"

    def make(self, place: KeyPlace, algorithm: str, ask: Ask) -> Made:
        """A new key there. Raises: ZhengyunError (ZY-KEY-*)."""
        if isinstance(place, Reference):
            made = self.tokens(place).make(place, pin(place, ask), algorithm)
            return Made(place, made.public, made.holding)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ZhengyunError(codes.NOT_WRITTEN, file=place, problem=error.strerror or str(error)) from error
        return Made(place, files.make(place, ask(""), algorithm), Holding.FILE)

    def show(self, place: KeyPlace) -> PublicKey:
        """The public half of the key there; no secret is needed. Raises: ZhengyunError (ZY-KEY-*)."""
        return self.tokens(place).show(place) if isinstance(place, Reference) else files.show(place)

    def unlock(self, place: KeyPlace, ask: Ask) -> RawSigner:
        """Open the key there. Raises: ZhengyunError (ZY-KEY-*)."""
        if isinstance(place, Reference):
            return self.tokens(place).unlock(place, pin(place, ask))
        return files.unseal(place, ask(""))

    def keep(self, file: Path, made: Kept, ask: Ask) -> PublicKey:
        """Write a key that was made for somebody to a file of his. Raises: ZhengyunError (ZY-KEY-*)."""
        return files.keep(file, ask(""), made.algorithm, made.private)

    def opener(self, place: KeyPlace, ask: Ask) -> FileSigner:
        """Open the key there for what was sealed for it. Raises: ZhengyunError (ZY-KEY-*)."""
        if isinstance(place, Reference):
            raise ZhengyunError(codes.TOKEN_OPENS_NOTHING, key=place)
        return files.unseal(place, ask(""))

    def holding(self, place: KeyPlace, ask: Ask) -> Holding:
        """How firmly the key there is held; unknown where no PIN is given. Raises: ZhengyunError (ZY-KEY-*)."""
        if not isinstance(place, Reference):
            return Holding.FILE
        given = pin(place, ask)
        return self.tokens(place).unlock(place, given).holding if given else Holding.UNKNOWN

    def tokens(self, key: object = "pkcs11") -> "Tokens":
        """The tokens. Raises: ZhengyunError (ZY-KEY-010)."""
        from keys.tokens import Tokens  # noqa: PLC0415 - whoever has no token does not load what reaches one

        if self.module is None:
            raise ZhengyunError(codes.NO_MODULE, key=key)
        os.environ.update(self.environment)
        return Tokens(self.module)


def pin(reference: Reference, ask: Ask) -> str:
    """The PIN from the file that the reference names, or else asked for. Raises: ZhengyunError (ZY-KEY-024)."""
    if not reference.pin_source:
        return ask(reference.token)
    file = Path(reference.pin_source)
    try:
        with file.open("rb") as stream:
            mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
            text = stream.read(LONGEST_PIN).decode()
    except (OSError, UnicodeDecodeError) as error:
        problem = getattr(error, "strerror", None) or str(error)
        raise ZhengyunError(codes.PIN_SOURCE, token=reference.token, file=file, problem=problem) from error
    if mode & 0o077:
        problem = N_("others can read or write it")
        raise ZhengyunError(codes.PIN_SOURCE, token=reference.token, file=file, problem=problem)
    return text.rstrip("\n")
