"""A vault whose audit log cannot be written any more: it does nothing, and we say why."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from lab.openstack import ports
from lab.place import Place
from lab.progress import silent
from lab.vault import installed
from tests.vaults import active, soon
from vault import codes
from vault.embedded import Embedded, render
from vault.server import HttpServer
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab

APART = ("unshare", "--mount", "--map-root-user") if shutil.which("unshare") else ()
SMALL = "256k"


@dataclass(frozen=True)
class Small:
    """A vault whose audit log lies on a small disk of its own, as it sees it, and its root token."""

    server: HttpServer
    root: str
    disk: Path

    def fill(self) -> None:
        """Leave no room on the disk."""
        with suppress(OSError), (self.disk / "filler").open("ab", buffering=0) as stream:
            while stream.write(b"x" * 4096) == 4096:
                pass
        with suppress(OSError), (self.disk / "filler").open("ab", buffering=0) as stream:
            while stream.write(b"x"):
                pass

    def clear(self) -> None:
        """Make room again."""
        (self.disk / "filler").unlink()


@contextmanager
def running(folder: Path) -> Iterator[Small]:
    """Such a vault, begun and open."""
    held = ports.claim(("vault", "cluster"), {}, seed=str(folder))
    clients, cluster = (f"127.0.0.1:{port}" for port in ports.numbers(held).values())
    ports.close(held)
    (folder / "raft").mkdir()
    (folder / "audit").mkdir()
    wanted = Embedded(clients, cluster, f"http://{clients}", folder / "raft", folder / "audit" / "audit.log")
    (folder / "vault.hcl").write_text(render(wanted))
    program = installed.ensure(Place(folder), silent)
    script = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && exec "$3" server "-config=$4"'
    words = [*APART, "sh", "-c", script, "sh", SMALL, folder / "audit", program, folder / "vault.hcl"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([str(one) for one in words], stdout=log, stderr=log)
    try:
        server = HttpServer(f"http://{clients}")
        soon(server.health)
        made = server.ask("PUT", "sys/init", {"secret_shares": 1, "secret_threshold": 1}).data
        server.ask("PUT", "sys/unseal", {"key": made["keys_base64"][0]})
        active(server)
        yield Small(server, made["root_token"], Path(f"/proc/{process.pid}/root{folder}/audit"))
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def apart(tmp_path: Path) -> None:
    """Mounts of one's own are possible here: as root, or with user namespaces."""
    words = [*APART, "mount", "-t", "tmpfs", "none", str(tmp_path)]
    if not APART or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("no mounts of one's own here; to run it: be root, or allow user namespaces")


@pytest.mark.usefixtures("apart")
def test_a_full_disk_under_the_audit_log_is_told_as_the_reason_and_passes_by_itself(tmp_path: Path) -> None:
    with running(tmp_path) as small:
        server, root = small.server, small.root
        server.ask("PUT", "sys/policies/acl/before", {"policy": 'path "a" { capabilities = ["read"] }'}, token=root)
        small.fill()
        for method, path, token in (
            ("GET", "sys/mounts", root),
            ("PUT", "sys/policies/acl/meanwhile", root),
            ("POST", "auth/token/create", root),
            ("GET", "sys/mounts", ""),
        ):
            with pytest.raises(ZhengyunError) as said:
                server.ask(method, path, {"policy": 'path "b" { capabilities = ["read"] }'}, token=token)
            assert said.value.code is codes.FULL, said.value
        assert not server.health().sealed
        small.clear()
        assert "sys/" in server.ask("GET", "sys/mounts", token=root).data
        # What it could not write down it has not done.
        with pytest.raises(ZhengyunError) as said:
            server.ask("GET", "sys/policies/acl/meanwhile", token=root)
        assert said.value.values["status"] == 404
