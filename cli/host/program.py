"""The program itself: whoever can alter a file of it acts as the executor, whatever sudo says."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cli.host.texts import PATHS
from cli.host.wanted import Programs

# How many are told.
FEW: Final = 5


def programs() -> Programs:
    """This program's own command, and that of OpenBao in the same environment or where administrators put theirs."""
    beside = Path(sys.prefix, "bin", "bao")
    return Programs(str(Path(sys.prefix, "bin", "zhengyun")), str(beside) if beside.exists() else "/usr/local/bin/bao")


def alterable() -> list[str]:
    """The first few files and directories of the program that somebody else than root can alter."""
    import cli

    # Where sudo finds the program, and the program whatever it runs by name.
    named = {one for one in map(Path, PATHS.split(":")) if one.is_dir()}
    folders = {Path(sys.prefix), Path(sys.base_prefix, "bin"), *named, *(Path(one) for one in cli.__path__)}
    code = Path(cli.__path__[0]).parent
    whole = sorted({Path(sys.prefix), *(code / name for name in _rooms(code))})
    found = []
    for one in (*_above({*folders, *whole}), *(inner for folder in whole for inner in _below(folder))):
        # The lock of who made the environment is nothing that is run.
        if one != Path(sys.prefix, ".lock") and _open(one):
            found.append(str(one))
            if len(found) == FEW:
                break
    return found


def closed() -> list[str]:
    """The directories on the way to the program that others than their owner cannot enter: the executor could not start it."""
    ways = _above({Path(sys.prefix, "bin"), Path(sys.base_prefix, "bin")})
    return [str(one) for one in ways if not one.is_symlink() and not one.stat().st_mode & stat.S_IXOTH]


def _rooms(code: Path) -> Iterator[str]:
    # What cannot be imported by its name is none, and may be closed to whoever looks.
    return (one.name for one in code.iterdir() if one.name.isidentifier() and (one / "__init__.py").exists())


def _above(folders: set[Path]) -> Iterator[Path]:
    """Every directory on the way to these, and where links on it lead."""
    ways = {part for folder in folders for way in (folder, folder.resolve()) for part in (way, *way.parents)}
    return iter(sorted(ways))


def _below(folder: Path) -> Iterator[Path]:
    for where, directories, files in os.walk(folder):
        yield from (Path(where, name) for name in (*directories, *files))


def _open(path: Path) -> bool:
    """Whether somebody else than root may write there; in a sticky directory nobody alters what is root's."""
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        return found.st_uid != 0
    sticky = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
    by_group = found.st_mode & stat.S_IWGRP and found.st_gid != 0
    return found.st_uid != 0 or bool((by_group or found.st_mode & stat.S_IWOTH) and not sticky)
