"""What the vault and the records' server have recorded, opened as it is needed: the part of the wiring that names their readers."""

import glob
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from cli.wiring import House
    from records.evidence import ServerLog
    from vault.evidence import AuditLog

VAULT: Final = "vault"
RECORDS: Final = "records"
SCHEMES: Final = ("postgresql", "postgres")


class Served(NamedTuple):
    """A database of a server, and as whom it is entered; both empty where the records are a file."""

    database: str = ""
    login: str = ""


def served(house: "House") -> Served:
    """Where the records are, if a server has them."""
    address = urlsplit(str(house.session.settings.records))
    if address.scheme not in SCHEMES:
        return Served()
    return Served(unquote(address.path.strip("/").rpartition("/")[2]), unquote(address.username or ""))


def vault_log(house: "House") -> "AuditLog":
    """The vault's audit file with what was rotated away beside it, where this machine can read it.

    Raises: ZhengyunError (ZY-VAULT-010).
    """
    from vault.evidence import AuditLog

    audit = house.vault_settings.audit
    return AuditLog(VAULT, tuple(sorted(audit.parent.glob(f"{audit.name}*"))) if audit else ())


def server_log(house: "House") -> "ServerLog":
    """The log of the records' server: the files that `records` of [audit_logs] names."""
    from records.evidence import ServerLog

    pattern = house.session.settings.audit_logs.get(RECORDS, "")
    files = sorted(glob.glob(pattern)) if pattern else ()  # noqa: PTH207 - it is a whole path
    return ServerLog(RECORDS, served(house).database, tuple(map(Path, files)))
