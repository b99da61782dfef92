"""`zhengyun vault keep-for-devices`: give the vault what a device is entered with to be changed."""

import re

import click

from cli import codes
from cli.keeping import Kept, keep_options, put, value_of
from cli.session import Session, command
from cli.text import _
from zhengyun.errors import ZhengyunError
from zhengyun.estate.devices import SITE

NAME = re.compile(r"[a-z][a-z0-9-]{0,31}(/[a-z][a-z0-9-]{0,31}){0,3}")
# Devices have bounds of their own, and some of these are low.
SHORTEST = 8


@command(
    "keep-for-devices",
    help=_(
        "Give the vault the password that devices are entered with to be changed, under the name that `secret` in devices.yaml says; by the "
        "executor, whose key it takes. It is lent for an approved change of these devices, and for as long as that takes."
    ),
)
@click.argument("name")
@keep_options
def entry(session: Session, name: str, replace: bool, password_file: str) -> None:
    """Keep it, and say where."""
    from vault.kept import DEVICES

    if not NAME.fullmatch(name):
        raise ZhengyunError(codes.NO_DEVICE_SECRET, given=name)
    value = value_of(name, password_file, _("Password {name}").format(name=name), least=SHORTEST)
    told = _("Kept as {name}; the log has it as {digest}.")
    put(session, Kept(DEVICES, SITE, name, value), told, "vault-kept-for-devices/1", replace=replace)
