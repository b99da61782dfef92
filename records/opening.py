"""Opening the records where the settings say that they are: a file, or an address."""

from pathlib import Path

from records.store import Store


def open_records(where: Path | str, *, begin: bool = True) -> Store:
    """The database there.

    Raises: ZhengyunError (ZY-REC-015: there are no records in it, and it was not asked to `begin` them; ZY-REC-*).
    """
    if isinstance(where, Path):
        from records.database import Database  # noqa: PLC0415 - one of the two is enough

        return Database(where, begin=begin)
    from records.postgresql import PostgreSQL  # noqa: PLC0415 - see above

    return PostgreSQL(where, begin=begin)
