"""`zhengyun key request`: the request for a certificate, signed by the key that it is for."""

from pathlib import Path

import click

from cli.files import write
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "request",
    help=_(
        "Write a request for a certificate (PKCS #10) that a signing key signs, so that `ca request` can take it in. What the "
        "certificate will say, the profile decides."
    ),
)
@click.argument("person")
@click.option("--subject", required=True, metavar="NAME", help=_("The name, most general first, such as CN=office."))
@click.option("--dns", multiple=True, metavar="NAME", help=_("A DNS name; several times for several."))
@click.option("--email", multiple=True, metavar="ADDRESS", help=_("An e-mail address."))
@click.option("--address", multiple=True, metavar="IP", help=_("An IP address."))
@click.option("--out", type=click.Path(), metavar="FILE", required=True, help=_("Where the request goes."))
def entry(
    session: Session,
    person: str,
    subject: str,
    dns: tuple[str, ...],
    email: tuple[str, ...],
    address: tuple[str, ...],
    out: str,
) -> None:
    """Sign it and write it."""
    from pki import codes, names, pem
    from pki.alternative import Alternative, flaw
    from pki.requesting import requested
    from zhengyun.errors import Words, ZhengyunError

    kinds = {"dns": dns, "email": email, "address": address}
    asked = [Alternative(kind, value) for kind, given in kinds.items() for value in given]
    names.parse(subject)
    for one in asked:
        if wrong := flaw(one):
            raise ZhengyunError(codes.BAD_NAME, name=one, what=Words(wrong))
    signer = House(session).signer(person)
    write(Path(out), pem.written(pem.REQUEST[0], requested(subject, signer, asked)).encode())
    told = _("the request for key {key} is in {file}").format(key=signer.public.id, file=out)
    emit(session, "certificate-request/1", {"key": signer.public._asdict(), "file": out}, lambda: [told])
