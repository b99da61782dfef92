"""What the records remember of a thing: as what it was seen, from when to when, and by which change it became so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from zhengyun.action import Action
from zhengyun.ports import Deed
from zhengyun.resource import Address, Attributes, Existing, World

# Causes that are no change of ours: nobody asked for it here, or it was there before anything was recorded.
OUTSIDE: Final = "outside"
FIRST: Final = "first"
# In the place of an attribute: that the thing is there, or is there no more.
ITSELF: Final = ""
ID: Final = "id"
FAULT: Final = "fault"
# What an attribute's name must not say: no service tells secrets in its lists, and none would be kept if one did.
SECRETS: Final = ("password", "secret", "token", "private_key", "user_data")


class Work(NamedTuple):
    """One action of a request as it was carried out, and when; `made` as in its outcome.

    Where it is not `done`, nothing tells that it was: its run was torn off, and it may have come about.
    """

    request: str
    action: Action
    began: str
    ended: str
    made: str = ""
    done: bool = True


@dataclass(frozen=True, slots=True)
class Sighting:
    """One reading of a site, from when to when. What it did not look at closely, by kind and tenant, stays as it was known."""

    world: World
    at: str
    until: str
    sealed: frozenset[str] = frozenset()
    """The kinds that a reading looks at closely for some tenants only."""
    deep: frozenset[str] | None = None
    """These tenants; None for all."""

    @property
    def whole(self) -> bool:
        """Whether everything was looked at closely."""
        return self.deep is None

    def looked_at(self, address: Address) -> bool:
        """Whether what it says of a thing is what the services themselves say."""
        return self.deep is None or address.kind not in self.sealed or address.tenant in self.deep


@dataclass(frozen=True, slots=True)
class Cause:
    """By what something became as it is: after which reading, and for each attribute by which change, or OUTSIDE, or FIRST.

    `after` is empty where there was no reading before. `deeds` are what the services recorded of it that no change explains.
    """

    after: str
    by: Mapping[str, str]
    deeds: tuple[Deed, ...] = ()

    @property
    def requests(self) -> tuple[str, ...]:
        """The changes among the causes."""
        return tuple(sorted({one for one in self.by.values() if one not in (OUTSIDE, FIRST)}))

    @property
    def outside(self) -> bool:
        """Whether something of it was done outside the tool."""
        return OUTSIDE in self.by.values()


@dataclass(frozen=True, slots=True)
class Interval:
    """A thing as it was seen to be, from the reading at which it was first seen so to that at which it was so no longer.

    `until` and `ended` are empty while it lasts. `facts` are its attributes with its identifier and its fault; `parts`
    are identifiers of what belongs to it.
    """

    address: Address
    facts: Attributes
    since: str
    begun: Cause
    until: str = ""
    ended: Cause | None = None
    parts: tuple[str, ...] = field(default=())

    def covers(self, at: str) -> bool:
        """Whether it was so at an instant."""
        return self.since <= at and (not self.until or at < self.until)

    @property
    def identifiers(self) -> frozenset[str]:
        """What the services call it and what belongs to it."""
        return frozenset({str(self.facts.get(ID) or ""), *self.parts} - {""})


def facts_of(existing: Existing) -> Attributes:
    """What is told of a thing as it was found; no secret is."""
    told = {
        name: value for name, value in existing.attributes.items() if not any(word in name.lower() for word in SECRETS)
    }
    return {**told, ID: existing.id, **({FAULT: existing.fault} if existing.fault else {})}
