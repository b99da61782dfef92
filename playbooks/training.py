"""A stand-in for a vault, in training: secrets of hosts as files of a folder. `doctor` names it as such."""

from pathlib import Path
from typing import Final

from playbooks import codes
from zhengyun.errors import ZhengyunError
from zhengyun.keyed import SHORTEST, fresh, keyed

KEY: Final = ".key"


class FolderSecrets:
    """Each secret the one line of a file that is called as it is; the key of their digests lies beside them."""

    training = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def digest(self, name: str) -> str:
        """The keyed digest of a secret. Raises: ZhengyunError (ZY-HOST-032, ZY-HOST-042)."""
        return keyed(self._key(), name, self.value(name))

    def value(self, name: str) -> str:
        """The secret. Raises: ZhengyunError (ZY-HOST-032, ZY-HOST-042)."""
        file = self._folder.joinpath(*name.split("/"))
        if not file.resolve().is_relative_to(self._folder.resolve()) or file.name.startswith("."):
            raise ZhengyunError(codes.NO_SECRET, name=name, where=self._folder)
        try:
            found = file.read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise ZhengyunError(codes.NO_SECRET, name=name, where=self._folder) from error
        if not found:
            raise ZhengyunError(codes.NO_SECRET, name=name, where=file)
        if len(found) < SHORTEST:
            raise ZhengyunError(codes.SHORT_SECRET, name=name, file=file, least=SHORTEST)
        return found

    def _key(self) -> str:
        file = self._folder / KEY
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(fresh(), "ascii")
        return file.read_text("ascii")
