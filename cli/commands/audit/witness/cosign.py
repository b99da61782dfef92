"""`zhengyun audit witness cosign`: on the witness's machine, sign a checkpoint that goes on from the last one."""

import sys

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from cli.witness import Post, folder_option
from zhengyun.errors import ZhengyunError


@command(
    "cosign",
    help=_(
        "As a witness, sign a checkpoint: the offer comes on stdin, the signature goes to stdout. It needs the witness's key, "
        "memory and role file, and nothing else. Ends with 4 and the size that was signed last where the offer does not begin "
        "there, and with 5 where the log does not go on from it."
    ),
)
@folder_option
def entry(session: Session, folder: str) -> None:
    """Read, decide, remember, sign: in this order."""
    from governance import codes
    from governance.witness import attest, offered
    from zhengyun.note import LONGEST

    offer = offered(sys.stdin.buffer.read(2 * LONGEST).decode(errors="replace"))
    house, post = House(session), Post(session, folder)
    roles, signer, memory = post.trust.roles, post.signer(), post.memory
    with memory.alone():
        try:
            attested = attest(offer, memory.last(), roles, signer, house.verifier, house.clock.now())
        except ZhengyunError as error:
            if error.code is codes.NOT_NEXT:
                click.echo(error.values["size"])
            raise
        memory.keep(attested.memory)
    document = {"name": attested.line.name, "line": str(attested.line)}
    emit(session, "cosignature/1", document, lambda: [str(attested.line).rstrip("\n")])
