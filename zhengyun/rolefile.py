"""The role file: one versioned document of who holds which role with which key, and of the rules among them."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

from zhengyun.attesting import NO_KEYS, LogKeys, Witness
from zhengyun.canonical import canonical, digest
from zhengyun.errors import N_
from zhengyun.fields import Fault, Fields, MisreadError, fault
from zhengyun.people import Deputy, Group, Person, Post, key_of
from zhengyun.ruleset import Ruleset
from zhengyun.signing import PublicKey, Signature

FORMAT: Final = "zhengyun-roles/2"
# It had people and the keys of witnesses, and the built-in rules. What was signed in it stays valid.
FIRST_FORMAT: Final = "zhengyun-roles/1"


class Recovery(NamedTuple):
    """The keys, and how many of them, that sign the next version where too few people are left who could."""

    threshold: int = 0
    keys: tuple[PublicKey, ...] = ()

    @classmethod
    def read(cls, fields: Fields) -> "Recovery":
        """The recovery keys from JSON data, which is their fields."""
        return cls(fields.number("threshold", 0), fields.each("keys", key_of))

    def document(self) -> Mapping[str, object]:
        """The recovery keys as JSON data."""
        return {"threshold": self.threshold, "keys": [key._asdict() for key in self.keys]}


NO_RECOVERY: Final = Recovery()
BUILT_IN: Final = Ruleset()


@dataclass(frozen=True)
class RoleFile:
    """Who holds which role with which key. `threshold` is how many of these people must sign the next version.

    With `training`, one machine and one human can stand for several, and whatever shows the log or the people says so.

    Raises: MisreadError where nobody, or nobody any more, could sign the next version, where one name or one key
    stands for two, or where something is said of people who are not there.
    """

    version: int
    threshold: int
    people: tuple[Person, ...]
    witnesses: tuple[Witness, ...] = ()
    signatures: tuple[Signature, ...] = ()
    city: str = ""
    training: bool = False
    groups: tuple[Group, ...] = ()
    log: LogKeys = NO_KEYS
    recovery: Recovery = NO_RECOVERY
    rules: Ruleset = BUILT_IN
    format: str = FORMAT

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise MisreadError(faults)

    def _faults(self) -> Iterator[Fault]:
        if self.version < 1:
            yield fault("version", N_("version {version}: they count from 1"), version=self.version)
        if not 1 <= self.threshold <= len(self.people):
            told = {"threshold": self.threshold, "people": len(self.people)}
            yield fault("threshold", N_("threshold {threshold} of {people} people"), **told)
        if not (
            self.recovery.threshold == 0 == len(self.recovery.keys)
            or 1 <= self.recovery.threshold <= len(self.recovery.keys)
        ):
            told = {"threshold": self.recovery.threshold, "keys": len(self.recovery.keys)}
            yield fault("recovery.threshold", N_("threshold {threshold} of {keys} keys"), **told)
        if self.rules.since > self.version:
            yield fault("rules.since", N_("the rules cannot have come after this version"))
        yield from _twice(
            N_("person {name} is there twice"),
            [(f"people[{place}].name", one.name) for place, one in enumerate(self.people)],
        )
        yield from _twice(
            N_("group {name} is there twice"),
            [(f"groups[{place}].name", one.name) for place, one in enumerate(self.groups)],
        )
        yield from _twice(
            N_("witness {name} is there twice"),
            [(f"witnesses[{place}].name", one.name) for place, one in enumerate(self.witnesses)],
        )
        # Whoever held one key under two names could be two people in a chain of approval.
        yield from _twice(N_("key {name} is there twice"), [(f"{place}.id", key.id) for place, key in self.keys])
        yield from _twice(N_("key {name} is there twice"), [(f"{place}.value", _raw(key)) for place, key in self.keys])
        yield from self._strangers()

    def _strangers(self) -> Iterator[Fault]:
        """Names that stand for nobody."""
        named = [
            (f"groups[{at}].members[{place}]", name)
            for at, group in enumerate(self.groups)
            for place, name in enumerate(group.members)
        ]
        named += [
            (f"people[{at}].deputies[{place}].person", deputy.person)
            for at, person in enumerate(self.people)
            for place, deputy in enumerate(person.deputies)
        ]
        for place, name in named:
            if name not in self._by_name:
                yield fault(place, N_("there is nobody called {name}"), name=name)

    @property
    def keys(self) -> Sequence[tuple[str, PublicKey]]:
        """Every key of the file with its place: each stands for one."""
        return [
            *((f"people[{place}].key", person.key) for place, person in enumerate(self.people)),
            *((f"witnesses[{place}].key", witness.key) for place, witness in enumerate(self.witnesses)),
            *((f"log.keys[{place}]", key) for place, key in enumerate(self.log.keys)),
            *((f"recovery.keys[{place}]", key) for place, key in enumerate(self.recovery.keys)),
        ]

    def person(self, name: str) -> Person | None:
        """The person of that name, if this file knows one."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> Mapping[str, Person]:
        return {person.name: person for person in self.people}

    @cached_property
    def posts_of(self) -> Mapping[str, Sequence[tuple[Post, str]]]:
        """By name, the posts that somebody holds whatever the day, each with the group that gives it to him, or nothing."""
        found: dict[str, list[tuple[Post, str]]] = {one.name: [(post, "") for post in one.posts] for one in self.people}
        for group in self.groups:
            for name in group.members:
                found.setdefault(name, []).extend((post, group.name) for post in group.posts)
        return found

    @cached_property
    def principals_of(self) -> Mapping[str, Sequence[tuple[Person, Deputy]]]:
        """By name, for whom somebody stands in."""
        found: dict[str, list[tuple[Person, Deputy]]] = {}
        for person in self.people:
            for deputy in person.deputies:
                found.setdefault(deputy.person, []).append((person, deputy))
        return found

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "RoleFile":
        """A role file from its JSON data.

        Raises: MisreadError with everything that is wrong, each at its place.
        """
        return Fields.whole(document, _read)

    def document(self) -> Mapping[str, object]:
        """The whole file as JSON data."""
        return {**self.body(), "signatures": [one._asdict() for one in self.signatures]}

    def body(self) -> Mapping[str, object]:
        """What is signed: everything but the signatures."""
        if self.format == FIRST_FORMAT:
            return {
                "format": FIRST_FORMAT,
                "version": self.version,
                "threshold": self.threshold,
                "people": [person.old_document() for person in self.people],
                "witnesses": [one.key._asdict() for one in self.witnesses],
            }
        return {
            "format": FORMAT,
            "version": self.version,
            "threshold": self.threshold,
            "city": self.city,
            "training": self.training,
            "people": [person.document() for person in self.people],
            "groups": [group.document() for group in self.groups],
            "witnesses": [witness.document() for witness in self.witnesses],
            "log": self.log.document(),
            "recovery": self.recovery.document(),
            "rules": self.rules.document(),
        }

    @cached_property
    def signed_bytes(self) -> bytes:
        """The bytes that the people of the previous version sign."""
        return canonical(self.body())

    @cached_property
    def digest(self) -> str:
        """`sha256:` of the signed bytes: what the log pins."""
        return digest(self.body())


