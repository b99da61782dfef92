"""The desk at which certificates are asked for, reviewed and issued, with the records, the people and the trust in force."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.files import write
from cli.text import _
from cli.wiring import House
from zhengyun.certified import Certified, serial_of
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from pki.flows.bureau import Opens
    from pki.flows.desk import Desk


def desk_of(house: House) -> "Desk":
    """The desk, with what is in force now."""
    from governance.roles import dated
    from pki.flows.desk import Desk

    kept = house.applications, house.certificates, house.trusts
    known = partial(dated, house.role_files, house.book, house.verifier)
    return Desk(*kept, house.roles, house.verifier, house.clock, known)


class Serial(click.ParamType):  # type: ignore[type-arg]
    """A serial number in hexadecimal, as any tool writes it."""

    name = "serial"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it."""
        if isinstance(value, int):
            return value
        try:
            return serial_of(str(value))
        except ValueError:
            self.fail(_("{given}: expected a serial number in hexadecimal").format(given=value), param, ctx)


def authoritys_key(house: House) -> "Opens":
    """Opens an authority's key, in a file or in a token."""
    return lambda authority: house.signer(authority.key)


def hand_out(file: Path, one: Certified) -> None:
    """Write a certificate that is recorded.

    Raises: ZhengyunError (ZY-PKI-151).
    """
    from pki import codes
    from pki.textual import textual

    try:
        write(file, textual(one).encode())
    except ZhengyunError as error:
        raise ZhengyunError(codes.NOT_HANDED_OUT, file=file, problem=error.values.get("problem", "")) from error


def both_of_pair(desk: "Desk", one: Certified) -> tuple[Certified, ...]:
    """A certificate, and the other one of its pair where there is one: they stand together."""
    other = desk.register.certificate(one.authority, one.pair) if one.pair else None
    return (one, other) if other else (one,)
