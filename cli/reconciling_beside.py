"""What is reconciled beside the clouds: the vault by its audit file, the records' database by its server's log."""

from typing import TYPE_CHECKING

from cli.wiring import House
from cli.wiring_evidence import RECORDS, VAULT, served, server_log, vault_log

if TYPE_CHECKING:
    from governance.reconciliation import Reconciled
    from zhengyun.evidence import Gap
    from zhengyun.gapped import Looked
    from zhengyun.growing import Marks

Held = tuple["Reconciled", tuple["Gap", ...], "Marks"]


def there(house: House) -> tuple[str, ...]:
    """What of it this house has."""
    vault = (VAULT,) if house.session.settings.vault else ()
    return (*vault, RECORDS) if served(house).database else vault


def held(house: House, name: str, span: tuple[str, str], looked: "Looked") -> Held:
    """What was found between two instants, what is not known, and how far the files were written.

    Raises: ZhengyunError (ZY-REC-*).
    """
    return _vault(house, span, looked) if name == VAULT else _records(house, span, looked)


def _vault(house: House, span: tuple[str, str], looked: "Looked") -> Held:
    from governance.vaulted import KINDS, Said, reconcile

    log = vault_log(house)
    marks = log.marks()
    # The vault's lines first: what they tell of is in the log by then, or still under way.
    done = log.done(span[0])
    lacking = tuple(log.gaps(*span, looked))
    found = reconcile(done, Said.of(house.book.of_kind(*KINDS)), house.vault_settings.executor, span)
    silent = found.silent if log.files else ()
    return found, (*lacking, *silent), marks


def _records(house: House, span: tuple[str, str], looked: "Looked") -> Held:
    from governance.recorded import LAYING, Laid, Way, reconcile
    from records.separation.offices import Names, holders
    from records.separation.rights import LOG

    log = server_log(house)
    marks = log.marks()
    lines = log.lines(span[0])
    people = holders(house.roles, Names(log.database), house.clock.now(), house.executor_account)
    laid = [Laid(one.at, _number(one.body.get("differences"))) for one in house.book.of_kind(LAYING)]
    logins = frozenset({*(one.login for one in people), served(house).login} - {""})
    found = reconcile(lines, Way(logins, frozenset(LOG), laid), span)
    return found, tuple(log.gaps(*span, looked)), marks


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
