"""Authorities of SSH: keys that do nothing else; what they have certified is revoked, and told to machines in lists.

On record an authority is called `ssh/` and its name.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from pki import codes
from pki.port import Register
from pki.ssh import krl
from pki.ssh.keys import SshKey, of_line, of_public
from pki.ssh.wire import SshError
from zhengyun.certified import Certified, Standing, StatusChange, written
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import SSH, SshAuthority
from zhengyun.instant import parse, text
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey

PREFIX: Final = SSH
COMPROMISED: Final = "key-compromise"


def revoke(
    authority: str, serial: int, word: str, register: Register, person: str, now: datetime, reason: str
) -> Certified:
    """Revoke one for ever, with its log entry.

    Raises: ZhengyunError (ZY-PKI-235 where there is none; ZY-PKI-236 where it was revoked already).
    """
    one = register.certificate(PREFIX + authority, serial)
    if one is None:
        raise ZhengyunError(codes.NO_SSH_CERTIFICATE, serial=written(serial), authority=authority)
    change = StatusChange(one.authority, serial, text(now), Standing.REVOKED, word)
    body = {"authority": one.authority, "serial": written(serial), "why": word, "reason": reason}
    if not register.change([change], (Standing.GOOD, Standing.HELD), Note("ssh.revoked", person, body)):
        raise ZhengyunError(codes.SSH_REVOKED, serial=written(serial), authority=authority)
    return one


def revocation_list(authority: str, key: SshKey, register: Register, now: datetime) -> bytes:
    """The list of an authority as it is now; its number is how often anything has changed.

    What has ended is refused without a list. A key that came into other hands stays on it, whoever may certify it.
    """
    name = PREFIX + authority
    found = list(register.not_good(name))
    serials = [one.serial for one in found if parse(one.not_after) >= now]
    lost = [one.serial for one in found if one.reason == COMPROMISED]
    rows = [row for serial in lost if (row := register.certificate(name, serial))]
    number = sum(1 for _ in register.changes(name, ""))
    made = krl.listed(number, int(now.timestamp()), key, serials, [row.key for row in rows], name)
    return krl.write(made)


def refuse_others_keys(name: str, key: SshKey, roles: RoleFile, taken: Collection[str]) -> None:
    """Refuse a key that does something else as well: a person's, the log's, or one of those `taken` by other authorities.

    Raises: ZhengyunError (ZY-PKI-237).
    """
    for place, public in roles.keys:
        if _is(key, public):
            raise ZhengyunError(codes.SSH_OTHERS_KEY, key=name, whose=place)
    if name in taken:
        raise ZhengyunError(codes.SSH_OTHERS_KEY, key=name, whose=name)


def authority_of(authority: SshAuthority) -> SshKey:
    """The key that people have agreed to. Raises: ZhengyunError (ZY-PKI-231)."""
    try:
        return of_line(authority.public)[0]
    except SshError as error:
        raise unfit(authority.name, error) from error


def of_ours(public: PublicKey, name: str) -> SshKey:
    """A key of the keyring in SSH's form. Raises: ZhengyunError (ZY-PKI-231)."""
    try:
        return of_public(public)
    except SshError as error:
        raise unfit(name, error) from error


def unfit(what: str, error: SshError) -> ZhengyunError:
    """What is wrong with it, as a refusal."""
    return ZhengyunError(codes.SSH_UNFIT, what=what, problem=error.args[0])


def _is(key: SshKey, public: PublicKey) -> bool:
    try:
        return of_public(public) == key
    except (SshError, ValueError):
        return False
