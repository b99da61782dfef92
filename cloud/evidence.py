"""What OpenStack's services have recorded of who did what: CADF audit events (DMTF DSP0262) in JSON lines.

An event names the caller, the path and the outcome, but a creation's event does not name what was created. Where a
service also writes its own notifications, these do, and the two are joined by the request's identifier. Callers can
forge neither their name nor the time; they can forge the identifier of a request that theirs claims to derive from
(`cloud.claims` says which claims are believed).
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from cloud.cadf import service_of, time_of
from cloud.claims import judged
from cloud.clean import clean
from cloud.gaps import gaps
from zhengyun.evidence import Gap
from zhengyun.gapped import LONGEST, NEVER, Looked
from zhengyun.growing import Marks, marks_of, opened
from zhengyun.ports import Deed

RESPONSE: Final = "audit.http.response"
OF_KEYSTONE: Final = "identity."
IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")

# The caller's own project, which some paths begin with, is not what was acted on.
OWN: Final = re.compile(r"^/v[0-9.]+/[0-9a-f]{32}(?=/)")
NAMED: Final = re.compile(r"/(?:os-keypairs|os-aggregates|flavors)/([^/]+)")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class CadfLogs:
    """One site's files of audit events, one or more a service."""

    site: str
    files: tuple[Path, ...]
    since: Marks = field(default_factory=dict)
    """How far each file need not be read again."""

    def marks(self) -> Marks:
        """How far the files are written now."""
        return marks_of(self.files)

    def deeds(self, since: str) -> Iterator[Deed]:
        """What was done from that instant on, oldest first; what cannot be read as an event is passed over."""
        yield from sorted(judged([deed for file in self.files for deed in self._file(file, since)]))

    def gaps(self, since: str, until: str, looked: Looked = NEVER) -> Sequence[Gap]:
        """The times between two instants of which the files do not tell, held against how they were at an earlier look."""
        return tuple(gaps(self.site, self.files, since, until, looked))

    def _file(self, file: Path, since: str) -> Iterator[Deed]:
        service = service_of(file)
        try:
            with opened(file, self.since) as lines:
                events = list(read(lines, since))
        except (OSError, EOFError, zlib.error):
            return
        made = dict(_created(events))
        for event, context in events:
            deed = _deed(self.site, service, event, context, made)
            if deed:
                yield deed


def read(lines: Iterable[str], since: str) -> Iterator[tuple[Event, Event]]:
    """Yield (event, context) from lines; a line of the JSON formatter holds the event as a text within."""
    for line in lines:
        when = time_of(line)
        if len(line) > LONGEST or (when and when < since):
            continue
        try:
            event = json.loads(line)
            context: Event = {}
            if isinstance(event, dict) and isinstance(event.get("message"), str):
                context = event.get("context") or {}
                event = json.loads(event["message"])
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict) and isinstance(event.get("payload"), dict) and isinstance(context, dict):
            yield event, context


def _created(events: Iterable[tuple[Event, Event]]) -> Iterator[tuple[str, str]]:
    """From a service's own notifications: which request made which thing."""
    for event, context in events:
        if str(event.get("event_type", "")).endswith(".create.end") and "initiator" not in event["payload"]:
            for thing in event["payload"].values():
                if isinstance(thing, dict) and isinstance(thing.get("id"), str):
                    yield str(context.get("request_id")), thing["id"]


def _deed(site: str, service: str, event: Event, context: Event, made: Mapping[str, str]) -> Deed | None:
    payload = event["payload"]
    kind = str(event.get("event_type", ""))
    # Whoever works on Keystone's own machine, past its doors, is nobody to it; its events are its own all the same.
    initiator = payload.get("initiator", {} if kind.startswith(OF_KEYSTONE) else None)
    if not isinstance(initiator, dict):
        return None
    if kind.startswith("audit.http") and kind != RESPONSE:
        return None
    request = str(initiator.get("request_id") or context.get("request_id") or "")
    path = str(payload.get("requestPath") or "").partition("?")[0]
    named = IDENTIFIER.findall(OWN.sub("", path))
    target = made.get(request) or (named[-1] if named else _named(path) or _target(payload))
    host = initiator.get("host")
    deed = Deed(
        at=str(payload.get("eventTime") or "")[:19].replace(" ", "T") + "Z",
        site=site,
        service=service,
        actor=str(initiator.get("name") or initiator.get("id") or "?"),
        actor_id=str(initiator.get("id") or ""),
        tenant_id=str(initiator.get("project_id") or ""),
        target=target,
        what=f"{payload.get('action')} {path or kind}",
        origin=str(host.get("address") or "") if isinstance(host, dict) else "",
        request=request,
        succeeded=payload.get("outcome") == "success",
        derived_from=str(initiator.get("global_request_id") or ""),
        within=tuple(sorted(clean(one) for one in {*named, *_about(payload)} - {target})),
    )
    # Who can choose a name or a path must not be able to steer a terminal.
    told: dict[str, Any] = {name: clean(value) for name, value in deed._asdict().items() if isinstance(value, str)}
    return deed._replace(**told)


def _named(path: str) -> str:
    """What a path names by a name or a number, where services give no identifiers."""
    match = NAMED.search(path)
    return unquote(match[1]) if match else ""


def _target(payload: Event) -> str:
    """Keystone names what its event is about; an assignment of a role by all that it ties together."""
    if isinstance(payload.get("role"), str):
        parts = [str(payload.get("project") or payload.get("domain") or "")]
        parts += [str(payload.get("user") or payload.get("group") or ""), payload["role"]]
        return "/".join(parts) + ("/inherited" if payload.get("inherited_to_projects") else "")
    about = payload.get("resource_info") or payload.get("project")
    return about if isinstance(about, str) else ""


def _about(payload: Event) -> Iterator[str]:
    """What else Keystone says that an event is about: who got or lost a role, and where."""
    return (payload[name] for name in ("project", "domain", "user", "group") if isinstance(payload.get(name), str))
