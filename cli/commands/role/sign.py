"""`zhengyun role sign`: sign a version of the role file that is to come."""

from dataclasses import replace

import click

from cli.output import emit
from cli.rolefile import load, save
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.signing import Signature


@command(
    "sign",
    help=_(
        "Add your signature to a version of the role file that is to come. Who has a new key in it signs twice: with the "
        "old key, and with the new one, which --key names."
    ),
)
@click.argument("file", type=click.Path())
@click.option("--recovery", is_flag=True, help=_("Sign with a recovery key, which --key names."))
@click.option(
    "--key", "key_name", metavar="NAME", default="", help=_("The key to sign with, where it is not your name's.")
)
def entry(session: Session, file: str, recovery: bool, key_name: str) -> None:
    """Sign, in the file itself."""
    from governance.roles import may_recover, may_sign

    house = House(session)
    roles = load(file)
    # Version 1 comes before the log: there is nobody yet who could be asked about.
    present = house.roles if roles.version > 1 else None
    signer = house.signer(key_name)
    name = signer.public.id if recovery else session.person
    if recovery:
        may_recover(signer.public, present)
    else:
        may_sign(roles, present, name, signer.public, house.clock.now())
    mine = Signature(name, signer.sign(roles.signed_bytes))
    # Of one's own, what another key of one's has made stays; what none has, is of a text that was other then.
    known = (present.person(name) if present else None, roles.person(name))
    keys = [one.key for one in known if one and one.key.value != signer.public.value]
    others = [
        one
        for one in roles.signatures
        if one.signer != name or any(house.verifier.verify(key, roles.signed_bytes, one.value) for key in keys)
    ]
    signed = replace(roles, signatures=(*others, mine))
    save(file, signed)
    told = _("{file}: signatures: {count}").format(file=file, count=len(signed.signatures))
    emit(session, "role-signed/1", {"signers": [one.signer for one in signed.signatures]}, lambda: [told])
