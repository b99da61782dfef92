"""What a witness keeps on its own machine: the last checkpoint that it signed, and the role file that it trusts."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any, Final, NamedTuple

from governance import codes
from governance.roles import enough, refuse_unproven
from governance.versions import following
from zhengyun.errors import ZhengyunError
from zhengyun.note import LONGEST, SignedNote
from zhengyun.reading import mapping, text
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Verifier

FORMAT: Final = "zhengyun-trust/1"


class Memory:
    """The last checkpoint that was signed, in a file, with all signatures: evidence that needs nobody's word."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time, whichever process it is in.

        Raises: ZhengyunError (ZY-GOV-022).
        """
        try:
            stream = self.file.with_name(self.file.name + ".lock").open("w")
        except OSError as error:
            raise _forgets(self.file, error) from error
        with stream:
            flock(stream, LOCK_EX)
            yield

    def last(self) -> SignedNote | None:
        """The last checkpoint; nothing where none has been signed yet.

        Raises: ZhengyunError (ZY-GOV-116): what it has forgotten it cannot vouch for.
        """
        try:
            with self.file.open(encoding="utf-8") as stream:
                return SignedNote.read(stream.read(LONGEST + 1))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ZhengyunError(codes.MEMORY_LOST, file=self.file, problem=str(error)) from error

    def keep(self, note: SignedNote) -> None:
        """Remember a checkpoint. When this returns, it lies on the disk.

        Raises: ZhengyunError (ZY-GOV-022).
        """
        _write(self.file, str(note))


class Trust(NamedTuple):
    """What a witness goes by: the role file in force as far as it has been told, and what it began with."""

    pin: str
    roles: RoleFile

    def document(self) -> Mapping[str, object]:
        """The trust as JSON data."""
        return {"format": FORMAT, "pin": self.pin, "roles": self.roles.document()}


def trusted(file: Path) -> Trust:
    """The trust that is kept.

    Raises: ZhengyunError (ZY-GOV-117: none; ZY-GOV-118: it cannot be read).
    """
    try:
        document: Mapping[str, Any] = mapping(json.loads(file.read_text("utf-8")))
        if document["format"] != FORMAT:
            raise ValueError(f"not of format {FORMAT}")
        return Trust(text(document["pin"]), RoleFile.read(mapping(document["roles"])))
    except FileNotFoundError as error:
        raise ZhengyunError(codes.NO_TRUST, file=file) from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ZhengyunError) as error:
        raise ZhengyunError(codes.TRUST_LOST, file=file, problem=str(error)) from error


def follow(file: Path, roles: RoleFile, verifier: Verifier, now: datetime) -> Trust:
    """Trust a role file: the first one as it is handed over, each later one if it follows from the one before.

    Raises: ZhengyunError (ZY-GOV-014, 015, 022, 044, 045, 118).
    """
    try:
        known = trusted(file)
    except ZhengyunError as error:
        if error.code is not codes.NO_TRUST:
            raise
        fresh = Trust(roles.digest, roles)
    else:
        if roles.digest == known.roles.digest:
            return known
        _succeeds(roles, known.roles, verifier, now)
        fresh = known._replace(roles=roles)
    _write(file, json.dumps(fresh.document(), ensure_ascii=False, indent=2) + "\n")
    return fresh


def _succeeds(roles: RoleFile, known: RoleFile, verifier: Verifier, now: datetime) -> None:
    if roles.version != known.version + 1:
        raise ZhengyunError(codes.ROLES_VERSION, given=roles.version, expected=known.version + 1)
    step = following(roles, known, verifier, now)
    enough(roles, known, step, now)
    refuse_unproven(roles, step.unproven)


def _write(file: Path, written: str) -> None:
    """Replace a file, whole or not at all, and not return before it lies on the disk."""
    fresh = file.with_name(file.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(written)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _forgets(file, error) from error


def _forgets(file: Path, error: OSError) -> ZhengyunError:
    return ZhengyunError(codes.WITNESS_FORGETS, file=file, problem=error.strerror or str(error))
