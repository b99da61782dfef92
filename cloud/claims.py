"""Which deeds followed from another request, and which only claim to.

A service that calls another for its user says by which request (X-Openstack-Request-Id). Anybody can say so. It is
believed where that request is recorded by another service, of the same person, and where services do ask such things of
each other; a claim that nothing bears out is told as one and hides nobody.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from zhengyun.ports import Deed

# The names that services' own users go by.
SERVICES: Final = frozenset({"nova", "neutron", "cinder", "glance", "placement"})
# What services ask of each other in the course of what a user has asked of one of them: by the service that is asked.
ASKED: Final[Mapping[str, re.Pattern[str]]] = {
    "neutron": re.compile(r" /v2\.0/ports(/|$)"),
    "nova": re.compile(r" /v2\.1/(os-server-external-events|os-assisted-volume-snapshots|servers/[^/]+/os-volume_att)"),
    "glance": re.compile(r" /v2/images(/|$)"),
    "cinder": re.compile(
        r" /v3/([0-9a-f]{32}/)?(attachments(/|$)|snapshots(/[^/]+)?$|volumes(/[^/]+)?$)"
        r"|^update/os-(attach|detach|reserve|unreserve|begin_detaching|roll_detaching|initialize_connection"
        r"|terminate_connection|reimage|migrate_volume_completion|extend_volume_completion|complete) "
    ),
}


def judged(deeds: Sequence[Deed]) -> Iterator[Deed]:
    """The same deeds, with those marked as doubtful whose claim to derive from a request is not borne out."""
    origins: defaultdict[str, list[Deed]] = defaultdict(list)
    for deed in deeds:
        if not deed.derived_from:
            origins[deed.request].append(deed)
    for deed in deeds:
        doubtful = bool(deed.derived_from) and not _borne_out(deed, origins.get(deed.derived_from, ()))
        yield deed._replace(doubtful=True) if doubtful else deed


def _borne_out(deed: Deed, origins: Sequence[Deed]) -> bool:
    asked = ASKED.get(deed.service)
    if not asked or not asked.search(deed.what):
        return False
    return any(
        origin.service != deed.service
        and origin.succeeded
        and (origin.actor_id == deed.actor_id or deed.actor in SERVICES)
        for origin in origins
    )
