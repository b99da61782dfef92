"""People, their roles and keys: one versioned role file (NIST SP 800-53 AC-5; GB/T 22239-2019 8.1.5.1 to 8.1.5.3)."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from zhengyun.canonical import canonical, digest
from zhengyun.instant import parse
from zhengyun.reading import items, mapping, text, whole
from zhengyun.signing import PublicKey, Signature

FORMAT = "zhengyun-roles/1"


class Role(StrEnum):
    """The three separated administrators (系统管理员, 安全管理员, 审计管理员)."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign. Instants as in `zhengyun.instant`; `revoked` is empty while the person is in office.

    Raises: ValueError where an instant is none.
    """

    name: str
    title: str
    roles: tuple[Role, ...]
    key: PublicKey
    not_before: str
    not_after: str
    revoked: str = ""

    def __post_init__(self) -> None:
        for instant in (self.not_before, self.not_after, self.revoked or self.not_after):
            parse(instant)

    @property
    def until(self) -> str:
        """The instant at which the qualification ends, or ended."""
        return min(self.revoked or self.not_after, self.not_after)

    def in_office(self, now: datetime) -> bool:
        """Whether the qualification holds at that instant and has not been revoked by then."""
        if self.revoked and parse(self.revoked) <= now:
            return False
        return parse(self.not_before) <= now <= parse(self.not_after)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Person":
        """A person from JSON data, which is its fields."""
        roles = tuple(map(Role, items(document["roles"])))
        key = _read_key(document["key"])
        words = {name: text(value) for name, value in document.items() if name not in {"roles", "key"}}
        return cls(roles=roles, key=key, **words)

    def document(self) -> Mapping[str, object]:
        """The person as JSON data."""
        return {
            "name": self.name,
            "title": self.title,
            "roles": self.roles,
            "key": self.key._asdict(),
            "not_before": self.not_before,
            "not_after": self.not_after,
            "revoked": self.revoked,
        }


@dataclass(frozen=True)
class RoleFile:
    """Who holds which role with which key. `threshold` is how many of these people must sign the next version.

    Raises: ValueError where nobody, or nobody any more, could sign the next version, or where one name or one key
    stands for two.
    """

    version: int
    threshold: int
    people: tuple[Person, ...]
    witnesses: tuple[PublicKey, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def __post_init__(self) -> None:
        for problem in self._problems():
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        if self.version < 1:
            yield f"version {self.version}: they count from 1"
        if not 1 <= self.threshold <= len(self.people):
            yield f"threshold {self.threshold} of {len(self.people)} people"
        keys = [*(person.key for person in self.people), *self.witnesses]
        yield from _twice("person", [person.name for person in self.people])
        yield from _twice("key", [key.id for key in keys])
        # Whoever held one key under two names could be two people in a chain of approval.
        yield from _twice("key", [base64.b64decode(key.value, validate=True).hex() for key in keys])

    def person(self, name: str) -> Person | None:
        """The person of that name, if this file knows one."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Person]:
        return {person.name: person for person in self.people}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "RoleFile":
        """A role file from its JSON data.

        Raises: KeyError, TypeError, ValueError where it is none.
        """
        if document["format"] != FORMAT:
            raise ValueError(f"not of format {FORMAT}")
        return cls(
            version=whole(document["version"]),
            threshold=whole(document["threshold"]),
            people=tuple(Person.read(mapping(person)) for person in items(document["people"])),
            witnesses=tuple(map(_read_key, items(document["witnesses"]))),
            signatures=tuple(map(_read_signature, items(document.get("signatures", ())))),
        )

    def document(self) -> Mapping[str, object]:
        """The whole file as JSON data."""
        return {**self.body(), "signatures": [one._asdict() for one in self.signatures]}

    def body(self) -> Mapping[str, object]:
        """What is signed: everything but the signatures."""
        return {
            "format": FORMAT,
            "version": self.version,
            "threshold": self.threshold,
            "people": [person.document() for person in self.people],
            "witnesses": [key._asdict() for key in self.witnesses],
        }

    @cached_property
    def signed_bytes(self) -> bytes:
        """The bytes that the people of the previous version sign."""
        return canonical(self.body())

    @cached_property
    def digest(self) -> str:
        """`sha256:` of the signed bytes: what the log pins."""
        return digest(self.body())


def _read_key(document: Mapping[str, Any]) -> PublicKey:
    return PublicKey(**{name: text(value) for name, value in mapping(document).items()})


def _read_signature(document: Mapping[str, Any]) -> Signature:
    return Signature(**{name: text(value) for name, value in mapping(document).items()})


def _twice(what: str, values: list[str]) -> Iterator[str]:
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield f"{what} {value} is there twice"
