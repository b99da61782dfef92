"""The lab's vault: bring it up, look at it, take it down. It comes up sealed, and empty the first time: opening it is its keepers'."""

import hashlib
import http.client
import json
import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lab import codes
from lab.files import read_json, remove_tree, write_private
from lab.openstack import ports, supervisor, tls
from lab.openstack.services import ADDRESS
from lab.openstack.supervisor import Launch, Record
from lab.openstack.tls import Material
from lab.openstack.turn import Turn, turn
from lab.place import Place
from lab.progress import Progress, Tell, silent
from lab.vault import installed
from lab.vault.place import VaultPlace, Wanted
from zhengyun.errors import N_, ZhengyunError

# In seconds.
STARTS: Final = 120
LOOKS: Final = 5
POLL: Final = 0.05
CLIENTS, CLUSTER = "vault", "vault-cluster"

Render = Callable[[Wanted], str]


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What the vault says of itself; `address` is empty before its first start, `pid` 0 where no process runs."""

    address: str
    pid: int
    answering: bool
    version: str = ""
    begun: bool = False
    sealed: bool = True

    @property
    def up(self) -> bool:
        """Whether it answers."""
        return self.answering


def up(place: Place, render: Render, material: Material | None = None, *, tell: Tell = silent) -> VaultStatus:
    """Start the vault where it does not run, and return when it answers; one that runs with other settings is started anew.

    With `material` it speaks TLS from now on, and a certificate after another is shown without a new start.

    Raises: ZhengyunError ZY-LAB-001, -007, -010, -011, -030 to -035, -040 to -043.
    """
    if material:
        tls.check(material)
    with turn(place, tell) as held:
        own = VaultPlace.of(place)
        own.make()
        program = installed.ensure(place, tell)
        supervisor.shorten(own.log)
        if material:
            _keep(own, material)
        _start(own, program, render, held, tell)
    return status(place)


def down(place: Place, *, tell: Tell = silent) -> None:
    """End the vault's process; what is in it stays, sealed.

    Raises: ZhengyunError ZY-LAB-010, -011, -043.
    """
    with turn(place, tell):
        _end(VaultPlace.of(place), tell)


def empty(place: Place, *, tell: Tell = silent) -> None:
    """End the vault's process and remove what is in it; ports, certificate and logs stay.

    Raises: as `down`.
    """
    with turn(place, tell):
        own = VaultPlace.of(place)
        _end(own, tell)
        remove_tree(own.storage)


def destroy(place: Place, *, tell: Tell = silent) -> None:
    """End the vault's process and remove everything of it.

    Raises: as `down`.
    """
    with turn(place, tell):
        own = VaultPlace.of(place)
        _end(own, tell)
        remove_tree(own.root)


def status(place: Place) -> VaultStatus:
    """How the vault stands, without waiting for a command that changes the lab."""
    own = VaultPlace.of(place)
    record = supervisor.read_record(own.record)
    pid = record.pid if record and supervisor.alive(record) else 0
    known = _kept(own)
    if not known:
        return VaultStatus("", pid, False)
    wanted = _wanted(own, known)
    said = _health(wanted) if pid else None
    if said is None:
        return VaultStatus(wanted.address, pid, False)
    return VaultStatus(
        wanted.address, pid, True, str(said.get("version", "")), bool(said["initialized"]), bool(said["sealed"])
    )


def _keep(own: VaultPlace, material: Material) -> None:
    write_private(own.roots, material.roots)
    write_private(own.key, material.key)
    write_private(own.certificate, material.chain)


def _kept(own: VaultPlace) -> Mapping[str, int]:
    """Both ports, or none before the first start; what is damaged counts as lost, and others are found."""
    with suppress(ValueError, TypeError, KeyError):
        found = read_json(own.kept) or {}
        return {name: int(str(found[name])) for name in (CLIENTS, CLUSTER)}
    return {}


def _wanted(own: VaultPlace, known: Mapping[str, int]) -> Wanted:
    listen, cluster = (f"{ADDRESS}:{known[one]}" for one in (CLIENTS, CLUSTER))
    return Wanted(own, listen, cluster, own.certificate.exists())


def _start(own: VaultPlace, program: Path, render: Render, held: Turn, tell: Tell) -> None:
    record, known = supervisor.read_record(own.record), _kept(own)
    if record and supervisor.alive(record) and known:
        wanted = _wanted(own, known)
        if record.digest == _digest(render(wanted), program):
            # It reads its certificate again.
            os.kill(record.pid, signal.SIGHUP)
            _await(own, wanted, record)
            return
    _end(own, tell)
    _await(own, *_launch(own, program, render, held, tell))


def _launch(own: VaultPlace, program: Path, render: Render, held: Turn, tell: Tell) -> tuple[Wanted, Record]:
    # It takes no sockets that listen already; somebody may come between, and then it says so and ends.
    sockets = ports.claim((CLIENTS, CLUSTER), _kept(own), seed=str(own.root))
    known = ports.numbers(sockets)
    ports.close(sockets)
    write_private(own.kept, json.dumps(known) + "\n")
    wanted = _wanted(own, known)
    text = render(wanted)
    write_private(own.configuration, text)
    launch = Launch(
        command=[str(program), "server", f"-config={own.configuration}"],
        environment={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "HOME": str(own.root)},
        directory=own.root,
        record=own.record,
        log=own.log,
        digest=_digest(text, program),
    )
    tell(Progress("", N_("starting the vault"), {}, 0, 0))
    return wanted, supervisor.start(launch, (), held.descriptor)


def _await(own: VaultPlace, wanted: Wanted, record: Record) -> None:
    ends = time.monotonic() + STARTS
    while _health(wanted) is None:
        if not supervisor.alive(record):
            raise ZhengyunError(codes.VAULT_DIED, log=own.log, lines=supervisor.last_lines(own.log))
        if time.monotonic() > ends:
            raise ZhengyunError(codes.VAULT_NO_ANSWER, address=wanted.address, seconds=STARTS, log=own.log)
        time.sleep(POLL)


def _end(own: VaultPlace, tell: Tell) -> None:
    record = supervisor.read_record(own.record)
    if record and supervisor.alive(record):
        tell(Progress("", N_("ending {processes}"), {"processes": CLIENTS}, 0, 0))
        if supervisor.stop([record]):
            raise ZhengyunError(codes.VAULT_WILL_NOT_END, pid=record.pid)
    own.record.unlink(missing_ok=True)


def _digest(text: str, program: Path) -> str:
    return hashlib.sha256(f"{program}\n{text}".encode()).hexdigest()


def _health(wanted: Wanted) -> Mapping[str, Any] | None:
    """What it says of itself; None where it does not."""
    with suppress(OSError, ValueError, http.client.HTTPException):
        line = (
            http.client.HTTPSConnection(wanted.listen, timeout=LOOKS, context=tls.trusting(wanted.place.roots))
            if wanted.tls
            else http.client.HTTPConnection(wanted.listen, timeout=LOOKS)
        )
        line.request("GET", "/v1/sys/health?sealedcode=200&uninitcode=200&standbyok=true")
        said = json.loads(line.getresponse().read())
        line.close()
        return said if "initialized" in said else None
    return None
