"""Programs and libraries of Debian's packages, unpacked beside what else the lab caches.

Nothing is installed, and no administrator is needed: apt-get checks the packages as it always does, and only their files are taken.
"""

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from lab import codes
from lab.files import private_directory, remove_tree
from lab.openstack.turn import hold
from lab.place import Place, cache
from lab.progress import Progress, Tell
from zhengyun.errors import N_, ZhengyunError

BRIEF: Final = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20")
SECONDS: Final = 180


def unpacked(
    place: Place,
    packages: Sequence[str],
    needed: Sequence[str],
    tell: Tell,
    variables: Mapping[str, str] = os.environ,
) -> Path:
    """The folder of these packages' files, as below `/`; downloaded the first time. `needed` are names of files that must be in it.

    Raises: ZhengyunError ZY-LAB-021 where they cannot be had, ZY-LAB-011 where the cache cannot be written.
    """
    directory = private_directory(cache(variables, place.root)) / f"{packages[0]}-{platform.machine()}"
    with hold(directory.with_name(f"{directory.name}.lock"), tell):
        if not _whole(directory, needed):
            named = ", ".join(packages)
            tell(Progress("", N_("packages of Debian: downloading {packages}"), {"packages": named}, 0, 0))
            _unpack(directory, packages, needed)
    return directory


def found(directory: Path, name: str) -> Path | None:
    """The file of that name in an unpacked folder, no link to one."""
    return next((file for file in sorted(directory.rglob(name)) if file.is_file() and not file.is_symlink()), None)


def _whole(directory: Path, needed: Sequence[str]) -> bool:
    return all(found(directory, name) for name in needed)


def _unpack(directory: Path, packages: Sequence[str], needed: Sequence[str]) -> None:
    """Download the packages and unpack them, whole or not at all."""
    fresh = directory.with_name(f"{directory.name}.part")
    remove_tree(fresh)
    for one in ("lists/partial", "archives/partial"):
        (fresh / one).mkdir(parents=True)
    # The machine's lists of packages may be empty, as in most containers: then some of our own are made beside.
    own = ("-o", f"Dir::State::Lists={fresh}/lists", "-o", f"Dir::Cache={fresh}", "-o", "Debug::NoLocking=true")
    problem = _run(fresh, "apt-get", "-qq", *BRIEF, "download", *packages)
    if problem:
        problem = _run(fresh, "apt-get", "-qq", *BRIEF, *own, "update")
        problem = problem or _run(fresh, "apt-get", "-qq", *BRIEF, *own, "download", *packages)
    for archive in fresh.glob("*.deb"):
        problem = problem or _run(fresh, "dpkg-deb", "-x", str(archive), "root")
    if problem or not _whole(fresh, needed):
        raise ZhengyunError(codes.NO_PACKAGE, packages=", ".join(packages), problem=problem or f"{', '.join(needed)}?")
    remove_tree(directory)
    (fresh / "root").rename(directory)
    remove_tree(fresh)


def _run(directory: Path, *command: str) -> str:
    """Run a command there; what it says where it fails, or nothing."""
    try:
        subprocess.run(
            command,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    except subprocess.CalledProcessError as failed:
        return str(failed.stderr).strip() or str(failed)
    except (OSError, subprocess.TimeoutExpired) as failed:
        return str(failed)
    return ""