def _read(fields: Fields) -> RoleFile:
    written = fields.text("format")
    if written not in {FORMAT, FIRST_FORMAT}:
        raise MisreadError([fault("format", N_("expected one of: {legal}"), legal=f"{FORMAT}, {FIRST_FORMAT}")])
    version, threshold = fields.number("version", 1), fields.number("threshold", 1)
    signatures = fields.each("signatures", _signature, ())
    if written == FIRST_FORMAT:
        people = fields.each("people", Person.read_old)
        witnesses = fields.each("witnesses", Witness.read_old)
        return RoleFile(version, threshold, people, witnesses, signatures, format=FIRST_FORMAT)
    return RoleFile(
        version,
        threshold,
        fields.each("people", Person.read),
        fields.each("witnesses", Witness.read),
        signatures,
        city=fields.text("city", ""),
        training=fields.truth("training"),
        groups=fields.each("groups", Group.read, ()),
        log=fields.part("log", LogKeys.read, NO_KEYS),
        recovery=fields.part("recovery", Recovery.read, NO_RECOVERY, optional=True),
        rules=fields.part("rules", Ruleset.read, BUILT_IN, optional=True),
    )


def _signature(fields: Fields) -> Signature:
    return Signature(fields.text("signer"), fields.text("value"))


def _twice(text: str, values: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    seen = set[str]()
    for place, value in values:
        if value in seen:
            yield fault(place, text, name=value)
        seen.add(value)


def _raw(key: PublicKey) -> str:
    return base64.b64decode(key.value, validate=True).hex()
