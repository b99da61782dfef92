"""`zhengyun audit checkpoint`: sign the log as it is, and show what was signed."""

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("checkpoint", help=_("Sign the log as it is with the log's key, and show the signed checkpoint."))
def entry(session: Session) -> None:
    """Sign and show."""
    from zhengyun.checkpoint import Checkpoint

    note = House(session).witness().checkpoint()
    document = {**Checkpoint.read(note.text).document(), "note": str(note)}
    emit(session, "checkpoint/1", document, lambda: str(note).splitlines())
