"""The faults of the lab's town, as people see them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.lab import place
from cli.output import emit, table
from cli.session import Session
from cli.text import _

if TYPE_CHECKING:
    from lab.town.breaking import Breaking, Standing
    from lab.town.guarding import Guarding
    from lab.town.standing import Town


def breaking(town: "Town") -> "Breaking":
    """What breaks a town."""
    from lab.town.breaking import of

    return of(place(), town)


def heal(town: "Town", link: str | None) -> None:
    """Take back what was done to a link; without one, everything, and put back every guard that is away."""
    if link is not None:
        breaking(town).heal(link)
        return
    breaking(town).heal_all()
    guarding(town).lower_all()


def guarding(town: "Town") -> "Guarding":
    """What takes guards of a town away, and puts them back."""
    from lab.town.guarding import of

    return of(town)


def guards(town: "Town") -> list[dict[str, str]]:
    """The guards that are away, as JSON data."""
    return [{"host": one.host, "kind": one.kind, "name": one.name} for one in guarding(town).away()]


def guard_lines(town: "Town") -> Iterator[str]:
    """The guards that are away."""
    for one in guarding(town).away():
        yield _("{host}: its guard {name} ({kind}) is away; zhengyun lab heal puts it back").format(**one._asdict())


def told(session: Session, found: "Breaking") -> None:
    """Write which faults are in force."""
    standing = found.standing()
    emit(
        session,
        "lab-faults/1",
        {"faults": document(standing)},
        lambda: [*lines(standing)] or [_("Every link is whole.")],
    )


def document(standing: "Sequence[Standing]") -> list[dict[str, object]]:
    """Faults as JSON data."""
    return [
        {
            "link": one.link,
            "cut": one.fault.cut or None,
            "delay_ms": one.fault.delay,
            "loss_percent": one.fault.loss,
            "rate_mbit": one.fault.rate or None,
            "wire": one.wire,
        }
        for one in standing
    ]


def lines(standing: "Sequence[Standing]") -> Iterator[str]:
    """Faults as a table."""
    cuts = {"": "-", "carrier": _("carrier lost"), "silent": _("silently")}
    rows = [
        (
            one.link,
            cuts[one.fault.cut],
            f"{one.fault.delay:g} ms" if one.fault.delay else "-",
            f"{one.fault.loss:g} %" if one.fault.loss else "-",
            f"{one.fault.rate:g} Mbit/s" if one.fault.rate else "-",
        )
        for one in standing
    ]
    yield from table((_("Link"), _("Cut"), _("Delay"), _("Loss"), _("Rate")), rows)
    for one in standing:
        if not one.wire:
            yield _("{link}: its wire has ended, and nothing passes; give the fault again, or heal it").format(
                link=one.link
            )
