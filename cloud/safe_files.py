"""A folder of credentials: one file each, in the form of clouds.yaml, which nobody but its owner can read."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cloud import codes
from cloud.safe import Entry
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address

# SITE/TENANT/USER below the folder itself: each is made for its owner alone.
DEPTH: Final = 4
# What the entry is called; the same in every file, so that a service's own settings need not change with its credential.
NAME: Final = "openstack"


@dataclass(frozen=True)
class FileSafe:
    """Files SITE/TENANT/USER/CREDENTIAL.yaml in a folder: OS_CLIENT_CONFIG_FILE names one, with OS_CLOUD=openstack."""

    folder: Path

    def keep(self, thing: Address, entry: Entry) -> None:
        """Write a new file, and see it on the disk.

        Raises: ZhengyunError (ZY-CLOUD-101).
        """
        file = self.file(thing)
        text = "\n".join((f"# {thing}: made by zhengyun.", "clouds:", f"  {NAME}:", *_lines(entry, "    "), ""))
        try:
            for folder in reversed(file.parents[:DEPTH]):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise ZhengyunError(codes.NOT_KEPT, thing=thing, file=file, problem=error.strerror or str(error)) from error

    def forget(self, thing: Address) -> None:
        """Remove the file.

        Raises: ZhengyunError (ZY-CLOUD-101).
        """
        file = self.file(thing)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise ZhengyunError(codes.NOT_KEPT, thing=thing, file=file, problem=error.strerror or str(error)) from error

    def file(self, thing: Address) -> Path:
        """Where a credential's file lies."""
        return self.folder / thing.site / f"{thing.path}.yaml"


def _lines(entry: Entry, indent: str) -> Iterator[str]:
    """Every value as JSON, which is YAML too."""
    for name, value in entry.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{name}: {json.dumps(value)}"
