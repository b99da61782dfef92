"""The processes of a site: which run, which have to be started, and with what."""

import hashlib
import json
import socket
from collections.abc import Mapping
from pathlib import Path

from lab import codes
from lab.files import private_directory, write_private
from lab.openstack import ports, supervisor
from lab.openstack.configuration import render
from lab.openstack.configuration.blueprint import Blueprint, read_shipped
from lab.openstack.installed import Installed
from lab.openstack.kept import Kept
from lab.openstack.services import BEFORE, FRONT, processes_with
from lab.openstack.supervisor import Launch, Record
from lab.openstack.work import Work
from lab.place import SitePlace
from zhengyun.errors import N_, ZhengyunError

Files = Mapping[str, Mapping[str, str]]
EVERY = tuple(processes_with(True))
_OPPOSITE = {**BEFORE, **{before: service for service, before in BEFORE.items()}}


def running(place: SitePlace) -> dict[str, Record]:
    """The records of the processes that run."""
    records = {process: supervisor.read_record(record_path(place, process)) for process in EVERY}
    return {process: record for process, record in records.items() if record and supervisor.alive(record)}


def record_path(place: SitePlace, process: str) -> Path:
    """Where the record of a process is."""
    return place.run / f"{process}.json"


def log_path(place: SitePlace, process: str) -> Path:
    """Where a process writes."""
    return place.log / f"{process}.log"


def shorten_logs(place: SitePlace) -> None:
    """Bound what the processes have written."""
    for process in EVERY:
        supervisor.shorten(log_path(place, process))


def configuration(place: SitePlace, installed: Installed, kept: Kept) -> Files:
    """The files of each service, rendered for these ports and this size."""
    return render(Blueprint(place, kept, read_shipped(installed.etc), installed.etc))


def write(place: SitePlace, files: Files) -> None:
    """Write the configuration."""
    for service, texts in files.items():
        private_directory(place.etc / service)
        for name, text in texts.items():
            write_private(place.etc / service / name, text)


def digests(files: Files, kept: Kept, installed: Installed) -> dict[str, str]:
    """What each process is started with; one that was started with something else has to be started anew.

    All ports are part of it, since services remember the addresses that they have looked up.
    """
    shared = [installed.releases, installed.additions, str(installed.python), dict(sorted(kept.ports.items()))]
    return {
        process: hashlib.sha256(
            json.dumps([shared, [dict(files.get(service, {})) for service in services]], sort_keys=True).encode()
        ).hexdigest()
        for process, services in processes_with(kept.tls).items()
    }


def start(work: Work, process: str, sockets: Mapping[str, socket.socket], kept: Kept, digest: str) -> Record:
    """Start one process; its sockets are its own from then on."""
    place = work.place
    arguments = ["serve", process, "--etc", str(place.etc), "--state", str(place.state)]
    own = {service: sockets[service] for service in processes_with(kept.tls)[process]}
    for service, held in own.items():
        arguments += ["--socket", f"{service}={held.fileno()}"]
        if kept.tls:
            arguments += ["--peer", f"{service}={kept.ports[_OPPOSITE[service]]}"]
    if process == FRONT:
        arguments += ["--certificate", str(place.certificate)]
    launch = Launch(
        command=work.installed.command(*arguments),
        environment=work.installed.variables(place.run),
        directory=place.run,
        record=record_path(place, process),
        log=log_path(place, process),
        digest=digest,
    )
    work.steps.begin(N_("starting {process}"), process=process)
    record = supervisor.start(launch, own.values(), work.turn.descriptor)
    ports.close(own)
    work.steps.done(N_("{process} has been started"), process=process)
    return record


def stop(place: SitePlace, records: Mapping[str, Record]) -> None:
    """End processes and remove their records.

    Raises: ZhengyunError ZY-LAB-016 for one that cannot be ended.
    """
    left = supervisor.stop(records.values())
    for process, record in records.items():
        if record in left:
            raise ZhengyunError(codes.WILL_NOT_END, pid=record.pid, process=process, site=place.name)
        record_path(place, process).unlink(missing_ok=True)


def check_alive(place: SitePlace, records: Mapping[str, Record]) -> None:
    """Raise ZhengyunError ZY-LAB-004 where one of the processes has ended, with the last that it wrote."""
    for process, record in records.items():
        if not supervisor.alive(record):
            log = log_path(place, process)
            lines = supervisor.last_lines(log)
            raise ZhengyunError(codes.DIED, process=process, site=place.name, log=log, lines=lines)
