"""`zhengyun lab vault`: a real vault to keep credentials in."""

from pathlib import Path

import click

from cli import lab, lab_vault
from cli.output import emit
from cli.session import Session, command
from cli.text import _

FILE = click.Path(path_type=Path)


@command(
    "vault",
    help=_(
        "Start a real OpenBao, and print the lines of zhengyun.toml that reach it. It comes up sealed, and empty the first time: "
        "`vault init` and `vault unseal` follow. With a certificate it speaks TLS; a renewed one is shown without a new start."
    ),
)
@click.option(
    "--chain", type=FILE, metavar="FILE", help=_("The certificate with those above it, as `ca export` writes it.")
)
@click.option("--key", type=FILE, metavar="FILE", help=_("Its private key, in PEM and without a passphrase."))
@click.option("--roots", type=FILE, metavar="FILE", help=_("What clients trust, as `ca export --form root` writes it."))
@click.option("--off", is_flag=True, help=_("Stop it; what it holds stays, sealed."))
@click.option("--anew", is_flag=True, help=_("Throw away what is in it, and start it empty."))
def entry(session: Session, chain: Path | None, key: Path | None, roots: Path | None, off: bool, anew: bool) -> None:
    """Start or stop it."""
    from lab.openstack import tls

    given = [one for one in (chain, key, roots) if one]
    if given and (off or not (chain and key and roots)):
        raise click.UsageError(_("either --chain, --key and --roots, all three, or --off"))
    if anew and off:
        raise click.UsageError(_("either --anew or --off"))
    material = tls.read(chain, key, roots) if chain and key and roots else None
    told = lab.Told(session)
    try:
        if off:
            lab_vault.down(lab.place(), told)
            found = None
        else:
            if anew:
                lab_vault.empty(lab.place(), told)
            found = lab_vault.up(lab.place(), told, material)
    finally:
        told.end()
    emit(session, "lab-vault/1", {"vault": lab_vault.document(found)}, lambda: _lines(off))


def _lines(off: bool) -> list[str]:
    from lab.vault import control
    from lab.vault.place import VaultPlace

    if off:
        return [_("The vault is stopped.")]
    address, where = control.status(lab.place()).address, VaultPlace.of(lab.place())
    believed = [f'roots = "{where.roots}"'] if address.startswith("https:") else []
    return ["[vault]", f'address = "{address}"', *believed, f'audit = "{where.audit}"']
