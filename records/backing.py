"""Backing up the records, and putting a backup in their place, wherever they are."""

from pathlib import Path
from typing import Any

from records.restore import Alive


def backup(where: Path | str, target: Path) -> dict[str, Any]:
    """Back up; returns the manifest.

    Raises: ZhengyunError (ZY-REC-*).
    """
    if isinstance(where, Path):
        from records.backup import backup as of_file  # noqa: PLC0415 - one of the two is enough

        return of_file(where, target)
    from records.postgresql_backup import backup as of_server  # noqa: PLC0415 - see above

    return of_server(where, target)


def restore(target: Path, where: Path | str, *, allow_older: bool, alive: Alive) -> dict[str, Any]:
    """Put a whole backup in the place of a file, or into an empty database of a server; returns its manifest, with `kept`.

    Raises: ZhengyunError (ZY-REC-*).
    """
    if isinstance(where, Path):
        from records.restore import restore as to_file  # noqa: PLC0415 - see above

        return to_file(target, where, allow_older=allow_older, alive=alive)
    from records.postgresql_backup import restore as to_server  # noqa: PLC0415 - see above

    return to_server(target, where)
