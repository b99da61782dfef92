"""The rules of a role file, as data: who may not be whom, who must be certified, and who has to agree to what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Final, NamedTuple

from zhengyun.action import Effects
from zhengyun.errors import N_, why
from zhengyun.fields import Fault, Fields, MisreadError, fault
from zhengyun.people import Role
from zhengyun.plan import Plan
from zhengyun.window import parse as window_of

# Whatever a file says: these three are three people (GB/T 22239-2019 8.1.5.1 to 8.1.5.3).
THREE: Final = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
# Where a file says nothing, nobody holds two roles, whichever they are.
STRICTEST: Final = (tuple(Role),)
STEPS: Final = (Role.OWNER, Role.SECURITY, Role.HEAD)
# Six months (Cybersecurity Law, article 23 (3)), whichever they are.
DAYS: Final = 184
BASIS: Final = "GB/T 22239-2019 8.1.7.3 b"


@dataclass(frozen=True, slots=True)
class Matter:
    """What people are asked to agree to: its effects, the kinds of thing that it touches, and what sort of matter it is.

    `subject` is a `plan`, a `grant`, or what else `Permit.subject` can be.
    """

    effects: Effects
    subject: str = "plan"
    kinds: frozenset[str] = frozenset()

    @classmethod
    def of(cls, plan: Plan) -> "Matter":
        """A plan as a matter."""
        return cls(plan.effects, kinds=frozenset(action.address.kind for action in plan.actions))


@dataclass(frozen=True, slots=True)
class When:
    """Which matters a rule is for: all that is said must be so, and what is not said does not count.

    `level` and `tenants` are the least; `zones` are `SITE/ZONE` or a zone of any site; of zones, kinds and subjects one
    is enough.
    """

    loses: bool = False
    opens: bool = False
    level: int = 0
    tenants: int = 0
    zones: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    def holds(self, matter: Matter) -> bool:
        """Whether it is so of this matter."""
        effects = matter.effects
        return (
            (not self.loses or bool(effects.loses))
            and (not self.opens or bool(effects.opens))
            and effects.level >= self.level
            and len(effects.tenants) >= self.tenants
            and (not self.zones or any(zone in self.zones or _zone(zone) in self.zones for zone in effects.zones))
            and (not self.kinds or not matter.kinds.isdisjoint(self.kinds))
            and (not self.subjects or matter.subject in self.subjects)
        )

    @classmethod
    def read(cls, given: Fields) -> "When":
        """A condition from JSON data, which is its fields; those that say nothing can be left out."""
        return cls(
            given.truth("loses", default=False),
            given.truth("opens", default=False),
            given.number("level", 0, 0),
            given.number("tenants", 0, 0),
            *(given.texts(name, ()) for name in ("zones", "kinds", "subjects")),
        )

    def document(self) -> Mapping[str, object]:
        """What is said, as JSON data."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if value}


class ChainRule(NamedTuple):
    """One rule of approval: when it holds, all that it `needs` have to agree. A role that is there twice takes two people."""

    name: str
    when: When
    needs: tuple[Role, ...]
    basis: str

    @classmethod
    def read(cls, given: Fields) -> "ChainRule":
        """A rule from JSON data, which is its fields."""
        when = given.part("when", When.read, When(), optional=True)
        return cls(given.text("name"), when, given.words("needs", Role), given.text("basis"))

    def document(self) -> Mapping[str, object]:
        """The rule as JSON data."""
        return {**self._asdict(), "when": self.when.document()}


# No rule can make the asker alone enough.
FLOOR: Final = ChainRule(N_("every change"), When(), (Role.SECURITY,), BASIS)


class Demand(NamedTuple):
    """The certificates that whoever acts in a role must have, by their names."""

    role: Role
    names: tuple[str, ...]

    @classmethod
    def read(cls, given: Fields) -> "Demand":
        """A demand from JSON data, which is its fields."""
        return cls(given.word("role", Role), given.texts("names"))


class BreakGlass(NamedTuple):
    """Who has to agree where there is no time for the chain: so many people of these roles, for so many seconds."""

    people: int = 2
    roles: tuple[Role, ...] = (Role.SECURITY, Role.HEAD)
    seconds: int = 2 * 3600

    @classmethod
    def read(cls, given: Fields) -> "BreakGlass":
        """The rule from JSON data, which is its fields."""
        return cls(given.number("people", 2), given.words("roles", Role), given.number("seconds", 1))


