"""A real sshd on the loopback, the machine's own or Debian's, for tests that let somebody in by a certificate, or not."""

import getpass
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from lab import codes
from lab.place import Place
from lab.progress import silent
from lab.ssh.programs import Programs, ensure
from zhengyun.errors import ZhengyunError

ME: Final = getpass.getuser()
SECONDS: Final = 240
CONFIG: Final = """\
Port {port}
ListenAddress 127.0.0.1
PidFile none
AuthorizedKeysFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes no
PermitRootLogin prohibit-password
LogLevel VERBOSE
"""


@dataclass
class Machine:
    """A machine with sshd on a port of its own, and somebody's key."""

    folder: Path
    port: int
    log: Path
    ssh: Path
    process: int = 0

    def login(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Try to get in with the key and the certificate beside it."""
        options = (
            "BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "GlobalKnownHostsFile=/dev/null",
            f"UserKnownHostsFile={self.folder}/known_hosts", "ConnectTimeout=20",
        )  # fmt: skip
        words = [str(self.ssh), "-F", "none", "-i", str(self.folder / "id"), "-p", str(self.port)]
        words += [word for one in options for word in ("-o", one)]
        return subprocess.run(
            [*words, *more, f"{ME}@127.0.0.1", "echo", "let in"],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    def gets_in(self) -> bool:
        """Whether he got in."""
        return self.login().stdout == "let in\n"


def programs(folder: Path) -> Programs:
    """The programs of OpenSSH; without them the test is skipped, and says what is missing."""
    if pwd.getpwnam(ME).pw_shell.endswith(("/nologin", "/false")):
        pytest.skip(f"{ME} has no shell that sshd could start; to run it: as somebody who can log in")
    try:
        return ensure(Place(folder), silent)
    except ZhengyunError as error:
        if error.code is codes.NO_PACKAGE:
            pytest.skip(f"no sshd, and it cannot be downloaded: {error}; to run it: apt-get install openssh-server")
        raise


@contextmanager
def serving(found: Programs, folder: Path, *lines: str) -> Iterator[Machine]:
    """A server that is set up by these lines of sshd_config, and nothing besides; the folder has the keys of machine and user."""
    port = _free()
    (folder / "sshd_config").write_text(CONFIG.format(port=port) + "".join(f"{line}\n" for line in lines))
    with (folder / "log").open("w") as log:
        words = [str(found.sshd), "-D", "-e", "-f", str(folder / "sshd_config")]
        process = subprocess.Popen(words, stderr=log, env=dict(found.variables))
        try:
            _listening(process, port, folder / "log")
            yield Machine(folder, port, folder / "log", found.ssh, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(log.read_text())
