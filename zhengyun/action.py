"""Actions: what a plan is made of, and the effects by which people judge it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zhengyun.diff import Change, Verb
from zhengyun.resource import Address, Attributes, Value


class Rest(NamedTuple):
    """One fact of the world that an action rests on.

    `id` stands for the thing itself, None for its absence; `fault` and `empty` for its state as it was found; any
    other word for an attribute.
    """

    address: Address
    attribute: str
    value: Value


@dataclass(frozen=True, slots=True)
class Action:
    """One step of a plan, done by the driver of `room` at the address's site.

    `target` is the service's own identifier of the thing that is there, empty for a create. `attributes` are those
    wanted, or for a delete those found. `needs` are the actions that must have succeeded before. `loses` and
    `opens` say in plain words which data is destroyed and which flow is opened, or are empty.
    """

    id: str
    room: str
    verb: Verb
    address: Address
    target: str
    attributes: Attributes
    changes: tuple[Change, ...] = ()
    needs: tuple[str, ...] = ()
    rests: tuple[Rest, ...] = ()
    because: str = ""
    loses: str = ""
    opens: str = ""
    tenths: int = 0
    """What it usually takes, in tenths of a second."""
    again: bool = False
    """A run that was torn off may have sent it off, and it may still come about, or go on. Set while resuming, in no plan."""

    def document(self) -> Mapping[str, object]:
        """The action as JSON data."""
        return {
            "id": self.id,
            "room": self.room,
            "verb": self.verb,
            "address": str(self.address),
            "target": self.target,
            "attributes": self.attributes,
            "changes": self.changes,
            "needs": self.needs,
            "rests": [[str(rest.address), rest.attribute, rest.value] for rest in self.rests],
            "because": self.because,
            "loses": self.loses,
            "opens": self.opens,
            "tenths": self.tenths,
        }


@dataclass(frozen=True, slots=True)
class Effects:
    """What a plan does to the estate as a whole; the chain of approval is computed from it.

    `zones` are `SITE/ZONE`. `level` is the highest protection level (GB/T 22239) among the systems of the tenants touched, of hosts
    among the zones that they stand in; 0 for none.
    """

    tenants: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    level: int = 0
    loses: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()

    def document(self) -> Mapping[str, object]:
        """The effects as JSON data."""
        return {
            "tenants": self.tenants,
            "zones": self.zones,
            "level": self.level,
            "loses": self.loses,
            "opens": self.opens,
        }


def count(actions: Iterable[Action]) -> dict[str, int]:
    """Count actions by verb; a delete and a create of one address count as one replacement."""
    verbs: dict[Address, list[Verb]] = {}
    for action in actions:
        verbs.setdefault(action.address, []).append(action.verb)
    totals = {verb.value: 0 for verb in (Verb.CREATE, Verb.UPDATE, Verb.REPLACE, Verb.DELETE)}
    for done in verbs.values():
        replaced = Verb.DELETE in done and Verb.CREATE in done
        totals[Verb.REPLACE if replaced else Verb.UPDATE if Verb.RELEASE in done else done[0]] += 1
    return totals
