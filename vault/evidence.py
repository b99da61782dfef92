"""What the vault has recorded of who did what: the JSON lines of its audit device, which it writes before it answers.

An unwrapping is told under the name of whoever had asked, as the second half of his request ("unwrap-deferred"): who held the
wrapped token then, no line tells. Unsealing is told by none, because nobody has come in yet. Accessors are readable where the
device says `hmac_accessor = "false"` and `sys/` is tuned to `audit_non_hmac_request_keys = ["accessor"]`.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vault.acts import SERVICE, Act, Done
from zhengyun.errors import N_
from zhengyun.evidence import Gap
from zhengyun.gapped import LONGEST, NEVER, NOT_COLLECTED, Looked, gaps_of
from zhengyun.growing import Marks, marks_of, opened
from zhengyun.ports import Deed

WHEN: Final = re.compile(r'^\{"time": ?"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^"]*Z"')
ENTRANCE: Final = re.compile(r"^auth/people/([^/]+)/login$")
LOGIN_PATH: Final = re.compile(r"^auth/.+/login(/[^/]+)?$")
AUTHORISE_PATH: Final = "sys/control-group/authorize"
UNWRAP_PATH: Final = "sys/wrapping/unwrap"
DEFERRED: Final = "unwrap-deferred"
# A device says so when it begins: what was done before, another one may have been told, or none.
BEGINS: Final = "sys/audit/test"
BEGUN_ANEW: Final = N_("its audit device was begun anew: what was done just before that, it may not have been told")
OWN: Final = re.compile(
    r"^(auth/token/(lookup|renew|revoke)-self|auth/token/lookup(-accessor)?|auth/token/create/executor-standing|sys/control-group/request|sys/wrapping/lookup|"
    r"sys/capabilities(-self|-accessor)?|sys/audit-hash/.*|sys/audit/test|sys/internal/.*|identity/lookup/.*)$"
)
# What gives away the whole of it, and lies below `sys/`.
WHOLE: Final = re.compile(r"^sys/(storage/raft/snapshot|raw/.*)$")
# Engines whose answers are no secrets.
PLAIN: Final = frozenset({"system", "identity", "cubbyhole", "token", "ns_system", "ns_identity", "ns_cubbyhole"})
LOOKS: Final = frozenset({"read", "list", "scan", "help", "alias-lookahead"})

Event = Mapping[str, Any]


@dataclass(frozen=True)
class AuditLog:
    """The files of one vault's audit device, the oldest wherever they like."""

    site: str
    files: tuple[Path, ...]
    since: Marks = field(default_factory=dict)

    def marks(self) -> Marks:
        """How far the files are written now."""
        return marks_of(self.files)

    def deeds(self, since: str) -> Iterator[Deed]:
        """What was done from that instant on, oldest first; what cannot be read as an event is passed over."""
        return (one.deed for one in self.done(since))

    def done(self, since: str) -> Sequence[Done]:
        """The same, with what each was. Names and accessors are learnt from the whole of the files."""
        told, events = _Told(), sorted(self._events(), key=_time)
        for event in events:
            told.learn(event)
        return [done for event in events if (done := told.done(self.site, event)) and done.deed.at >= since]

    def gaps(self, since: str, until: str, looked: Looked = NEVER) -> Sequence[Gap]:
        """The times between two instants of which the files do not tell, held against how they were at an earlier look."""
        if not self.files:
            return (Gap(self.site, SERVICE, since, until, NOT_COLLECTED),)
        found = list(gaps_of((self.site, SERVICE), self.files, (since, until), looked, time_of))
        return (*found, *self._begun(since, until))

    def _begun(self, since: str, until: str) -> Iterator[Gap]:
        """Where a device began in the middle of what is told."""
        before = ""
        for event in sorted(self._events(), key=_time):
            at = _at(event)
            if before and _request(event).get("path") == BEGINS and at >= since and before <= until:
                yield Gap(self.site, SERVICE, max(before, since), min(at, until), BEGUN_ANEW)
            before = at

    def _events(self) -> Iterator[Event]:
        for file in self.files:
            try:
                with opened(file, self.since) as lines:
                    yield from read(lines)
            except (OSError, EOFError, zlib.error):
                continue


def time_of(line: str) -> str:
    """When the event of a line was; nothing where the line does not tell."""
    when = WHEN.match(line[:100])
    return f"{when[1]}Z" if when else ""


