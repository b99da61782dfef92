"""With what devices are entered: from files, to look (and in training to change), or as a vault lends it for a change."""

import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from network import codes
from remote.identities import identity
from remote.port import Identity
from zhengyun.errors import ZhengyunError
from zhengyun.estate.devices import Device
from zhengyun.secret import Secret

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
PASSWORD: Final = "password"  # noqa: S105 - the word, not the secret


class InFiles:
    """A key for devices that take keys, and a folder with a file for each name that devices have under `secret`."""

    def __init__(self, key: Path | None, folder: Path, settings: Path) -> None:
        self._key, self._folder, self._settings = key, folder, settings

    def login(self, device: Device) -> Identity:
        """As whom a device is entered, and with what.

        Raises: ZhengyunError (ZY-NET-226, ZY-NET-227, ZY-SSH-011).
        """
        if device.secret:
            return self._by_password(device)
        if self._key is None:
            raise ZhengyunError(codes.NO_NET, file=self._settings, device=device.name)
        return identity(device.user, self._key)

    def _by_password(self, device: Device) -> Identity:
        """The one line of a file is a password; of two the first is whose it is."""
        lines = _private(self._folder.joinpath(*device.secret.split("/")), self._folder).splitlines()
        if not lines or len(lines) > 2 or not all(lines):
            raise ZhengyunError(codes.NO_LOGIN, name=device.secret, where=self._folder, device=device.name)
        user = lines[0] if len(lines) == 2 else device.user
        return Identity(user, Secret({PASSWORD: lines[-1]}))


class Lent:
    """What a vault lends for a change: `value` has the secret of a name, `key` what certificate and key are called; each is had once."""

    def __init__(self, value: Callable[[str], str], key: Callable[[], Secret]) -> None:
        self._value, self._key = value, key
        self._had: Secret | None = None
        # Devices are entered side by side, and what is asked for twice is not opened twice.
        self._alone = threading.Lock()

    def login(self, device: Device) -> Identity:
        """As whom a device is entered, and with what.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 057, 070, 100, 102).
        """
        with self._alone:
            if device.secret:
                return Identity(device.user, Secret({PASSWORD: self._value(device.secret)}))
            if self._had is None:
                self._had = self._key()
            return Identity(device.user, self._had)


class Nobody:
    """For whoever only looks: nothing is changed with it."""

    def login(self, device: Device) -> Identity:
        """Nothing. Raises: ZhengyunError (ZY-NET-228)."""
        raise ZhengyunError(codes.NOT_LENT, device=device.name)


def _private(file: Path, folder: Path) -> str:
    """What stands in a file that nobody else can read; nothing where there is none, or others can."""
    try:
        found = file.stat()
        own = stat.S_ISREG(found.st_mode) and not found.st_mode & OTHERS and found.st_uid == os.geteuid()
        if not own or not file.resolve().is_relative_to(folder.resolve()):
            return ""
        return file.read_text("utf-8")
    except (OSError, ValueError):
        return ""
