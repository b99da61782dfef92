"""The people of the tests, with real keys and one role file, and a clock that is moved by hand."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from keys import files, passphrases
from keys.algorithms import Verifier
from keys.files import FileSigner
from zhengyun.attesting import LogKeys, Witness
from zhengyun.instant import after, text
from zhengyun.people import Person, Role, posts
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signature

NOW: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY: Final = 86_400
VERIFIER: Final = Verifier()
ORIGIN: Final = "log.county.example"
MACHINE: Final = "sha256:" + "5" * 64
"""Where the witness runs."""
OFFICES: Final = {
    "wang": Role.SYSTEM,
    "zhou": Role.SYSTEM,
    "li": Role.SECURITY,
    "sun": Role.SECURITY,
    "chen": Role.AUDIT,
}


@dataclass
class HandClock:
    """Shows what it is set to."""

    instant: datetime = NOW

    def now(self) -> datetime:
        """The instant that it shows."""
        return self.instant

    def pass_by(self, seconds: float) -> None:
        """Let time pass; less than nothing sets it back."""
        self.instant += timedelta(seconds=seconds)


@cache
def signer(name: str) -> FileSigner:
    """Somebody's key, made and opened as people do it, but at a cost that tests can bear."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        file = Path(folder) / f"{name}.json"
        files.make(file, "correct horse")
        return files.unseal(file, "correct horse")


def person(name: str, role: Role | None = None, *, revoked: str = "") -> Person:
    """One of the cast, in office from the day before until a year after."""
    roles = (role or OFFICES[name],)
    begins, ends = after(NOW, -DAY), after(NOW, 365 * DAY)
    title = f"the {roles[0]} administrator {name}"
    return Person(name, title, posts(*roles), signer(name).public, begins, ends, revoked, identity=f"staff {name}")


@cache
def role_file(*people: Person, version: int = 1, threshold: int = 2) -> RoleFile:
    """A role file of these people, or of the whole cast; made and written down once for all who ask for the same."""
    whole = people or tuple(map(person, OFFICES))
    witness = Witness("witness", signer("witness").public, Role.AUDIT, MACHINE)
    return RoleFile(version, threshold, whole, (witness,), log=LogKeys(ORIGIN, (signer("log").public,)))


def changed(file: RoleFile, name: str, /, **values: Any) -> RoleFile:
    """The same role file with something else said of one person."""
    if "roles" in values:
        values["posts"] = posts(*values.pop("roles"))
    people = tuple(replace(one, **values) if one.name == name else one for one in file.people)
    return replace(file, people=people)


def signed(roles: RoleFile, *names: str) -> RoleFile:
    """The role file with the signatures of these people."""
    signatures: Sequence[Signature] = [Signature(name, signer(name).sign(roles.signed_bytes)) for name in names]
    return replace(roles, signatures=tuple(signatures))


def proven(roles: RoleFile) -> RoleFile:
    """The role file with everybody's signature."""
    return signed(roles, *(one.name for one in roles.people))


def at(seconds: float) -> str:
    """The instant so many seconds from the tests' beginning, written."""
    return text(NOW + timedelta(seconds=seconds))
