"""`zhengyun net show`: what may pass between zones, and who keeps it."""

from datetime import date

from cli.modelled import showing
from cli.modelled.model import model_of, model_options
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "show",
    help=_(
        "Show zones, conduits and what is forbidden, the firewalls that keep it, management and the way to the internet."
    ),
)
@model_options
def entry(session: Session, beside: tuple[str, ...], day: date | None) -> None:
    """Show it."""
    model = model_of(House(session), beside, day)
    emit(session, "net-show/1", showing.document(model), lambda: showing.lines(model))
