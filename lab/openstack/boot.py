"""One site, from whatever state it is in to a control plane that works."""

import socket
import time
from collections.abc import Collection
from contextlib import ExitStack

from lab import codes
from lab.openstack import kept, ports, processes, ready, state
from lab.openstack.kept import Kept, Size
from lab.openstack.services import PROCESSES
from lab.openstack.work import Work
from lab.place import SitePlace
from zhengyun.errors import N_, ZhengyunError


def boot(work: Work, size: Size | None, reserved: Collection[int]) -> None:
    """Start what does not run, make what is not there, and return when everything works.

    Each step leaves something that the next boot can begin with, so it may be interrupted at any moment.
    `reserved` are ports that other sites of this lab keep.
    """
    started = time.monotonic()
    place = work.place
    place.make()
    wanted = settle(place, size)
    with ExitStack() as held:
        sockets: dict[str, socket.socket] = {}
        held.callback(ports.close, sockets)
        wanted, digests = _arrange(work, wanted, sockets, reserved)
        _start(work, wanted, sockets, digests)
    ready.wait(work, wanted, processes.running(place))
    work.steps.done(N_("ready after {seconds} s"), seconds=round(time.monotonic() - started, 1))


def settle(place: SitePlace, size: Size | None) -> Kept:
    """What the site keeps, with the size that is asked for; new where it keeps nothing.

    Raises: ZhengyunError ZY-LAB-008 where hosts would be lost, ZY-LAB-012 where what it kept is lost.
    """
    known = kept.load(place.kept)
    built = state.made_from(place) is not None
    if known is None:
        if built:
            raise ZhengyunError(codes.DAMAGED, path=place.kept, site=place.name, problem="there is no such file")
        return kept.new(size or Size())
    if size is None or size == known.size:
        return known
    if built and size.hosts < known.size.hosts:
        raise ZhengyunError(codes.FEWER_HOSTS, site=place.name, have=known.size.hosts, wanted=size.hosts)
    return known.with_size(size)


def _arrange(
    work: Work, wanted: Kept, sockets: dict[str, socket.socket], reserved: Collection[int]
) -> tuple[Kept, dict[str, str]]:
    """Hold the ports of all that does not run, and end what runs with an old configuration.

    A port that a stranger has taken changes the configuration of everything, hence the loop; it ends since each
    round has fewer processes running.
    """
    place = work.place
    while True:
        alive = processes.running(place)
        idle = [service for name, services in PROCESSES.items() if name not in alive for service in services]
        missing = [service for service in idle if service not in sockets]
        sockets.update(ports.claim(missing, wanted.ports, seed=str(place.root), reserved=reserved))
        wanted = wanted.with_ports({**wanted.ports, **ports.numbers(sockets)})
        files = processes.configuration(place, work.installed, wanted)
        digests = processes.digests(files, wanted, work.installed)
        outdated = {name: record for name, record in alive.items() if record.digest != digests[name]}
        if not outdated:
            break
        processes.stop(place, outdated)
    starts = len(PROCESSES) - len(processes.running(place))
    work.steps.expect((1 + starts if starts else 0) + ready.STEPS + 1)
    if starts:
        # Kept before it is used: a port that is forgotten would be a stranger's at the next boot.
        kept.save(place.kept, wanted)
        work.steps.begin(N_("writing the configuration"))
        processes.write(place, files)
        work.steps.done(N_("the configuration is written"))
    return wanted, digests


def _start(work: Work, wanted: Kept, sockets: dict[str, socket.socket], digests: dict[str, str]) -> None:
    state.ensure(work.place, work.installed.lock, work.blank)
    for process, services in PROCESSES.items():
        if services[0] in sockets:
            work.go_on()
            processes.start(work, process, sockets, digests[process])
            for service in services:
                del sockets[service]
