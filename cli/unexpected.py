"""What no command foresaw, as an error that a person can pass on: a line, and the whole of it in a file."""

import os
import tempfile
import traceback

from cli import codes
from zhengyun.errors import ZhengyunError


def told(error: Exception) -> ZhengyunError:
    """The error in a line; its traceback goes to a file that only its owner can read."""
    problem = f"{type(error).__name__}: {error}".strip().splitlines()[0]
    return ZhengyunError(codes.UNEXPECTED, problem=problem, file=_kept("".join(traceback.format_exception(error))))


def _kept(trace: str) -> str:
    try:
        descriptor, file = tempfile.mkstemp(prefix="zhengyun-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(trace)
    except OSError:
        return "-"
    return file
