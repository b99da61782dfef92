"""`zhengyun standing list`: the standing permits."""

from cli.asked import show_all
from cli.audited import reads
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("list", help=_("The standing permits, the newest first, and how each stands."))
def entry(session: Session) -> None:
    """List."""
    house = House(session)
    reads(house, "standing list")
    show_all(house, "standing")
