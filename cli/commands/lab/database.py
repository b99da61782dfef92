"""`zhengyun lab database`: a real PostgreSQL to keep the records in."""

import click

from cli import lab, lab_database
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command(
    "database",
    help=_(
        "Start a real PostgreSQL with an empty database for the records, and print its address for zhengyun.toml; "
        "`records move --to` carries records there, `records separate --by` gives each office its own rights."
    ),
)
@click.option("--off", is_flag=True, help=_("Stop it; what it holds stays."))
@click.option("--anew", is_flag=True, help=_("Throw away what is in it, and start it empty."))
def entry(session: Session, off: bool, anew: bool) -> None:
    """Start or stop it."""
    if anew and off:
        raise click.UsageError(_("either --anew or --off"))
    told = lab.Told(session)
    made = None
    try:
        if off:
            lab_database.down(lab.place(), told)
        else:
            if anew:
                lab_database.destroy(lab.place(), told)
            made = lab_database.up(lab.place(), told)
    finally:
        told.end()
    document = {
        "databases": lab_database.document(),
        "records": made.url if made else None,
        "superuser": made.superuser if made else None,
    }
    emit(session, "lab-database/1", document, lambda: _lines(made))


def _lines(made: lab_database.Made | None) -> list[str]:
    if made is None:
        return [_("The database is stopped.")]
    return [f'records = "{made.url}"', f"# records separate --by '{made.superuser}'"]
