"""Ready means that every service has done real work for a user, not that a port is open."""

import ssl
import time
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import Any

from lab import codes
from lab.openstack import processes, tls, versions
from lab.openstack.kept import Kept
from lab.openstack.rest import Session, log_in
from lab.openstack.services import BEFORE, SERVICES, process_of
from lab.openstack.supervisor import Record
from lab.openstack.work import Work
from zhengyun.errors import N_, ZhengyunError

AFTER_A_START, WHEN_RUNNING = 600.0, 60.0
"""How long to be patient, in seconds: a loaded machine may need minutes for a boot, a hanging process never answers."""

_ASKER = "nova"
_PROBE = 2.0
_POLL = 0.2

# Nova comes last, since it waits for all the others.
_ORDER = ("keystone", "placement", "glance", "neutron", "cinder", "nova")


def steps(kept: Kept) -> int:
    """How many steps `wait` has."""
    return 2 * len(SERVICES) + kept.tls


def wait(work: Work, kept: Kept, records: Mapping[str, Record], *, within: float) -> None:
    """Return when every service answers, and has answered a user's request.

    Raises: ZhengyunError ZY-LAB-004 for a process that has ended, ZY-LAB-005 for one that does not answer `within` s.
    """
    asks = _Asks(kept)
    until = partial(_until, work, records, _Patience(within))
    for service in _ORDER:
        work.steps.begin(N_("waiting for {service}"), service=service)
        until(service, asks.versions)
        work.steps.done(N_("{service} answers"), service=service)
    for service in _ORDER:
        work.steps.begin(N_("warming up {service}"), service=service)
        until(service, asks.work)
        work.steps.done(N_("{service} is warm"), service=service)
    if kept.tls:
        asks.context = tls.trusting(work.place.roots)
        until(BEFORE["keystone"], asks.by_tls)
        work.steps.done(N_("every service answers by TLS"))


class _Patience:
    """A time that runs out."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._deadline = time.monotonic() + seconds

    def is_over(self) -> bool:
        """True when it has run out."""
        return time.monotonic() > self._deadline


class _Asks:
    """What a service is asked; each method returns what is wrong with the answer, or nothing."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self.context: ssl.SSLContext | None = None

    @cached_property
    def _session(self) -> Session:
        # A service's own user: whatever people do with theirs, the site stays one that can be brought up.
        return log_in(self._kept.auth_url or "", _ASKER, self._kept.passwords[_ASKER], "service")

    def versions(self, service: str) -> str:
        """Does it answer at all?"""
        version = versions.reported(service, self._kept.ports[service], timeout=_PROBE)
        return "" if version else "no answer to a question for its versions"

    def by_tls(self, _listener: str) -> str:
        """Does the front lead to every service?"""
        for service, before in BEFORE.items():
            if not versions.reported(service, self._kept.ports[before], timeout=_PROBE, context=self.context):
                return f"no answer by TLS from {service}"
        return ""

    def work(self, service: str) -> str:
        """Does a request work that needs a token, the policy and the database, and are its daemons up?"""
        about = SERVICES[service]
        path = about.warm.removeprefix(about.path).replace("{project}", self._session.project)
        down = _down(self._session.get(about.type, path, version=about.microversion))
        return f"not up yet: {', '.join(down)}" if down else ""


def _down(body: Any) -> list[str]:
    """The daemons behind Nova's and Cinder's API that are down, but for those that somebody has forced down."""
    listed = body.get("services", []) if isinstance(body, dict) else []
    return [
        f"{daemon['binary']} on {daemon['host']}"
        for daemon in listed
        if daemon["state"] != "up" and not daemon.get("forced_down")
    ]


def _until(
    work: Work, records: Mapping[str, Record], patience: _Patience, service: str, problem: Callable[[str], str]
) -> None:
    """Ask again and again until there is no problem, while the processes live."""
    while True:
        work.go_on()
        processes.check_alive(work.place, records)
        try:
            what = problem(service)
        except ZhengyunError as failed:
            what = str(failed)
        if not what:
            return
        if patience.is_over():
            log = processes.log_path(work.place, process_of(service))
            site, seconds = work.place.name, round(patience.seconds)
            raise ZhengyunError(codes.NO_ANSWER, service=service, site=site, seconds=seconds, problem=what, log=log)
        time.sleep(_POLL)
