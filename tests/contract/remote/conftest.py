"""Every driver of `remote`, in its turn."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lab.ssh.programs import Programs
from tests.contract.remote.hand import Hand, Keys, RealHand, SimulatedHand
from tests.sshd import ME, programs, serving


@pytest.fixture(scope="module")
def openssh(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    """The programs of OpenSSH."""
    return programs(tmp_path_factory.mktemp("lab"))


@pytest.fixture(scope="module")
def keys(openssh: Programs, tmp_path_factory: pytest.TempPathFactory) -> Keys:
    """Pairs of keys; mine is certified for my account."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("host", "other", "me", "stranger", "authority"):
        subprocess.run([openssh.keygen, "-q", "-N", "", "-t", "ed25519", "-f", folder / name], check=True)
    words = [str(openssh.keygen), "-q", "-s", str(folder / "authority"), "-I", "me", "-n", ME, str(folder / "me.pub")]
    subprocess.run(words, check=True)
    return Keys(folder)


@pytest.fixture(scope="module", params=("simulated", pytest.param("sshd", marks=pytest.mark.slow)))
def hand(request: pytest.FixtureRequest, keys: Keys) -> Iterator[Hand]:
    """Each driver in its turn."""
    if request.param == "simulated":
        yield SimulatedHand(keys)
        return
    found: Programs = request.getfixturevalue("openssh")
    folder: Path = request.getfixturevalue("tmp_path_factory").mktemp("sshd")
    lines = (
        f"HostKey {keys.folder / 'host'}",
        f"TrustedUserCAKeys {keys.folder / 'authority.pub'}",
        "MaxStartups 100:30:200",
    )
    with serving(found, folder, *lines) as machine, closing(socket.create_server(("127.0.0.1", 0))) as mute:
        yield RealHand(keys, machine, mute)
