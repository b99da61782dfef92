"""One function of the database, as it is made there."""

from typing import Final, NamedTuple

SCHEMA: Final = "zy"
PINNED: Final = "pg_catalog, pg_temp"
"""What a function looks at for a name without a schema: nothing that somebody could put there."""


class Function(NamedTuple):
    """A function: its name with the types of its arguments, the rest of its head, and its body."""

    name: str
    told: str
    body: str
    language: str = "plpgsql"
    definer: bool = True
    stable: bool = False

    @property
    def signature(self) -> str:
        """Its name with its types, as PostgreSQL tells it."""
        return f"{SCHEMA}.{self.name}"

    def statement(self) -> str:
        """What makes it, or makes it as it shall be."""
        head, _, types = self.name.partition("(")
        named = self.told.partition(" RETURNS ")
        del types
        stable = " STABLE" if self.stable else ""
        definer = " SECURITY DEFINER" if self.definer else ""
        return (
            f"CREATE OR REPLACE FUNCTION {SCHEMA}.{head}({named[0]}) RETURNS {named[2]} LANGUAGE {self.language}"
            f"{stable}{definer} SET search_path = {PINNED} AS $body${self.body}$body$"
        )
