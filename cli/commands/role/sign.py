"""`zhengyun role sign`: sign the next version of the role file."""

import json
from dataclasses import replace
from pathlib import Path

import click

from cli.files import write
from cli.output import emit
from cli.rolefile import load
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.signing import Signature


@command("sign", help=_("Add your signature to the next version of the role file."))
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> None:
    """Sign, in the file itself."""
    from governance.roles import in_office

    house = House(session)
    in_office(house.roles, session.person, house.clock.now())
    roles = load(file)
    others = tuple(one for one in roles.signatures if one.signer != session.person)
    mine = Signature(session.person, house.signer().sign(roles.signed_bytes))
    signed = replace(roles, signatures=(*others, mine))
    write(Path(file), json.dumps(signed.document(), ensure_ascii=False, indent=2).encode() + b"\n")
    told = _("{file}: signatures: {count}").format(file=file, count=len(signed.signatures))
    emit(session, "role-signed/1", {"signers": [one.signer for one in signed.signatures]}, lambda: [told])
