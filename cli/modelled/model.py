"""Making the model that a command is about: of the instance's own estate, and of others' whose files lie beside it."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.text import _
from cli.wiring import House
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from network.model import Model


class Day(click.ParamType):  # type: ignore[type-arg]
    """A day by the calendar, in UTC."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(_("{given}: expected a day such as 2026-12-31").format(given=value), param, ctx)


def model_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What every question to the model takes: other networks' files beside the own, and the day."""
    beside = click.option(
        "--beside",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        metavar="FOLDER",
        help=_("The estate of another network, to look at both together; several times for several."),
    )
    day = click.option("--day", type=Day(), metavar="DAY", help=_("As on this day (UTC); today where it is left out."))
    return beside(day(function))


def model_of(house: House, beside: Sequence[str], day: date | None, without: Sequence[str] = ()) -> "Model":
    """The model of the estate, and of those beside it.

    Raises: ZhengyunError (ZY-NET-003: there is no policy; ZY-NET-004, ZY-NET-005).
    """
    from inventory.loader import load
    from inventory.source import Folder
    from network import codes
    from network.model import Model

    estate = house.estate()
    if estate.policy is None:
        raise ZhengyunError(codes.UNDECLARED)
    estates = [estate, *(load(Folder(Path(one))) for one in beside)]
    segments = {name for one in estates for name in one.hosts.segments}
    if strange := sorted(set(without) - segments):
        raise ZhengyunError(codes.NO_SEGMENT, name=", ".join(strange), legal=", ".join(sorted(segments)))
    return Model(estates, day or datetime.now(UTC).date(), without)
