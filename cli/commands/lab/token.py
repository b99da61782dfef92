"""`zhengyun lab token`: a cryptographic token to learn on."""

import click

from cli import lab
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command(
    "token",
    help=_(
        "A token of SoftHSM2 to make keys in, with a PIN drawn at random, and the lines of zhengyun.toml that reach it."
    ),
)
@click.argument("label", default="town")
def entry(session: Session, label: str) -> None:
    """Make it where it is not there yet."""
    from lab.token.begin import begin

    told = lab.Told(session)
    try:
        token = begin(lab.place(), label, told)
    finally:
        told.end()
    variables = [f'{name} = "{value}"' for name, value in token.variables.items()]
    lines = (f'pkcs11_module = "{token.module}"', "", "[pkcs11_environment]", *variables)
    document = {
        "label": token.label,
        "pin_file": str(token.pin_file),
        "pkcs11_module": str(token.module),
        "pkcs11_environment": dict(token.variables),
    }
    session.say(_("The PIN of {token} lies in {file}.").format(token=label, file=token.pin_file))
    emit(session, "token/1", document, lambda: lines)
