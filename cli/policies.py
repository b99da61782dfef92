"""Policies of the vault as people see them: who gets each and why, and what stands there in its place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import click

from cli.configured import driver_of, wanted_of
from cli.text import _, worded
from cli.vault_things import moved
from cli.wiring import House
from zhengyun.errors import N_, Words, ZhengyunError

# Whom it is for, where nobody comes in with it.
FOR: Final = {
    "snapshot": N_("a token that takes one snapshot, made with two roles' words"),
    "restore": N_("a token that brings one snapshot back, made with two roles' words"),
}


class Seen(NamedTuple):
    """One policy: its wanted text (none where nobody wants it), the one that stands (None where nobody looked), who gets it, and why."""

    name: str
    wanted: str
    stands: str | None
    holders: tuple[tuple[str, tuple[Words, ...]], ...]

    @property
    def differs(self) -> bool:
        """Whether another one stands there."""
        return self.stands is not None and self.stands != self.wanted


def seen(house: House, name: str = "", *, offline: bool = False) -> Sequence[Seen]:
    """All policies, or that of a name.

    Raises: ZhengyunError (ZY-VAULT-037: there is none; ZY-VAULT-*).
    """
    from vault import codes
    from vault.policies import POLICIES

    wanted, stands = wanted_of(house), None if offline else _standing(house)
    names = sorted({*POLICIES, *(stands or {})})
    if name and name not in names:
        raise ZhengyunError(codes.NO_POLICY, name=name, legal=", ".join(names))
    return [
        Seen(
            one,
            POLICIES.get(one, ""),
            None if stands is None else stands.get(one, ""),
            tuple((holder.name, holder.why) for holder in wanted.holders(one)),
        )
        for one in ([name] if name else names)
    ]


def _standing(house: House) -> Mapping[str, str]:
    from vault.things import name_of
    from zhengyun.estate.vault import POLICY

    world = driver_of(house).observe()
    found = {where: one for where, one in world.existing.items() if where.kind == POLICY}
    return {name_of(where): str(one.attributes["text"]) for where, one in found.items()}


def document(one: Seen) -> Mapping[str, Any]:
    """A policy as JSON data."""
    holders = [{"person": who, "why": [worded(text) for text in why]} for who, why in one.holders]
    return {"name": one.name, "wanted": one.wanted, "stands": one.stands, "differs": one.differs, "holders": holders}


def lines(found: Sequence[Seen], *, whole: bool) -> Iterator[str]:
    """All of them in some lines, or one with all of its text."""
    for one in found:
        yield click.style(one.name, bold=True) + _state(one)
        for who, why in one.holders:
            yield "  " + _("{person}: {why}").format(person=who, why="; ".join(worded(text) for text in why))
        if one.name in FOR:
            yield "  " + _(FOR[one.name])
        if one.differs:
            yield from (f"    {line}" for line in moved(one.stands or "", one.wanted))
        elif whole:
            yield from (f"    {line}" for line in one.wanted.splitlines())


def _state(one: Seen) -> str:
    if not one.differs:
        return ""
    if not one.wanted:
        return click.style(" " + _("stands in the vault, and is declared by nobody"), fg="red")
    if not one.stands:
        return click.style(" " + _("is not in the vault"), fg="red")
    return click.style(" " + _("is another one in the vault (-) than is wanted (+)"), fg="red")
