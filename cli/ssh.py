"""SSH as commands need it: authorities, files with public keys, and what a certificate says in words."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.authorities import trust_of
from cli.files import read
from cli.text import _, listed
from cli.wiring import House
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate.trust import SSH

if TYPE_CHECKING:
    from pki.ssh.certificate import Draft
    from pki.ssh.keys import SshKey

LONGEST: Final = 1 << 14
OPTIONS: Final = {
    "force-command": N_("for one command: {value}"),
    "source-address": N_("from: {value}"),
    "verify-required": N_("with a person's proof at the key"),
}


def authority_key(house: House, name: str) -> "SshKey":
    """The public key of an authority of SSH in force.

    Raises: ZhengyunError (ZY-PKI-231, ZY-PKI-269).
    """
    from pki import codes
    from pki.ssh.certifying import authority_of

    authorities = trust_of(house).ssh_authorities
    if SSH + name not in authorities:
        known = ", ".join(sorted(one.removeprefix(SSH) for one in authorities)) or "-"
        raise ZhengyunError(codes.NO_SSH_AUTHORITY, authority=name, known=known)
    return authority_of(authorities[SSH + name])


def key_to_be(house: House, name: str) -> "SshKey":
    """A key of the keyring that an authority of SSH can have: one that does nothing else.

    Raises: ZhengyunError (ZY-PKI-231, ZY-PKI-237, ZY-KEY-*).
    """
    from pki.ssh.certifying import of_ours, refuse_others_keys

    key = of_ours(house.public_key(name), name)
    own = {one.key for one in house.trusts.authorities()} | {one.key for one in trust_of(house).authorities.values()}
    refuse_others_keys(name, key, house.roles, own)
    return key


def key_in(file: Path) -> bytes:
    """The public key of a `.pub` file as a request, without its comment; nothing else of the file is kept.

    Raises: ZhengyunError (ZY-CLI-006, ZY-CLI-031, ZY-PKI-231).
    """
    from pki.ssh.certifying import unfit
    from pki.ssh.keys import of_line
    from pki.ssh.wire import SshError

    try:
        key, _comment = of_line(read(file, LONGEST).decode("utf-8", "replace"))
    except SshError as error:
        raise unfit(str(file), error) from error
    return f"{key.line}\n".encode()


def said(draft: "Draft") -> Iterator[str]:
    """What a certificate of SSH says, but for when."""
    from pki.ssh.certificate import Kind

    names = listed(draft.principals)
    told = (
        _("host certificate; names: {names}") if draft.kind is Kind.HOST else _("user certificate; accounts: {names}")
    )
    yield told.format(names=names)
    # As `ssh-keygen -l` shows it to whoever has the key.
    fingerprint = "SHA256:" + b64encode(draft.key.digest).decode().rstrip("=")
    yield _("key: {kind}, {fingerprint}").format(kind=draft.key.kind, fingerprint=fingerprint)
    for name, value in sorted(draft.options.items()):
        yield _(OPTIONS[name]).format(value=value)
    if draft.kind is Kind.USER:
        yield _("permits: {permits}").format(
            permits=listed(sorted(one.removeprefix("permit-") for one in draft.extensions))
            or _("a login without a terminal")
        )
