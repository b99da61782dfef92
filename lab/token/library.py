"""The library of SoftHSM2: the machine's own, or the one that Debian's package brings, unpacked beside what else the lab caches.

Nothing is installed, and no administrator is needed: apt-get checks the package as it always does, and only the file is taken.
"""

import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lab import codes
from lab.files import private_directory, remove_tree
from lab.openstack.turn import hold
from lab.place import Place, cache
from lab.progress import Progress, Tell
from zhengyun.errors import N_, ZhengyunError

NAME: Final = "libsofthsm2.so"
PACKAGE: Final = "libsofthsm2"
USUAL: Final = (
    "/usr/lib/softhsm",
    "/usr/lib/*/softhsm",
    "/usr/lib*/pkcs11",
    "/usr/local/lib/softhsm",
    "/usr/lib*/softhsm",
)
BRIEF: Final = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20")
SECONDS: Final = 180


def ensure(place: Place, tell: Tell, variables: Mapping[str, str] = os.environ) -> Path:
    """The library; the first time, where the machine has none, 250 kB are downloaded.

    Raises: ZhengyunError ZY-LAB-018 where it cannot be had, ZY-LAB-011 where the cache cannot be written.
    """
    machines = installed()
    if machines:
        return machines
    directory = private_directory(cache(variables, place.root)) / f"{PACKAGE}-{platform.machine()}"
    with hold(directory.with_suffix(".lock"), tell):
        if not _found(directory):
            tell(Progress("", N_("the token's library: downloading {package}"), {"package": PACKAGE}, 0, 0))
            _unpack(directory)
    return _there(directory, "")


def installed() -> Path | None:
    """The library that the machine has, if it has one."""
    found = (file for pattern in USUAL for file in Path("/").glob(f"{pattern[1:]}/{NAME}"))
    return next(found, None)


def _unpack(directory: Path) -> None:
    """Download the package and unpack it, whole or not at all."""
    fresh = directory.with_suffix(".part")
    remove_tree(fresh)
    for one in ("lists/partial", "archives/partial"):
        (fresh / one).mkdir(parents=True)
    # The machine's lists of packages may be empty, as in most containers: then some of our own are made beside.
    own = ("-o", f"Dir::State::Lists={fresh}/lists", "-o", f"Dir::Cache={fresh}", "-o", "Debug::NoLocking=true")
    problem = _run(fresh, "apt-get", "-qq", *BRIEF, "download", PACKAGE)
    if problem:
        problem = _run(fresh, "apt-get", "-qq", *BRIEF, *own, "update")
        problem = problem or _run(fresh, "apt-get", "-qq", *BRIEF, *own, "download", PACKAGE)
    for archive in fresh.glob("*.deb"):
        problem = problem or _run(fresh, "dpkg-deb", "-x", str(archive), "root")
    _there(fresh, problem)
    remove_tree(directory)
    (fresh / "root").rename(directory)
    remove_tree(fresh)


def _there(directory: Path, problem: str) -> Path:
    found = _found(directory)
    if not found:
        raise ZhengyunError(codes.NO_TOKEN_LIBRARY, problem=problem or f"{PACKAGE}: {NAME}?")
    return found


def _found(directory: Path) -> Path | None:
    return next((file for file in sorted(directory.rglob(NAME)) if file.is_file() and not file.is_symlink()), None)


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
