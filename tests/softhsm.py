"""A token of SoftHSM2 for all tests of one process that ask for it. A library of PKCS#11 reads its configuration once a process."""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

from lab import codes
from lab.place import Place
from lab.progress import silent
from lab.token.begin import Token, begin
from zhengyun.errors import ZhengyunError

LABEL: Final = "政务云 town"
TWIN: Final = "twin"


def begun(place: Place, label: str) -> Token:
    """A token of the lab; without the library its tests are skipped, and say what is missing."""
    try:
        return begin(place, label, silent)
    except ZhengyunError as error:
        if error.code is codes.NO_TOKEN_LIBRARY:
            pytest.skip(f"no SoftHSM2, and it cannot be downloaded: {error}; to run them: apt-get install libsofthsm2")
        raise


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Token:
    """A token, and beside it two that have the same label."""
    root = tmp_path_factory.mktemp("tokens")
    made = begun(Place(root / "lab"), LABEL)
    for name in ("one", "other"):
        twin = Place(root / name)
        begun(twin, TWIN)
        for kept in (twin.root / "token" / "objects").iterdir():
            shutil.move(kept, root / "lab" / "token" / "objects" / kept.name)
    os.environ.update(made.variables)
    return made


def another(folder: Path, label: str = "other") -> Token:
    """A token of its own, for another process than this one."""
    return begun(Place(folder), label)