def read(lines: Iterable[str]) -> Iterator[Event]:
    """Yield the events of lines."""
    for line in lines:
        if len(line) > LONGEST:
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict) and isinstance(event.get("request"), dict) and _is_time(event.get("time")):
            yield event


def _is_time(time: object) -> bool:
    """Whether it may be one; what moves a cursor is none."""
    return isinstance(time, str) and time.isprintable()


class _Told:
    """What some lines say for others: who an entity is, which accessor a request got, and which requests were answered."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._accessors: dict[str, str] = {}
        self._refused: dict[str, bool] = {}
        self._answered: set[str] = set()

    def learn(self, event: Event) -> None:
        """Take in what a line says for others."""
        request, identifier = _request(event), _text(_request(event), "id")
        if event.get("type") != "response":
            return
        came, entity = ENTRANCE.match(_text(request, "path")), _text(_part(event, "auth"), "entity_id")
        if came and entity:
            self._names[entity] = came[1]
        accessor = _text(_part(_part(event, "response"), "wrap_info"), "accessor")
        if accessor:
            self._accessors[identifier] = accessor
        elif not _deferred(event) and identifier in self._accessors:
            self._refused[identifier] = bool(event.get("error"))
        self._answered.add(identifier)

    def done(self, site: str, event: Event) -> Done | None:
        """What an answer tells, or a request that was never answered; nothing for a request that was."""
        request, identifier = _request(event), _text(_request(event), "id")
        asks = event.get("type") != "response"
        if asks and not _deferred(event) and identifier in self._answered:
            return None
        auth, path, operation = _part(event, "auth"), _text(request, "path"), _text(request, "operation")
        act = self._act(event, path, operation)
        if act is Act.HAVE and not asks and path != UNWRAP_PATH:
            # The answer to what was deferred: the request before it has told of it.
            return None
        entity = _text(auth, "entity_id")
        about = self._accessors.get(identifier, "") if act in {Act.ASK, Act.HAVE} else ""
        if act is Act.AUTHORISE:
            about = _text(_part(request, "data"), "accessor")
        policies = auth.get("policies")
        deed = Deed(
            at=_at(event),
            site=site,
            service=SERVICE,
            actor=(self._names.get(entity) if entity else "") or _text(auth, "display_name") or "?",
            actor_id=entity,
            tenant_id=_text(_part(request, "namespace"), "path"),
            target=about or path,
            what=f"{operation} {path}",
            origin=_text(request, "remote_address"),
            request=identifier,
            # Whoever does not come in is given no token, and not every engine calls that an error.
            succeeded=not self._failed(event, act) and (act is not Act.LOGIN or "client_token" in auth),
            within=(path,),
        )
        return Done(act, deed, isinstance(policies, list) and "root" in policies)

    def _act(self, event: Event, path: str, operation: str) -> Act:
        if _deferred(event) or path == UNWRAP_PATH:
            return Act.HAVE
        if path == AUTHORISE_PATH:
            return Act.AUTHORISE
        if LOGIN_PATH.match(path):
            return Act.LOGIN
        if _text(_request(event), "id") in self._accessors:
            return Act.ASK if _part(_part(event, "response"), "wrap_info") else Act.HAVE
        return _at_once(_request(event), path, operation)

    def _failed(self, event: Event, act: Act) -> bool:
        deferred = act is Act.HAVE and self._refused.get(_text(_request(event), "id"), False)
        return bool(event.get("error")) or deferred


def _at_once(request: Event, path: str, operation: str) -> Act:
    """What was done without waiting for anybody."""
    if OWN.match(path):
        return Act.OWN
    if operation not in LOOKS:
        return Act.WRITE
    secret = _text(request, "mount_class") == "secret" and _text(request, "mount_type") not in PLAIN
    values = operation == "read" and "/metadata/" not in path and "/config" not in path
    return Act.READ if WHOLE.match(path) or (secret and values) else Act.OWN


def _deferred(event: Event) -> bool:
    return event.get("forwarded_from") == DEFERRED


def _request(event: Event) -> Event:
    return _part(event, "request")


def _part(event: Event, name: str) -> Event:
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def _text(event: Event, name: str) -> str:
    """A word of an event; who can choose it must not be able to steer a terminal."""
    found = event.get(name)
    return (
        "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in found)
        if isinstance(found, str)
        else ""
    )


def _time(event: Event) -> str:
    return str(event["time"])


def _at(event: Event) -> str:
    return f"{_time(event)[:19]}Z"
