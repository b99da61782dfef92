"""`zhengyun lab tls`: the lab's services behind TLS, with a certificate of ours."""

from pathlib import Path

import click

from cli import lab
from cli.output import emit
from cli.session import Session, command
from cli.text import _

FILE = click.Path(path_type=Path)


@command(
    "tls",
    help=_(
        "Put the lab's services behind TLS, and start them: people's addresses become https, and clouds.yaml names the roots. "
        "Given again, a renewed certificate is shown from the next connection on, and nothing is started anew."
    ),
)
@click.option(
    "--chain", type=FILE, metavar="FILE", help=_("The certificate with those above it, as `ca export` writes it.")
)
@click.option("--key", type=FILE, metavar="FILE", help=_("Its private key, in PEM and without a passphrase."))
@click.option("--roots", type=FILE, metavar="FILE", help=_("What clients trust, as `ca export --form root` writes it."))
@click.option("--off", is_flag=True, help=_("Plain HTTP again."))
@click.option("--site", "sites", multiple=True, metavar="SITE", help=_("Only this site; several times for several."))
def entry(
    session: Session, chain: Path | None, key: Path | None, roots: Path | None, off: bool, sites: tuple[str, ...]
) -> int:
    """Look at the certificate as clients will, then put the sites behind it."""
    from lab.openstack import control, tls

    if off == bool(chain or key or roots) or not (off or (chain and key and roots)):
        raise click.UsageError(_("either --chain, --key and --roots, all three, or --off"))
    material = tls.read(chain, key, roots) if chain and key and roots else None
    told = lab.Told(session)
    try:
        found = control.secure(lab.place(), sites or control.SITES, material, tell=told)
    finally:
        told.end()
    emit(session, "lab/1", lab.document(found), lambda: lab.lines(found))
    return lab.exit_code(found)
