"""A witness behind a command: the offer goes to its stdin, its answer comes from its stdout, in bounded time and size."""

import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Final

from governance.witnessing import Reply
from zhengyun.errors import N_

# In seconds; a machine that does not answer in this time is not waited for.
PATIENCE: Final = 15.0
# A signature is a line of two hundred bytes.
MOST: Final = 1 << 16
TOO_LONG: Final = N_("it writes more than a signature")
TOO_LATE: Final = N_("no answer in time")


@dataclass(frozen=True)
class Command:
    """One witness's command, such as `ssh auditor zhengyun audit witness cosign`."""

    words: Sequence[str]
    seconds: float = PATIENCE

    def __call__(self, offer: str) -> Reply:
        """Run it once."""
        with tempfile.TemporaryFile() as given:
            given.write(offer.encode())
            given.seek(0)
            try:
                process = subprocess.Popen(
                    list(self.words),
                    stdin=given,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                )
            except OSError as error:
                return Reply(-1, "", problem=f"{self.words[0]}: {error.strerror or error}")
        with process:
            told, problem = self._read(process)
            if problem:
                # Its own session: what it started goes with it.
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            out, said = (told[stream].decode(errors="replace") for stream in (process.stdout, process.stderr))
        return Reply(process.returncode, out, said, problem)

    def _read(self, process: "subprocess.Popen[bytes]") -> tuple[Mapping[IO[bytes] | None, bytearray], str]:
        """What it writes until it ends, is late or writes too much; then why nothing more is read."""
        told: dict[IO[bytes] | None, bytearray] = {process.stdout: bytearray(), process.stderr: bytearray()}
        end = time.monotonic() + self.seconds
        with selectors.DefaultSelector() as selector:
            for stream in (process.stdout, process.stderr):
                if stream:
                    selector.register(stream, selectors.EVENT_READ, stream)
            while selector.get_map():
                ready = selector.select(max(0.0, end - time.monotonic()))
                if not ready:
                    return told, TOO_LATE
                for key, _ in ready:
                    some = os.read(key.fd, 4096)
                    told[key.data] += some
                    if not some:
                        selector.unregister(key.fileobj)
                    elif len(told[key.data]) > MOST:
                        return told, TOO_LONG
        try:
            process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            return told, TOO_LATE
        return told, ""
