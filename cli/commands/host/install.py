"""`zhengyun host install`: accounts, directories, one line of sudoers and units."""

from cli.hosting import document, dry_run_option, lines, root_of, root_option
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command(
    "install",
    help=_(
        "Lay what a small site's host needs: the accounts of executor and vault, the groups of roles and operators, directories, "
        "the one line of sudoers, systemd's units. What stands already stays; where something else stands, nothing is done."
    ),
)
@root_option
@dry_run_option
def entry(session: Session, folder: str, dry_run: bool) -> None:
    """Look at everything, lay what is missing, tell each step."""
    from cli.host.program import programs
    from cli.host.wanted import things
    from cli.host.working import Does, install, installing

    root = root_of(folder, changes=not dry_run)
    steps = installing(root, things(programs()))
    if not dry_run:
        install(root, steps)
    emit(session, "host-installed/1", document(root, steps, dry_run=dry_run), lambda: lines(steps))
    if root.own and not dry_run and any(one.does in {Does.LAY, Does.REPLACE} for one in steps):
        session.say(
            _("Then: {commands}").format(commands="systemd-tmpfiles --create; sysctl --system; systemctl daemon-reload")
        )
