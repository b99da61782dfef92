"""`zhengyun audit witness show`: on the witness's machine, what the role file has to say of it, and what it has signed last."""

from collections.abc import Mapping
from typing import Any

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.witness import Post, folder_option
from zhengyun.errors import ZhengyunError


@command(
    "show",
    help=_("As a witness, show the key and the machine that the role file has to name, and what was signed last."),
)
@folder_option
def entry(session: Session, folder: str) -> None:
    """Show."""
    from governance import codes
    from zhengyun.checkpoint import Checkpoint
    from zhengyun.machine import identity

    post = Post(session, folder)
    key, note = post.public, post.memory.last()
    try:
        trust = post.trust
    except ZhengyunError as error:
        if error.code is not codes.NO_TRUST:
            raise
        trust = None
    signed = Checkpoint.read(note.text).document() if note else None
    document = {
        "key": key._asdict(),
        "machine": identity(),
        "pin": trust.pin if trust else None,
        "version": trust.roles.version if trust else None,
        "signed": signed,
    }
    emit(session, "witness/1", document, lambda: list(_lines(document)))


def _lines(document: Mapping[str, Any]) -> list[str]:
    key, signed = document["key"], document["signed"]
    lines = [
        _("key: {id}, {algorithm}, public {value}").format(**key),
        _("machine: {machine}").format(machine=document["machine"] or _("none: /etc/machine-id is not there")),
        _("role file: version {version}, pinned {pin}").format(**document)
        if document["pin"]
        else _("role file: none is trusted yet; see zhengyun audit witness trust"),
    ]
    if signed:
        return [*lines, _("signed last: {size} entries of {origin}, root {root}").format(**signed)]
    return [*lines, _("signed last: nothing yet")]
