"""What drift does not tell for a while, by rules of the estate: pure, and told beside with its reason and its end.

A rule hides neither that a thing is gone nor that something was opened, unless it says so itself. One that has expired
hides nothing, and that is told where it would have.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from typing import Final, NamedTuple

from cloud.opening import KINDS, opened, wider
from zhengyun.diff import Change, Difference
from zhengyun.estate import Ignore
from zhengyun.resource import Address, Foreign

ALL: Final = "*"
GONE, STRANGE, BROKEN, CHANGED, FOREIGN = "gone", "strange", "broken", "changed", "foreign"


class Hidden(NamedTuple):
    """Something that is not told, and the rule by which it is not. Without `changes` it is the thing as a whole."""

    address: Address
    state: str
    changes: tuple[Change, ...]
    rule: Ignore


class Sifted(NamedTuple):
    """What of a difference is left to tell, what is hidden, and the rules that hide nothing of it any more."""

    left: Difference | None
    hidden: tuple[Hidden, ...] = ()
    expired: tuple[Ignore, ...] = ()


def state_of(difference: Difference) -> str:
    """What is wrong, in a word: `gone`, `strange` (there, and declared nowhere), `broken` or `changed`."""
    if difference.existing is None:
        return GONE
    if difference.wanted is None:
        return STRANGE
    return BROKEN if difference.existing.fault else CHANGED


def about(rule: Ignore, address: Address) -> bool:
    """Whether a rule is about the thing of that address."""
    return all(map(fnmatchcase, address, rule.match.split("/", 2)))


@dataclass(frozen=True)
class Rules:
    """The rules in force on a day, which is written as `2026-12-31`."""

    rules: Sequence[Ignore] = ()
    today: str = ""

    def sift(self, difference: Difference) -> Sifted:
        """Leave out of a difference what is not to be told."""
        if not self.rules:
            return Sifted(difference)
        rules, state = [rule for rule in self.rules if about(rule, difference.address)], state_of(difference)
        if state == CHANGED:
            return self._attributes(difference, rules)
        hides, late = self._first(rules, partial(_hides_whole, difference, state))
        if hides:
            return Sifted(None, (Hidden(difference.address, state, (), hides),))
        return Sifted(difference, (), late)

    def stranger(self, site: str, thing: Foreign) -> tuple[Hidden | None, tuple[Ignore, ...]]:
        """The same for what is not ours; its path is its tenant and its name."""
        address = Address(site, thing.kind, f"{thing.tenant}/{thing.name or thing.id}")
        rules = [rule for rule in self.rules if rule.attribute == ALL and about(rule, address)]
        hides, late = self._first(rules, lambda rule: thing.kind not in KINDS or "opens" in rule.even_if)
        return (Hidden(address, FOREIGN, (), hides) if hides else None), late

    def _attributes(self, difference: Difference, rules: Sequence[Ignore]) -> Sifted:
        left: list[Change] = []
        hidden: dict[Ignore, list[Change]] = {}
        expired: dict[Ignore, None] = {}
        for change in difference.changes:
            hides, late = self._first(rules, partial(_hides, difference.address, change))
            if hides:
                hidden.setdefault(hides, []).append(change)
            else:
                left.append(change)
                expired |= dict.fromkeys(late)
        told = tuple(Hidden(difference.address, CHANGED, tuple(those), rule) for rule, those in hidden.items())
        return Sifted(replace(difference, changes=tuple(left)) if left or not told else None, told, tuple(expired))

    def _first(
        self, rules: Iterable[Ignore], hides: Callable[[Ignore], bool]
    ) -> tuple[Ignore | None, tuple[Ignore, ...]]:
        """The first that hides and still counts, and those that would hide and count no more."""
        hiding = [rule for rule in rules if hides(rule)]
        counting = next((rule for rule in hiding if rule.until >= self.today), None)
        return counting, () if counting else tuple(hiding)


def _hides_whole(difference: Difference, state: str, rule: Ignore) -> bool:
    if rule.attribute != ALL:
        return False
    if state == GONE:
        return "gone" in rule.even_if
    return not opened(difference) or "opens" in rule.even_if


def _hides(address: Address, change: Change, rule: Ignore) -> bool:
    if rule.attribute not in {ALL, change.attribute}:
        return False
    return not wider(address, change) or "opens" in rule.even_if


NO_RULES: Final = Rules()
