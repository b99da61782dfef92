"""`zhengyun vault keep`: give a site's secret to the vault."""

import click

from cli.executing import as_executor
from cli.given_secrets import given
from cli.output import emit
from cli.scope import refuse_unknown
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.entry import Note


@command(
    "keep",
    help=_(
        "Give the vault what opens a site's cloud, once; by the executor, whose key it takes. The user is one that only changes "
        "act as: each of them replaces its password, and no person knows it any more."
    ),
)
@click.argument("site")
@click.option("--username", required=True, help=_("The user that changes act as."))
@click.option("--project", default="admin", show_default=True, help=_("The project that the user administers."))
@click.option("--domain", default="default", show_default=True, help=_("The identifier of the domain of both."))
@click.option(
    "--password-file",
    metavar="FILE",
    default="",
    help=_("Where the password is read from, - for stdin; else it is asked for."),
)
def entry(session: Session, site: str, username: str, project: str, domain: str, password_file: str) -> None:
    """Keep it, and say where."""
    from vault.entrance import enter, leave
    from vault.storing import keep

    house = House(as_executor(session))
    refuse_unknown(house.estate(), (site,))
    words = {
        "username": username,
        "password": given(password_file, username, _("Password of {user}").format(user=username)),
        "user_domain_id": domain,
        "project_name": project,
        "project_domain_id": domain,
    }
    server = house.vault_server
    entrance = enter(server, house.session.person, house.signer(), house.clock.now())
    try:
        path = keep(server, entrance.token, site, words)
        said = {"site": site, "path": path, "user": username}
        noted = house.book.append(Note("vault.kept", house.session.person, said))
    finally:
        leave(server, entrance.token)
    told = _("Kept at {path}. Take the password out of wherever else it stands.").format(path=path)
    emit(session, "vault-kept/1", {"site": site, "path": path, "entry": noted.number}, lambda: [told])
