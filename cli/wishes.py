"""What is asked for of an authority, as somebody has typed it: of X.509 or of SSH, by the profile's name."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cli.files import read
from cli.text import _
from zhengyun.application import Asked
from zhengyun.estate.trust import SSH
from zhengyun.instant import after

if TYPE_CHECKING:
    from pki.flows.beforehand import Beforehand

# A command's parameter, its option, and the word of a wish.
X509: Final = (("dns", "--dns", "dns"), ("email", "--email", "email"), ("address", "--address", "ip"))
OF_SSH: Final = (
    ("principal", "--principal", "principal"),
    ("lasting", "--lasting", "for"),
    ("forced", "--command", "command"),
    ("sources", "--from", "from"),
    ("permits", "--permit", "permit"),
)
ALONE: Final = (("beforehand", "--beforehand", ""), ("within", "--within", ""))


def asked_row(file: Path, profile: str, holder: str, told: Mapping[str, Any]) -> Asked:
    """The one row of an application. Raises: ZhengyunError (ZY-CLI-006, 031, ZY-PKI-231)."""
    ssh = profile.startswith(SSH)
    for name, option, _word in X509 if ssh else (*OF_SSH, *ALONE):
        if told[name]:
            what = (
                _("{option} does not go with a profile of SSH.")
                if ssh
                else _("{option} goes with a profile of SSH alone.")
            )
            raise click.UsageError(what.format(option=option))
    names = [f"{word}:{value}" for name, _option, word in (OF_SSH if ssh else X509) for value in _each(told[name])]
    return Asked(1, holder, request_in(file, ssh=ssh), tuple(names))


def request_in(file: Path, *, ssh: bool) -> bytes:
    """What a file asks with: a CSR as it came, or a public key of SSH and nothing besides.

    Raises: ZhengyunError (ZY-CLI-006, 031, ZY-PKI-231).
    """
    from cli.ssh import key_in
    from pki.csr import LONGEST

    return key_in(file) if ssh else read(file, 2 * LONGEST)


def beforehand_of(told: Mapping[str, Any], now: datetime) -> "Beforehand | None":
    """What is to be agreed to before it is needed, if anything is."""
    from pki.flows.beforehand import Beforehand

    number, within = told["beforehand"], told["within"]
    if (number is None) != (within is None):
        raise click.UsageError(_("--beforehand and --within go together."))
    return None if number is None else Beforehand(number, after(now, within))


def _each(given: Any) -> tuple[object, ...]:
    if isinstance(given, tuple):
        return given
    return (given,) if given or given == 0 else ()
