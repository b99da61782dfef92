"""What `bench hosts` runs in the network of a management host: connections and one command, three ways by turns; prints JSON."""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import asyncssh

from bench.measure import Timed, call, middle
from remote.connecting import SshConnector
from remote.identities import certificate_of, identity
from remote.openssh import known_hosts, options
from remote.port import Target

USER: Final = "zy-look"
COMMAND: Final = "echo here"
ROUNDS: Final = 9


def main() -> None:
    """Measure with the targets that are read as JSON: [[name, address, port, key], ...]; the words are ssh's path and the key's file."""
    ssh, key = sys.argv[1], Path(sys.argv[2])
    targets = [Target(*one) for one in json.load(sys.stdin)]
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known_hosts"
        known.write_text(known_hosts(targets), "utf-8")
        print(json.dumps({name: list(_told(times)) for name, times in _measured(ssh, key, targets, known).items()}))


def _told(times: Sequence[Timed]) -> tuple[float, float, float]:
    """Median seconds on the clock, the slowest, and median seconds of the processor."""
    mid = middle(times)
    return mid.wall, max(one.wall for one in times), mid.cpu


def _measured(ssh: str, key: Path, targets: Sequence[Target], known: Path) -> dict[str, list[Timed]]:
    connector = SshConnector(identity(USER, key))
    ways: dict[str, Callable[[], None]] = {
        "remote": lambda: _ours(connector, targets),
        "asyncssh, plain": lambda: asyncio.run(_plain(key, targets, known)),
        "OpenSSH, a process a host": lambda: _processes([ssh, *options(known), "-i", str(key)], targets),
    }
    times: dict[str, list[Timed]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(call(way))
    return times


def _ours(connector: SshConnector, targets: Sequence[Target]) -> None:
    assert all(one.ok for one in connector.run_all(targets, COMMAND))


async def _plain(key: Path, targets: Sequence[Target], known: Path) -> None:
    async def one(target: Target) -> None:
        keys = [(str(key), str(certificate_of(key)))]
        where = {"known_hosts": str(known), "config": None, "agent_path": None}
        async with asyncssh.connect(
            target.address, target.port, username=USER, client_keys=keys, **where
        ) as connection:
            await connection.run(COMMAND, check=True)

    await asyncio.gather(*map(one, targets))


def _processes(words: Sequence[str], targets: Sequence[Target]) -> None:
    running = [
        subprocess.Popen([*words, "-p", str(one.port), f"{USER}@{one.address}", COMMAND], stdout=subprocess.DEVNULL)
        for one in targets
    ]
    codes = [one.wait() for one in running]
    assert not any(codes)


if __name__ == "__main__":
    main()
