"""The records, opened as they are needed: the part of the wiring that names their drivers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from cli.noticing import notice_of
from cli.session import Session
from zhengyun.instant import SystemClock

if TYPE_CHECKING:
    from records.applications import Applications
    from records.assets import Assets
    from records.certificates import Certificates
    from records.ledger import Ledger
    from records.logbook import LogBook
    from records.readings import Readings
    from records.rolefiles import RoleFiles
    from records.separation.separating import Separation
    from records.shelf import Shelf
    from records.stocks import Stocks
    from records.store import Store
    from records.trusts import Trusts
    from zhengyun.entry import Entry


@dataclass
class Recorded:
    """Whatever a command may need of the records, made when it is first asked for."""

    session: Session
    begins: bool = False
    """Whether records that are not there are begun."""

    @cached_property
    def clock(self) -> SystemClock:
        """The machine's clock."""
        return SystemClock()

    @cached_property
    def database(self) -> "Store":
        """The records' database."""
        from records.opening import open_records

        where = self.session.settings.records
        if isinstance(where, str):
            from records.separation.addressing import addressed

            where = addressed(where, self.session.person, self.executor_account)
        return open_records(where, begin=self.begins)

    @property
    def executor_account(self) -> str:
        """As whom the executor writes to the log."""
        from records.separation.offices import EXECUTOR

        vault = self.session.settings.vault
        return vault.executor if vault else EXECUTOR

    def separation(self, url: str = "") -> "Separation":
        """The roles and rights of the records' database, as seen by whom the address names: that of the settings, or another.

        Where the settings' names nobody, that is the acting person.

        Raises: ZhengyunError (ZY-REC-005, 041, 042, 060, 061, 064).
        """
        from records.separation.addressing import addressed, named
        from records.separation.separating import Separation

        return Separation(
            named(url or addressed(str(self.session.settings.records), self.session.person, self.executor_account))
        )

    @cached_property
    def ledger(self) -> "Ledger":
        """Requests and what became of them."""
        from records.ledger import Ledger
        from records.observed import ObservedLedger

        if not self.session.settings.notices:
            return Ledger(self.database, self.clock)
        return ObservedLedger(self.database, self.clock, partial(notice_of, self))

    def query(self, said: Mapping[str, Any], before: int, most: int) -> "list[Entry]":
        """The newest entries that are looked for."""
        from records.logbook import Sought

        return self.book.query(Sought(**said), before=before, most=most)

    @cached_property
    def book(self) -> "LogBook":
        """The audit log."""
        from records.logbook import LogBook

        return LogBook(self.database, self.clock)

    @cached_property
    def shelf(self) -> "Shelf":
        """The audit log, as its keepers see it."""
        from records.shelf import Shelf

        return Shelf(self.database, self.clock)

    @cached_property
    def role_files(self) -> "RoleFiles":
        """The versions of the role file."""
        from records.rolefiles import RoleFiles

        return RoleFiles(self.database, self.clock)

    @cached_property
    def assets(self) -> "Assets":
        """What was made and applied."""
        from records.assets import Assets

        return Assets(self.database)

    @cached_property
    def readings(self) -> "Readings":
        """What drift has found at each site."""
        from records.readings import Readings

        return Readings(self.database)

    @cached_property
    def stocks(self) -> "Stocks":
        """What has been recorded of capacity."""
        from records.stocks import Stocks

        return Stocks(self.database)

    @cached_property
    def applications(self) -> "Applications":
        """Applications to authorities."""
        from records.applications import Applications

        return Applications(self.database, self.clock)

    @cached_property
    def certificates(self) -> "Certificates":
        """Certificates, and how each stands."""
        from records.certificates import Certificates

        return Certificates(self.database, self.clock)

    @cached_property
    def trusts(self) -> "Trusts":
        """The trust in force, authorities' own certificates, and lists of revoked ones."""
        from records.trusts import Trusts

        return Trusts(self.database, self.clock)
