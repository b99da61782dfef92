"""Who made a thing whose making names no identifier: the event of a creation that fits it by sort, project and moment.

A service's audit event of a creation (CADF) names the caller and the path, never what came of it. Where no notification
of the service's own tells that, what is there is what both say: whose project it lies in, and when it was made.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from zhengyun.ports import Deed

# How far the thing's moment may lie after the request's, and, by what clocks and whole seconds do, before it.
LATER: Final = timedelta(seconds=10)
SOONER: Final = timedelta(seconds=2)
# How a deed was found: by the moment, where only one person's fits; or one of several persons'.
BY_TIME: Final = "time"
CANDIDATE: Final = "candidate"
# By kind, the service that makes it and the collection that it is made in.
MADE_IN: Final = {
    "server": ("nova", "servers"),
    "volume": ("cinder", "volumes"),
    "snapshot": ("cinder", "snapshots"),
    "backup": ("cinder", "backups"),
    "image": ("glance", "images"),
    "network": ("neutron", "networks"),
    "subnet": ("neutron", "subnets"),
    "router": ("neutron", "routers"),
    "port": ("neutron", "ports"),
    "floating": ("neutron", "floatingips"),
    "group": ("neutron", "security-groups"),
    "rule": ("neutron", "security-group-rules"),
}
# A path that keystonemiddleware has no word for is an update to it; nobody updates a collection.
MAKES: Final = re.compile(r"(?:create|update) /v[0-9.]+/(?:[0-9a-f]{32}/)?([a-z-]+?)(?:\.json)?/?")


class Birth(NamedTuple):
    """What the services tell of a thing's making: its kind, its project, and when, in a service's own words."""

    kind: str
    project: str
    created: str


def applied(deed: Deed, user: str, spans: Sequence[tuple[str, str]]) -> bool:
    """Whether a deed is our own user's, and part of a change: what that made bears our mark."""
    return deed.actor_id == user and any(began <= deed.at <= ended for began, ended in spans)


def makes(deed: Deed) -> str:
    """The collection in which a deed made something, or nothing."""
    match = MAKES.fullmatch(deed.what)
    return match[1] if match else ""


def creations(deeds: Iterable[Deed]) -> Mapping[str, Sequence[Deed]]:
    """By project, the deeds that have made something there and do not say what: a city's log is not gone through for each thing."""
    found: defaultdict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.succeeded and not deed.target and makes(deed):
            found[deed.tenant_id].append(deed)
    return found


def makers(birth: Birth, made: Mapping[str, Sequence[Deed]]) -> tuple[Deed, ...]:
    """The deeds that may be a thing's making, one a person: one person's is told as found by time, several as candidates."""
    moment, (service, collection) = _moment(birth.created), MADE_IN.get(birth.kind, ("", ""))
    if moment is None or not birth.project or not service:
        return ()
    fitting: dict[str, Deed] = {}
    for deed in made.get(birth.project, ()):
        fits = deed.service == service
        began = _moment(deed.at) if fits and makes(deed) == collection else None
        if began and began - SOONER <= moment <= began + LATER:
            known = fitting.setdefault(deed.actor_id or deed.actor, deed)
            if abs(_seconds(known, moment)) > abs(_seconds(deed, moment)):
                fitting[deed.actor_id or deed.actor] = deed
    matched = BY_TIME if len(fitting) == 1 else CANDIDATE
    return tuple(deed._replace(matched=matched) for deed in sorted(fitting.values(), reverse=True))


def _seconds(deed: Deed, moment: datetime) -> float:
    began = _moment(deed.at)
    return (moment - began).total_seconds() if began else 0.0


def _moment(told: str) -> datetime | None:
    """An instant in a service's words; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
