"""Binding people of a draft of the role file to the certificates for their keys."""

from dataclasses import replace

import click

from cli.desks import Serial, desk_of
from cli.text import _
from cli.wiring import House
from zhengyun import codes
from zhengyun.binding import Binding
from zhengyun.errors import ZhengyunError
from zhengyun.lockout import binding_to
from zhengyun.people import Person
from zhengyun.rolefile import RoleFile


def bound(house: House, draft: RoleFile, given: tuple[str, ...]) -> tuple[Person, ...]:
    """The people of a draft with the certificates of `PERSON=[AUTHORITY/]SERIAL`; of `PERSON=`, with none.

    Raises: ZhengyunError (ZY-PERMIT-007, ZY-PKI-141, ZY-PKI-153), click.UsageError for what is no serial number.
    """
    wanted = {}
    for one in given:
        name, equals, certificate = one.partition("=")
        if not equals:
            # Without a number he would be bound no more, which nobody should do by a slip.
            raise click.BadParameter(
                _("{given}: expected PERSON=SERIAL, or PERSON= to bind nobody").format(given=one),
                param_hint="--certificate",
            )
        if draft.person(name) is None:
            raise ZhengyunError(codes.UNKNOWN_PERSON, person=name, version=draft.version)
        wanted[name] = _binding(house, certificate) if certificate else None
    return tuple(replace(one, certificate=wanted.get(one.name, one.certificate)) for one in draft.people)


def _binding(house: House, given: str) -> Binding:
    authority, _slash, serial = given.rpartition("/")
    return binding_to(desk_of(house).certificate(Serial().convert(serial, None, None), authority))
