"""Reading and writing the files that commands are given by name."""

import os
import tempfile
from pathlib import Path

from cli import codes
from zhengyun.errors import ZhengyunError


def read(file: Path, most: int = 0) -> bytes:
    """The file's content; of a foreign one not more than `most` bytes, where that is given.

    Raises: ZhengyunError (ZY-CLI-006, ZY-CLI-031: it is larger).
    """
    try:
        if not most:
            return file.read_bytes()
        with file.open("rb") as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise ZhengyunError(codes.TOO_LARGE, file=file, most=_size(most))
        return content
    except OSError as error:
        raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
    except ValueError as error:
        # A name with a NUL in it, out of a table or from elsewhere.
        raise ZhengyunError(codes.NOT_A_FILE, file=repr(str(file)), problem=str(error)) from error


def _size(most: int) -> str:
    """A bound in the largest unit of which it is whole: rounded down it might be nothing."""
    unit, size = next(one for one in (("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)) if most % one[1] == 0)
    return f"{most // size} {unit}"


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
