"""Reading and writing the files that commands are given by name."""

import os
import tempfile
from pathlib import Path

from cli import codes
from zhengyun.errors import ZhengyunError


def read(file: Path) -> bytes:
    """The file's content.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error


def write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; a link stays a link, and a device or pipe is written to and never replaced.

    Raises: ZhengyunError (ZY-CLI-006).
    """
    try:
        file = file.resolve()
        if file.exists() and not file.is_file():
            file.write_bytes(content)
            return
        descriptor, fresh = tempfile.mkstemp(dir=file.absolute().parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            Path(fresh).chmod(0o644)
            Path(fresh).replace(file)
        except OSError:
            Path(fresh).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
