"""One site, from whatever state it is in to a control plane that works."""

import socket
import time
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass

from lab import codes
from lab.openstack import kept, ports, processes, ready, state, tls
from lab.openstack.kept import Kept, Size
from lab.openstack.processes import Files
from lab.openstack.services import processes_with
from lab.openstack.supervisor import Record
from lab.openstack.work import Work
from lab.place import SitePlace
from zhengyun.errors import N_, ZhengyunError

Sockets = dict[str, socket.socket]


def boot(work: Work, size: Size | None, reserved: Collection[int]) -> None:
    """Start what does not run, make what is not there, and return when everything works.

    Each step leaves something that the next boot can begin with, so it may be interrupted at any moment.
    `reserved` are ports that other sites of this lab keep.

    Raises: ZhengyunError ZY-LAB-004, -005, -007, -008, -011 to -016 and -030 to -035; Halted.
    """
    started = time.monotonic()
    place = work.place
    place.make()
    processes.shorten_logs(place)
    state.check(place, work.installed.releases)
    tls.check_kept(place)
    while not _boot(work, size, reserved):
        pass
    work.steps.done(N_("ready after {seconds} s"), seconds=round(time.monotonic() - started, 1))


def _boot(work: Work, size: Size | None, reserved: Collection[int]) -> bool:
    """Start and wait; False where a process that had been running before has ended meanwhile.

    Then it is worth another round. One that ends after it was started here is an error.
    """
    with ExitStack() as held:
        sockets: Sockets = {}
        held.callback(ports.close, sockets)
        arranged = _arrange(work, settle(work.place, size), sockets, reserved)
        starts = len(arranged.digests) - len(arranged.alive)
        work.steps.expect((1 + starts if sockets else 0) + ready.steps(arranged.kept) + 1)
        patience = ready.AFTER_A_START if sockets else ready.WHEN_RUNNING
        records = arranged.alive | (_start(work, arranged, sockets) if sockets else {})
    try:
        ready.wait(work, arranged.kept, records, within=patience)
    except ZhengyunError as failed:
        if failed.code is codes.DIED and failed.values["process"] in arranged.alive:
            return False
        raise
    return True


def settle(place: SitePlace, size: Size | None) -> Kept:
    """What the site keeps, with the size that is asked for; new where it keeps nothing.

    Raises: ZhengyunError ZY-LAB-008 where hosts would be lost, ZY-LAB-012 where what it kept is lost.
    """
    known = kept.load(place.kept)
    built = state.made_from(place) is not None
    if known is None:
        if built:
            raise ZhengyunError(codes.DAMAGED, path=place.kept, site=place.name, problem=N_("there is no such file"))
        return kept.new(size or Size())
    if size is None or size == known.size:
        return known
    if built and size.hosts < known.size.hosts:
        raise ZhengyunError(codes.FEWER_HOSTS, site=place.name, have=known.size.hosts, wanted=size.hosts)
    return known.with_size(size)


@dataclass(frozen=True, slots=True)
class _Arranged:
    """What the site is to be: its ports are held, and what runs already was started for exactly this."""

    kept: Kept
    files: Files
    digests: dict[str, str]
    alive: dict[str, Record]


def _arrange(work: Work, wanted: Kept, sockets: Sockets, reserved: Collection[int]) -> _Arranged:
    """Hold the ports of all that does not run, and end what runs for something else.

    A port that a stranger has taken changes the configuration of everything, hence the loop; it ends since each
    round has fewer processes running.
    """
    while True:
        arranged = _look(work, wanted, sockets, reserved)
        outdated = {name: it for name, it in arranged.alive.items() if it.digest != arranged.digests.get(name)}
        if not outdated:
            return arranged
        work.steps.begin(N_("ending {processes}: the configuration has changed"), processes=", ".join(outdated))
        processes.stop(work.place, outdated)
        wanted = arranged.kept


def _look(work: Work, wanted: Kept, sockets: Sockets, reserved: Collection[int]) -> _Arranged:
    alive = processes.running(work.place)
    wanted_processes = processes_with(wanted.tls)
    idle = [service for name, services in wanted_processes.items() if name not in alive for service in services]
    missing = [service for service in idle if service not in sockets]
    sockets.update(ports.claim(missing, wanted.ports, seed=str(work.place.root), reserved=reserved))
    wanted = wanted.with_ports({**wanted.ports, **ports.numbers(sockets)})
    files = processes.configuration(work.place, work.installed, wanted)
    return _Arranged(wanted, files, processes.digests(files, wanted, work.installed), alive)


def _start(work: Work, arranged: _Arranged, sockets: Sockets) -> dict[str, Record]:
    """Start what does not run and return its records; `sockets` has what is left when it is interrupted."""
    # Kept before it is used: a port that is forgotten would be a stranger's at the next boot.
    kept.save(work.place.kept, arranged.kept)
    work.steps.begin(N_("writing the configuration"))
    processes.write(work.place, arranged.files)
    work.steps.done(N_("the configuration is written"))
    state.ensure(work.place, work.installed.releases, work.blank)
    records = {}
    for process, services in processes_with(arranged.kept.tls).items():
        if process not in arranged.alive:
            work.go_on()
            records[process] = processes.start(work, process, sockets, arranged.kept, arranged.digests[process])
            for service in services:
                del sockets[service]
    return records
