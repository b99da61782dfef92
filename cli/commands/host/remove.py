"""`zhengyun host remove`: the way back of `host install`."""

import click

from cli.hosting import document, dry_run_option, lines, root_of, root_option
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from zhengyun.errors import Exit


@command(
    "remove",
    help=_(
        "Take away what `host install` has laid, and nothing else: what was there before, what somebody has changed since, what "
        "holds files, and accounts whose files stay are left, and told. Ends with 4 where something is left."
    ),
)
@root_option
@dry_run_option
def entry(session: Session, folder: str, dry_run: bool) -> int:
    """Look at what is on record, take it away, tell each step."""
    from cli.host.working import LEFT, remove, removing

    root = root_of(folder, changes=not dry_run)
    steps = removing(root)
    if not dry_run:
        remove(root, steps)
    nothing = [click.style(_("Nothing of ours is laid here."), dim=True)]
    emit(session, "host-removed/1", document(root, steps, dry_run=dry_run), lambda: lines(steps) if steps else nothing)
    return Exit.DRIFT if any(one.does in LEFT for one in steps) else Exit.OK
