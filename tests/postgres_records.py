"""Records in a PostgreSQL of the lab, for each test its own; making the tables takes a moment, so that all copy what is alike."""

from dataclasses import dataclass, field

from governance.roles import begin
from records.postgresql import PostgreSQL
from tests.cast import VERIFIER, proven, role_file
from tests.databases import Databases
from tests.records import Records
from zhengyun.rolefile import RoleFile


@dataclass
class PostgresRecords:
    """Makes them."""

    databases: Databases
    templates: dict[bytes, str] = field(default_factory=dict)

    def fresh(self) -> Records:
        """Records in which nothing is."""
        return self._copy(b"", None)

    def begun(self, roles: RoleFile | None = None) -> Records:
        """Records whose log begins with a role file."""
        first = roles or role_file()
        return self._copy(first.signed_bytes, first)

    def _copy(self, key: bytes, roles: RoleFile | None) -> Records:
        if key not in self.templates:
            self.templates[key] = self._template(roles)
        url = self.databases.fresh(self.templates[key])
        return Records(PostgreSQL(url), url=url)

    def _template(self, roles: RoleFile | None) -> str:
        url = self.databases.fresh()
        made = Records(PostgreSQL(url), url=url)
        if roles:
            begin(proven(roles), made.roles, made.book, VERIFIER, made.clock.now(), "lab")
        made.database.close()
        return url.partition("?")[0].rpartition("/")[2]