class GrantBounds(NamedTuple):
    """The most that a grant or a standing permit can be given for: seconds, and changes."""

    seconds: int = 30 * 86_400
    uses: int = 100

    @classmethod
    def read(cls, given: Fields) -> "GrantBounds":
        """The bounds from JSON data, which is their fields."""
        return cls(given.number("seconds", 1), given.number("uses", 1))


BREAK_GLASS: Final = BreakGlass()
BOUNDS: Final = GrantBounds()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All rules of a role file. `since` is the version of the role file that has brought them in.

    `exclusive` holds groups of roles of which nobody may hold two; `steps` the roles that chains are made of, in the
    order in which they are asked; `windows` the times of the week in which changes are made, as in `zhengyun.window`,
    none for any time; `days` for how long the log is kept; `witnesses` how many must have signed.
    """

    since: int = 1
    exclusive: tuple[tuple[Role, ...], ...] = STRICTEST
    qualifications: tuple[Demand, ...] = ()
    steps: tuple[Role, ...] = STEPS
    chains: tuple[ChainRule, ...] = (FLOOR,)
    break_glass: BreakGlass = BREAK_GLASS
    grants: GrantBounds = BOUNDS
    windows: tuple[str, ...] = ()
    days: int = DAYS
    witnesses: int = 1

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise MisreadError(faults)

    def demanded(self, role: Role) -> Sequence[str]:
        """The names of the certificates that a role takes."""
        return [name for demand in self.qualifications if demand.role is role for name in demand.names]

    def _faults(self) -> Iterator[Fault]:
        apart = {frozenset(pair) for group in self.exclusive for pair in combinations(group, 2)}
        for pair in combinations(THREE, 2):
            if frozenset(pair) not in apart:
                yield fault(
                    "exclusive",
                    N_("{one} and {other} must exclude each other, whatever else the rules say"),
                    one=pair[0],
                    other=pair[1],
                )
        if Role.SECURITY not in self.steps or Role.AUDIT in self.steps or len(set(self.steps)) < len(self.steps):
            yield fault("steps", N_("they take a security administrator, no auditor, and no role twice"))
        for number, rule in enumerate(self.chains):
            yield from self._faults_of_needs(f"chains[{number}].needs", rule.needs)
        yield from self._faults_of_needs("break_glass.roles", self.break_glass.roles)

    def _faults_of_needs(self, place: str, needs: Sequence[Role]) -> Iterator[Fault]:
        if not needs:
            yield fault(place, N_("it takes a role"))
        for role in needs:
            if role is Role.AUDIT:
                yield fault(place, N_("an auditor agrees to nothing: the auditor grants nothing"))
            elif role not in self.steps:
                yield fault(place, N_("{role} is not among the steps"), role=role)

    @classmethod
    def read(cls, given: Fields) -> "Ruleset":
        """The rules from JSON data, which is their fields."""
        return cls(
            since=given.number("since", 1),
            exclusive=given.lists("exclusive", Role, STRICTEST),
            qualifications=given.each("qualifications", Demand.read, ()),
            steps=given.words("steps", Role, STEPS),
            chains=given.each("chains", ChainRule.read),
            break_glass=given.part("break_glass", BreakGlass.read, BREAK_GLASS, optional=True),
            grants=given.part("grants", GrantBounds.read, BOUNDS, optional=True),
            windows=_windows(given),
            days=given.part("retention", _days, DAYS, optional=True),
            witnesses=given.number("witnesses", 1, 1),
        )

    def document(self) -> Mapping[str, object]:
        """The rules as JSON data."""
        return {
            "since": self.since,
            "exclusive": self.exclusive,
            "qualifications": [one._asdict() for one in self.qualifications],
            "steps": self.steps,
            "chains": [rule.document() for rule in self.chains],
            "break_glass": self.break_glass._asdict(),
            "grants": self.grants._asdict(),
            "windows": self.windows,
            "retention": {"days": self.days},
            "witnesses": self.witnesses,
        }


def _windows(given: Fields) -> tuple[str, ...]:
    windows = given.texts("windows", ())
    # One by one, and all together as a request gets them.
    places = [*((f"windows[{number}]", one) for number, one in enumerate(windows)), ("windows", ";".join(windows))]
    for place, written in places if windows else ():
        try:
            window_of(written)
        except ValueError as error:
            raise MisreadError([fault(place, N_("it is no window: {why}"), why=why(error))]) from error
    return windows


def _days(given: Fields) -> int:
    return given.number("days", 1)


def _zone(zone: str) -> str:
    """The zone without its site."""
    return zone.partition("/")[2]
