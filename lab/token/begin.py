"""A token of the lab: begun once, with PINs drawn at random that lie beside it."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lab import codes
from lab.files import private_directory, write_private
from lab.openstack.turn import hold
from lab.place import Place
from lab.progress import Tell
from lab.token import library
from zhengyun.errors import ZhengyunError

INITIALISE: Final = Path(__file__).resolve().parent / "initialise.py"
VARIABLE: Final = "SOFTHSM2_CONF"
SECONDS: Final = 60
LONGEST: Final = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is ready: the library to reach it by, the variables that the library wants, its label and its user's PIN."""

    module: Path
    variables: Mapping[str, str]
    label: str
    pin_file: Path

    @property
    def pin(self) -> str:
        """What its user shows it."""
        return self.pin_file.read_text().strip()


def begin(place: Place, label: str, tell: Tell, variables: Mapping[str, str] = os.environ) -> Token:
    """A token of that label, made where it is not there yet. PINs and keys stay below the lab's place, closed to others.

    Raises: ZhengyunError ZY-LAB-010, ZY-LAB-011, ZY-LAB-018 to 020.
    """
    # PKCS#11 keeps 32 bytes of a label, and ours are names of files too.
    if not label.isprintable() or "/" in label or label != label.strip(" .") or not 0 < len(label.encode()) <= LONGEST:
        raise ZhengyunError(codes.BAD_LABEL, label=label, most=LONGEST)
    place.make()
    module = library.ensure(place, tell, variables)
    folder = private_directory(place.root / "token")
    private_directory(folder / "objects")
    configuration = folder / "softhsm2.conf"
    with hold(folder / "lock", tell):
        write_private(configuration, _configuration(folder / "objects"))
        token = Token(module, {VARIABLE: str(configuration)}, label, folder / f"{label}.pin")
        ready = folder / f"{label}.ready"
        if not ready.exists():
            _initialise(token, _pin(folder / f"{label}.so-pin"), _pin(token.pin_file))
            write_private(ready, "")
    return token


def _configuration(objects: Path) -> str:
    return f"directories.tokendir = {objects}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n"


def _pin(file: Path) -> str:
    """A PIN that was drawn before, or a new one."""
    if not file.exists():
        write_private(file, secrets.token_urlsafe(18) + "\n")
    return file.read_text().strip()


def _initialise(token: Token, so_pin: str, pin: str) -> None:
    command = [sys.executable, "-P", str(INITIALISE), str(token.module), token.label]
    try:
        subprocess.run(
            command,
            input=f"{so_pin}\n{pin}\n",
            env={**os.environ, **token.variables},
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as failed:
        problem = str(getattr(failed, "stderr", None) or failed).strip()
        raise ZhengyunError(codes.NO_TOKEN, token=token.label, problem=problem) from failed
