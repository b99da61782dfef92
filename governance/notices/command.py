"""A command that is handed each notice as JSON on stdin."""

import subprocess
from collections.abc import Sequence

from governance.notices.notice import Notice
from governance.notices.port import NoticeError


class CommandMessenger:
    """Runs a command, without a shell; it has so many seconds, and ends with 0 where it has told what it was given."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        self._command, self._seconds = tuple(command), seconds

    @property
    def name(self) -> str:
        """The command's own name; its arguments may hold a secret."""
        return f"command {self._command[0]}"

    def send(self, notice: Notice) -> None:
        """Hand the notice over.

        Raises: NoticeError.
        """
        try:
            done = subprocess.run(
                self._command, input=notice.document() + b"\n", capture_output=True, timeout=self._seconds, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NoticeError(f"no end within {self._seconds:g} s") from error
        except OSError as error:
            raise NoticeError(error.strerror or str(error)) from error
        if done.returncode:
            raise NoticeError(f"exit code {done.returncode}")
