"""`zhengyun ca ssh authority`: what machines are told of an authority of SSH."""

import click

from cli.authorities import trust_of
from cli.output import emit
from cli.session import Session, command
from cli.ssh import authority_key, key_to_be
from cli.text import _
from cli.wiring import House
from zhengyun.estate.trust import SSH


@command(
    "authority",
    help=_(
        "The public key of an authority of SSH, as machines are told of it: one line for the file that TrustedUserCAKeys in "
        "sshd_config names, and one for known_hosts, by which people's machines know the hosts that it has certified. Of a key "
        "that is none yet, the line for pki.yaml."
    ),
)
@click.argument("name", metavar="NAME|KEY")
@click.option("--hosts", default="*", show_default=True, metavar="PATTERN", help=_("For which hosts it speaks."))
def entry(session: Session, name: str, hosts: str) -> None:
    """Print the lines."""
    house = House(session)
    if SSH + name not in trust_of(house).ssh_authorities:
        return _to_be(house, name)
    line = f"{authority_key(house, name).line} {SSH}{name}"
    known = f"@cert-authority {hosts} {line}"
    shown = [_("# for TrustedUserCAKeys:"), line, _("# for known_hosts:"), known]
    emit(session, "ssh-authority/1", {"trusted_user_ca_keys": line, "known_hosts": known}, lambda: shown)
    return None


def _to_be(house: House, name: str) -> None:
    from pki import codes
    from zhengyun.errors import ZhengyunError

    try:
        line = key_to_be(house, name).line
    except ZhengyunError as error:
        known = ", ".join(sorted(one.removeprefix(SSH) for one in trust_of(house).ssh_authorities)) or "-"
        if error.code.id.startswith("ZY-KEY-"):
            raise ZhengyunError(codes.NO_SSH_AUTHORITY, authority=name, known=known) from error
        raise
    written = f"{name}: {{key: {name}, public: {line}}}"
    shown = [_("# for pki.yaml, below ssh: authorities:"), written]
    emit(house.session, "ssh-authority/1", {"pki": written}, lambda: shown)
