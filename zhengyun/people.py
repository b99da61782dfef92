"""People, their roles and keys: one versioned role file (NIST SP 800-53 AC-5; GB/T 22239-2019 8.1.5.1 to 8.1.5.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from zhengyun.canonical import canonical, digest
from zhengyun.instant import parse
from zhengyun.signing import PublicKey, Signature

FORMAT = "zhengyun-roles/1"


class Role(StrEnum):
    """The three separated administrators (系统管理员, 安全管理员, 审计管理员)."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign. Instants as in `zhengyun.instant`; `revoked` is empty while the person is in office."""

    name: str
    title: str
    roles: tuple[Role, ...]
    key: PublicKey
    not_before: str
    not_after: str
    revoked: str = ""

    def in_office(self, now: datetime) -> bool:
        """Whether the qualification holds at that instant and has not been revoked by then."""
        if self.revoked and parse(self.revoked) <= now:
            return False
        return parse(self.not_before) <= now <= parse(self.not_after)

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Person":
        """A person from JSON data, which is its fields."""
        roles = tuple(map(Role, document["roles"]))
        return cls(**{**document, "roles": roles, "key": PublicKey(**document["key"])})

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
    """Who holds which role with which key. `threshold` is how many of these people must sign the next version."""

    version: int
    threshold: int
    people: tuple[Person, ...]
    witnesses: tuple[PublicKey, ...] = ()
    signatures: tuple[Signature, ...] = ()

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
            version=document["version"],
            threshold=document["threshold"],
            people=tuple(map(Person.read, document["people"])),
            witnesses=tuple(PublicKey(**key) for key in document["witnesses"]),
            signatures=tuple(Signature(**one) for one in document.get("signatures", ())),
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
