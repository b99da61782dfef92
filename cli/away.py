"""Saying a word about a request that came as a file, where the records are not."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import click

from cli.files import read, write
from cli.text import _
from cli.wiring import House
from governance import codes
from governance.away import Held, trusted
from governance.entitlement import in_office, own_key
from governance.travelling import LARGEST, Travelling, Word, unpack
from zhengyun.change import ChangeRequest
from zhengyun.errors import ZhengyunError
from zhengyun.rolefile import RoleFile


class Away(NamedTuple):
    """A request file that is what it says, and the role file that it carries."""

    travelling: Travelling
    roles: RoleFile
    held: Held

    @property
    def request(self) -> ChangeRequest:
        """The request."""
        return self.travelling.request


def opened(house: House, file: str) -> Away:
    """A request file, held against the pin in the settings.

    Raises: ZhengyunError (ZY-CLI-006, 031, ZY-GOV-074, 075, 079, and as `governance.away.trusted`).
    """
    travelling = unpack(read(Path(file), LARGEST), file)
    pin = house.session.settings.pin
    if not pin:
        raise ZhengyunError(codes.NO_PIN, file=file)
    roles = trusted(travelling, pin, house.verifier, house.clock.now())
    return Away(travelling, roles, Held(travelling.request))


def answer(house: House, away: Away, file: str) -> ChangeRequest:
    """Write the word that was said, signed, as a file that is to be brought back; returns the request with it.

    Raises: ZhengyunError (ZY-CLI-006, ZY-GOV-024, ZY-KEY-*).
    """
    permit, said = away.request.permit, away.held.said
    assert said is not None  # noqa: S101 - it has been said
    signer = house.signer()
    own_key(in_office(away.roles, said.reviewer, house.clock.now()), signer)
    word = Word(permit.request, permit.nonce, permit.plan, said).signed(signer)
    write(Path(file), word.dump())
    house.session.say(_("written to {file}; record it with: zhengyun change import {file}").format(file=file))
    return replace(away.request.reviewed(said), stored=away.held.state)


def files(function: Callable[..., Any]) -> Callable[..., Any]:
    """--file and --to."""
    from_help = _("Answer to a request file of `change export`, where the records do not reach.")
    to_help = _("With --file: where the signed answer is written.")
    to = click.option("--to", "answer_file", type=click.Path(), metavar="FILE", default="", help=to_help)
    return click.option("--file", type=click.Path(), metavar="FILE", default="", help=from_help)(to(function))


def one_of(request: str, file: str, answer_file: str) -> None:
    """Refuse what is neither about a request here nor about one in a file, or is about both."""
    if bool(request) == bool(file):
        raise click.UsageError(_("Name either a request, or --file with a request file."))
    if bool(file) != bool(answer_file):
        raise click.UsageError(_("--file and --to go together: the answer is a file, too."))
