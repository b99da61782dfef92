"""Grants on application: leave for one person to ask for so many changes of some tenants, within a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, ClassVar, Final

from zhengyun import codes
from zhengyun.canonical import digest
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse
from zhengyun.people import Role
from zhengyun.plan import Plan
from zhengyun.reading import text, texts, whole

FORMAT: Final = "zhengyun-grant/1"


@dataclass(frozen=True)
class Grant:
    """What one person may ask for. Empty `sites` stand for every site; instants as in `zhengyun.instant`.

    Raises: ValueError where it grants nothing, or where an instant is none.
    """

    kind: ClassVar[str] = "grant"
    roles: ClassVar[tuple[Role, ...]] = (Role.OPERATOR,)
    """Who can be given one: of the three administrators none."""

    person: str
    tenants: tuple[str, ...]
    verbs: tuple[Verb, ...]
    count: int
    not_before: str
    not_after: str
    reason: str
    sites: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (self.person and self.tenants and self.verbs and self.count > 0):
            raise ValueError("a grant names a person, tenants, verbs and how many changes")
        if parse(self.not_before) >= parse(self.not_after):
            raise ValueError("a grant ends after it has begun")

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Grant":
        """A grant from its JSON data.

        Raises: KeyError, TypeError, ValueError where it is none.
        """
        if document["format"] != FORMAT:
            raise ValueError(f"not of format {FORMAT}")
        words = {name: text(document[name]) for name in ("person", "not_before", "not_after", "reason")}
        return cls(
            tenants=texts(document["tenants"]),
            verbs=tuple(map(Verb, texts(document["verbs"]))),
            count=whole(document["count"]),
            sites=texts(document["sites"]),
            **words,
        )

    def document(self) -> Mapping[str, object]:
        """The grant as JSON data."""
        return {"format": FORMAT} | {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def digest(self) -> str:
        """`sha256:` of the canonical bytes of the document: what people agree to."""
        return digest(self.document())

    def refusals(self, plan: Plan, name: str) -> Iterator[ZhengyunError]:
        """Yield what of a plan lies outside the grant of that name."""
        yield from outside(plan, name, self.kind, self.tenants, self.verbs)
        yield from elsewhere(plan, name, self.sites)


def elsewhere(plan: Plan, name: str, sites: tuple[str, ...]) -> Iterator[ZhengyunError]:
    """Yield at which sites a plan acts beyond these; none stand for all."""
    others = sorted({action.address.site for action in plan.actions} - set(sites))
    if sites and others:
        yield ZhengyunError(codes.OTHER_SITES, under=name, sites=", ".join(sites), others=", ".join(others))


def outside(
    plan: Plan, name: str, kind: str, tenants: tuple[str, ...], verbs: tuple[Verb, ...]
) -> Iterator[ZhengyunError]:
    """Yield which tenants a plan touches, and what it does to them, beyond these.

    What all tenants share is a tenant of its own here: `site`.
    """
    touched = {action.address.tenant for action in plan.actions} | set(plan.effects.tenants)
    if touched - set(tenants):
        others = ", ".join(sorted(touched - set(tenants)))
        yield ZhengyunError(codes.OTHER_TENANTS, under=name, tenants=", ".join(tenants), others=others)
    done = {Verb.UPDATE if action.verb is Verb.RELEASE else action.verb for action in plan.actions}
    if done - set(verbs):
        beyond = ", ".join(sorted(done - set(verbs)))
        yield ZhengyunError(codes.OTHER_VERBS, under=name, kind=kind, verbs=", ".join(verbs), beyond=beyond)
