"""Things that can be wanted and found: addresses, their attributes, and the grammar of their kinds."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

# Attributes are plain JSON values: compared, hashed and written as they are.
Value = None | bool | int | str | list["Value"] | dict[str, "Value"]
Attributes = Mapping[str, Value]

# A reference to something that is not ours begins with it: a service's identifier stands in the path's place.
STRANGE = "~"


# An attribute that says in which manner a thing is to be changed, and not how it shall be: it is never found, and no
# difference by itself.
HOW = "how"


class Address(NamedTuple):
    """Where a thing stands in the estate. The first part of `path` is its tenant; `site` stands for what all share."""

    site: str
    kind: str
    path: str

    @property
    def tenant(self) -> str:
        """The tenant that the thing belongs to, or `site`."""
        return self.path.partition("/")[0]

    def __str__(self) -> str:
        return f"{self.site}/{self.kind}/{self.path}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read what `str()` wrote."""
        site, kind, path = text.split("/", 2)
        return cls(site, kind, path)


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing as it is wanted. `after` names what must stand before it without being mentioned in an attribute."""

    address: Address
    attributes: Attributes
    after: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """A thing of ours as it was found. `fault` says in the service's words that it is beyond repair in place."""

    address: Address
    id: str
    attributes: Attributes
    fault: str = ""
    empty: bool = False
    """It never came to life, so that nothing is lost with it."""
    parts: tuple[str, ...] = ()
    """Identifiers of what belongs to it in the cloud: a change to these is a change to it."""


class Foreign(NamedTuple):
    """Something that is there and not ours: it is never touched, but may stand in the way."""

    kind: str
    name: str
    id: str
    tenant: str
    """The tenant of ours that it lies in, or nothing."""
    within: str = ""
    """The path of the domain of ours in which nobody else can have its name, where it is not in our own; of a range, the
    path of the subnet pool of ours that it was taken from."""
    project: str = ""
    """The identifier of the project that it lies in."""
    created: str = ""
    """When it was made, in its service's words."""


@dataclass(frozen=True, slots=True)
class World:
    """One site as it was found, in one reading."""

    site: str
    existing: Mapping[Address, Existing]
    foreign: tuple[Foreign, ...] = ()
    twins: Mapping[Address, tuple[str, ...]] = field(default_factory=dict)
    """Addresses that more than one thing claims, with the identifiers of all that do."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Kinds that the site's cloud cannot have, with the name of the extension that it lacks."""
    strays: tuple[Foreign, ...] = ()
    """What bears our mark where that says nothing, and ports of tenants that no server has."""


class Bond(Enum):
    """What becomes of a thing when another that it refers to is replaced."""

    HARD = "it is replaced too"
    REBIND = "it lets go before and takes hold again after"
    FOLLOW = "it is updated after"
    LOOSE = "nothing: the reference mattered at birth only"


class Reference(NamedTuple):
    """An attribute whose value is a path, or a list of paths, of another kind."""

    kind: str
    bond: Bond


def not_smaller(before: Value, after: Value) -> bool:
    """Whether a number has not become smaller; of anything else nobody can say so."""
    return not (isinstance(before, int) and isinstance(after, int) and after < before)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What can be done to one kind of thing, and what that costs.

    `fixed` attributes change by replacement only, those that `grow` may become larger in place; `refers` maps
    attributes to what they refer to; a thing of a kind that `holds` data loses it when deleted; `unique` kinds have
    names that nobody else may have taken. What attributes of `alone` refer to, only one thing can have at a time, and so with the values of attributes
    that begin with `sole`, whatever kind has them. What is `errand_only` no file declares: a plan without an errand leaves it alone, but for what it
    cannot be without. `seconds` is what one action usually takes: it weighs the order and the
    estimate, nothing else.
    """

    kind: str
    fixed: frozenset[str] = frozenset()
    grow: frozenset[str] = frozenset()
    refers: Mapping[str, Reference] = field(default_factory=dict)
    holds: bool = False
    unique: bool = False
    errand_only: bool = False
    seconds: float = 0.2
    alone: frozenset[str] = frozenset()
    sole: str = ""
    grown: Callable[[Value, Value], bool] = not_smaller
    """Whether what may `grow` has become no smaller, given before and after."""

    def references(self, site: str, attributes: Attributes) -> Iterator[tuple[str, Address, Bond]]:
        """Yield (attribute, address, bond) for everything of ours that these attributes refer to."""
        for attribute, (kind, bond) in self.refers.items():
            value = attributes.get(attribute)
            for path in value if isinstance(value, list) else (value,):
                if isinstance(path, str) and not path.startswith(STRANGE):
                    yield attribute, Address(site, kind, path), bond

    def targets(self, resource: Resource) -> Iterator[Address]:
        """Yield everything of ours that must stand before a thing as it is wanted can be made."""
        for _, target, _ in self.references(resource.address.site, resource.attributes):
            yield target
        yield from resource.after


Grammars = Mapping[str, Grammar]
