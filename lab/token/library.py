"""The library of SoftHSM2: the machine's own, or the one that Debian's package brings."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lab import codes, packages
from lab.place import Place
from lab.progress import Tell
from zhengyun.errors import ZhengyunError

NAME: Final = "libsofthsm2.so"
PACKAGE: Final = "libsofthsm2"
USUAL: Final = (
    "/usr/lib/softhsm",
    "/usr/lib/*/softhsm",
    "/usr/lib*/pkcs11",
    "/usr/local/lib/softhsm",
    "/usr/lib*/softhsm",
)


def ensure(place: Place, tell: Tell, variables: Mapping[str, str] = os.environ) -> Path:
    """The library; the first time, where the machine has none, 250 kB are downloaded.

    Raises: ZhengyunError ZY-LAB-018 where it cannot be had, ZY-LAB-011 where the cache cannot be written.
    """
    machines = installed()
    if machines:
        return machines
    try:
        library = packages.found(packages.unpacked(place, (PACKAGE,), (NAME,), tell, variables), NAME)
    except ZhengyunError as error:
        if error.code is not codes.NO_PACKAGE:
            raise
        raise ZhengyunError(codes.NO_TOKEN_LIBRARY, problem=error.values["problem"]) from error
    assert library  # noqa: S101 - it is among what the folder must have
    return library


def installed() -> Path | None:
    """The library that the machine has, if it has one."""
    found = (file for pattern in USUAL for file in Path("/").glob(f"{pattern[1:]}/{NAME}"))
    return next(found, None)
