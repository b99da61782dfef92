"""Standing permits: what a script may have done by itself, by one runbook, so often, at its times and within limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar, Final

from zhengyun import codes
from zhengyun.canonical import digest
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.grant import elsewhere, outside
from zhengyun.instant import parse
from zhengyun.people import Role
from zhengyun.plan import Plan
from zhengyun.reading import mapping, text, texts, truth, whole
from zhengyun.window import parse as window_of

STANDING: Final = "standing"
FORMAT: Final = "zhengyun-standing/1"


@dataclass(frozen=True, slots=True)
class Limits:
    """What each use may come to at most."""

    tenants: tuple[str, ...]
    actions: int
    verbs: tuple[Verb, ...]
    destroys: bool = False
    opens: bool = False

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Limits":
        """Limits from their JSON data."""
        return cls(
            tenants=texts(document["tenants"]),
            actions=whole(document["actions"]),
            verbs=tuple(map(Verb, texts(document["verbs"]))),
            destroys=truth(document["destroys"]),
            opens=truth(document["opens"]),
        )

    def document(self) -> Mapping[str, object]:
        """The limits as JSON data."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def refusals(self, plan: Plan, name: str) -> Iterator[ZhengyunError]:
        """Yield what of a plan goes beyond the limits of the standing permit of that name."""
        yield from outside(plan, name, STANDING, self.tenants, self.verbs)
        if len(plan.actions) > self.actions:
            yield ZhengyunError(codes.TOO_MANY_ACTIONS, under=name, most=self.actions, count=len(plan.actions))
        loses = [*plan.effects.loses, *(action.loses for action in plan.actions if action.loses)]
        if loses and not self.destroys:
            yield ZhengyunError(codes.MAY_NOT_DESTROY, under=name, data=loses[0])
        opens = [*plan.effects.opens, *(action.opens for action in plan.actions if action.opens)]
        if opens and not self.opens:
            yield ZhengyunError(codes.MAY_NOT_OPEN, under=name, flow=opens[0])


@dataclass(frozen=True)
class Standing:
    """What a script may have done. `runbook` is `sha256:` of its file, `window` as in `zhengyun.window`, or empty.

    Raises: ValueError where it allows nothing, where an instant or the window is none, or where that never opens.
    """

    kind: ClassVar[str] = STANDING
    roles: ClassVar[tuple[Role, ...]] = (Role.SYSTEM, Role.OPERATOR)
    """In whose name a script can act."""

    runbook: str
    name: str
    person: str
    """Whose key the script signs with."""
    window: str
    count: int
    not_before: str
    not_after: str
    reason: str
    limits: Limits
    sites: tuple[str, ...] = ()
    """Where it may be done; empty stands for every site, and then nothing is opened in the vault beforehand."""

    def __post_init__(self) -> None:
        if not (self.runbook and self.person and self.limits.tenants and self.limits.verbs):
            raise ValueError("a standing permit names a runbook, a person, tenants and verbs")
        if self.count < 1 or self.limits.actions < 1:
            raise ValueError("a standing permit is for at least one use of at least one action")
        if self.window:
            window_of(self.window).next_opening(parse(self.not_before))
        if parse(self.not_before) >= parse(self.not_after):
            raise ValueError("a standing permit ends after it has begun")

    @property
    def tenants(self) -> tuple[str, ...]:
        """The tenants that it is about."""
        return self.limits.tenants

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Standing":
        """A standing permit from its JSON data.

        Raises: KeyError, TypeError, ValueError where it is none.
        """
        if document["format"] != FORMAT:
            raise ValueError(f"not of format {FORMAT}")
        names = ("runbook", "name", "person", "window", "not_before", "not_after", "reason")
        words = {name: text(document[name]) for name in names}
        limits, sites = Limits.read(mapping(document["limits"])), texts(document.get("sites", ()))
        return cls(count=whole(document["count"]), limits=limits, sites=sites, **words)

    def document(self) -> Mapping[str, object]:
        """The standing permit as JSON data."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if not self.sites:
            del values["sites"]
        return {"format": FORMAT, **values, "limits": self.limits.document()}

    @cached_property
    def digest(self) -> str:
        """`sha256:` of the canonical bytes of the document: what people agree to."""
        return digest(self.document())

    def refusals(self, plan: Plan, name: str) -> Iterator[ZhengyunError]:
        """Yield what of a plan goes beyond the standing permit of that name."""
        yield from self.limits.refusals(plan, name)
        yield from elsewhere(plan, name, self.sites)
