"""OpenBao's authority on this machine, to be measured against: one server on raft storage, and clients that keep their connections.

It has an environment of its own (`requirements/vault.txt`), keeps every certificate that it issues, and writes no audit log here,
so that it has less to do than we.
"""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any, Final

from bench.measure import Timed
from lab.place import Place

REQUIREMENTS: Final = Path(__file__).resolve().parent.parent / "requirements" / "vault.txt"
CLIENTS: Final = 8
# In seconds.
STARTS: Final = 60
ROLE: Final = {
    "allow_any_name": True,
    "enforce_hostnames": False,
    "key_type": "any",
    "max_ttl": "8760h",
    "server_flag": True,
    "generate_lease": False,
}


class Bao:
    """A server that issues."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port, self.token = process, port, ""

    def call(self, method: str, path: str, body: Any, connection: http.client.HTTPConnection | None = None) -> Any:
        """One call of its interface."""
        line = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request(method, f"/v1/{path}", json.dumps(body), {"X-Vault-Token": self.token})
        answer = line.getresponse()
        data = answer.read()
        assert answer.status < 300, (path, answer.status, data[:500])
        return json.loads(data) if data else None

    def begin(self) -> None:
        """Open it, make a root on P-256, and a role that takes any name."""
        made = self.call("PUT", "sys/init", {"secret_shares": 1, "secret_threshold": 1})
        self.token = made["root_token"]
        self.call("PUT", "sys/unseal", {"key": made["keys"][0]})
        ends = time.monotonic() + STARTS
        while True:
            try:
                self.call("POST", "sys/mounts/pki", {"type": "pki", "config": {"max_lease_ttl": "87600h"}})
                break
            except AssertionError:
                # It takes a moment to become the leader of one.
                assert time.monotonic() < ends
                time.sleep(0.1)
        root = {"common_name": "City Root", "key_type": "ec", "key_bits": 256, "ttl": "87600h"}
        self.call("POST", "pki/root/generate/internal", root)
        self.call("POST", "pki/roles/server", ROLE)

    def issue(self, requests: Sequence[str]) -> Timed:
        """Certificates for all of these, by several clients at once; the processor's time is the server's alone."""
        cpu, wall = self._cpu(), time.perf_counter()
        clients = [Thread(target=self._client, args=(requests[one::CLIENTS],)) for one in range(CLIENTS)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        return Timed(time.perf_counter() - wall, self._cpu() - cpu)

    def _client(self, requests: Sequence[str]) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for one in requests:
            made = self.call("POST", "pki/sign/server", {"csr": one, "ttl": "8000h"}, line)
            assert "BEGIN CERTIFICATE" in made["data"]["certificate"]

    def _cpu(self) -> float:
        return cpu_of(self.process.pid)


def cpu_of(pid: int) -> float:
    """The processor's time that a process has had, in seconds: proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def openbao(folder: Path) -> Iterator[Bao]:
    """A server in a folder, which is stopped in the end."""
    port, cluster = free_port(), free_port()
    (folder / "raft").mkdir()
    configuration = {
        "storage": {"raft": {"path": str(folder / "raft"), "node_id": "bench"}},
        "listener": {"tcp": {"address": f"127.0.0.1:{port}", "tls_disable": True}},
        "api_addr": f"http://127.0.0.1:{port}",
        "cluster_addr": f"http://127.0.0.1:{cluster}",
        "ui": False,
    }
    (folder / "bao.json").write_text(json.dumps(configuration))
    with (folder / "bao.log").open("wb") as told:
        words = [str(_program()), "server", f"-config={folder / 'bao.json'}"]
        process = subprocess.Popen(words, stdout=told, stderr=subprocess.STDOUT, cwd=folder)
        try:
            listening(process, port, folder / "bao.log")
            found = Bao(process, port)
            found.begin()
            yield found
        finally:
            process.terminate()
            process.wait()


def listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait until a server takes connections."""
    ends = time.monotonic() + STARTS
    while time.monotonic() < ends:
        assert process.poll() is None, log.read_text()[-2000:]
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text()[-2000:])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _program() -> Path:
    """The program, which the server takes the place of; installed anew only where another version is wanted."""
    place, wanted = Place.of().root / "openbao", REQUIREMENTS.read_text("utf-8")
    made = place / "made"
    if not made.exists() or made.read_text("utf-8") != wanted:
        print("\n(installing OpenBao)", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(REQUIREMENTS)]
        subprocess.run(pip, check=True)
        made.write_text(wanted, "utf-8")
    return place / "bin" / "bao"
