"""Holding what the vault has recorded against what the log says: who had what there without a change.

1. What gave nothing and changed nothing is left out, and counted: what was refused, comings in, looks, work on one's own token,
   and asking for what waits for others' words.
2. An authorisation is explained by the entry that says for which change it was given. What was had is explained by a change
   that it was opened for, that people authorised it for, and that was taking it; or that was asked for under the standing permit of
   which this is so. What the executor did at once is explained by a change that was being carried out and had opened that path. What was done with the first root token is explained by the
   ceremony; a snapshot, and what was given to the vault, by the entry that was written of it, each of one; what was revoked
   after a snapshot was brought back, by that.
3. Everything else is a finding. Where a change has taken something and no line tells of it, the evidence has a gap.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple

from governance.reconciliation import LOGIN, NO_TRACE, REFUSED, SLACK, Finding, Reconciled
from vault.acts import SERVICE, Act, Done
from zhengyun.entry import Entry
from zhengyun.errors import N_
from zhengyun.evidence import Gap
from zhengyun.instant import parse, text
from zhengyun.ports import Deed

KINDS: Final = (
    *("vault.opened", "vault.authorised", "vault.taken", "vault.returned", "vault.begun", "vault.founded"),
    *("vault.revoked", "vault.kept", "vault.snapshot", "vault.restoring", "vault.restored"),
    # Under which standing permit a change was asked for.
    "request.submitted",
)
CEREMONY: Final = "vault.begun"
SWEEP: Final = "vault.restoring"
# What is put on record as soon as it is done is so at the latest after this.
SOON: Final = timedelta(seconds=120)
# A pass of the executor's is over then, whoever was killed with it (`vault.policies.SECONDS`).
LASTS: Final = timedelta(hours=4)
SNAPSHOT: Final = "sys/storage/raft/snapshot"
FORCED: Final = "sys/storage/raft/snapshot-force"
REVOKED: Final = "auth/token/revoke-accessor"
# A token for one use, whose use is put on record and not its making.
FOR_ONE_USE: Final = "auth/token/create/"

WAITS: Final = N_("asked for what others had to agree to, which gives nothing by itself")
LOOKED: Final = N_("looks, and work on one's own token")

NO_WORD: Final = N_("an authorisation that no change in the log was given")
NOT_OPENED: Final = N_("had of the vault, and opened for no change")
NOT_AGREED: Final = N_("had of the vault, without an authorisation in the log")
NOT_TAKEN: Final = N_("had of the vault while no change was taking it")
BY_ROOT: Final = N_("with a root token, of which none should be left")
AT_ONCE: Final = N_("a secret was read without anybody's word: no control group stood before it")
BY_HAND: Final = N_("changed in the vault by hand, while no change was being carried out that does so")


class Span(NamedTuple):
    """When a change was using what it had taken; `ended` is empty while nobody knows."""

    request: str
    began: str
    ended: str

    def has(self, at: str) -> bool:
        """Whether an instant lies in it, give or take what two clocks differ by."""
        ended = parse(self.ended) if self.ended else parse(self.began) + LASTS
        return text(parse(self.began) - SLACK) <= at <= text(ended + SLACK)


class Noted(NamedTuple):
    """Something that was put on record when it had been done: where it was done, when that was written, and by whom.

    `actor` is empty where another name may have done it than the one who wrote.
    """

    kind: str
    path: str
    at: str
    actor: str = ""

    def tells_of(self, deed: Deed) -> bool:
        """Whether it can be about a deed."""
        early, late = text(parse(deed.at) - SLACK), text(parse(deed.at) + SOON)
        return self.path in deed.within and early <= self.at <= late and self.actor in ("", deed.actor)


@dataclass
class Said:
    """What the log says about the vault: by accessor what was opened, by whom authorised and when taken, each for which change."""

    opened: dict[str, tuple[str, str]] = field(default_factory=dict)
    authorised: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    taken: defaultdict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    paths: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    under: dict[str, str] = field(default_factory=dict)
    ceremonies: list[Span] = field(default_factory=list)
    sweeps: list[Span] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Said":
        """What entries of `KINDS` say, in order."""
        said = cls()
        for entry in entries:
            said._take_in(entry)
        return said

    def _take_in(self, entry: Entry) -> None:
        body, request = entry.body, str(entry.body.get("request", ""))
        match entry.kind:
            case "vault.opened":
                self.opened[str(body.get("accessor"))] = (request, str(body.get("path")))
                self.paths[request].add(str(body.get("path")))
            case "vault.authorised":
                for accessor in _accessors(body):
                    self.authorised[accessor][entry.actor] = request
            case "vault.taken":
                for accessor in _accessors(body):
                    self.taken[accessor].append(Span(request, entry.at, ""))
            case "vault.returned":
                self._end(request, entry.at)
            case "request.submitted":
                permit = body.get("permit")
                self.under[request] = str(permit.get("under", "")) if isinstance(permit, Mapping) else ""
            case "vault.begun":
                self.ceremonies.append(Span(CEREMONY, entry.at, ""))
            case "vault.founded" if self.ceremonies:
                self.ceremonies[-1] = self.ceremonies[-1]._replace(ended=entry.at)
            case _:
                self._take_in_care(entry)

    def _take_in_care(self, entry: Entry) -> None:
        """What is told of snapshots, of what was given to the vault, and of what was ended there by accessor."""
        match entry.kind:
            case "vault.revoked":
                self.noted += [Noted(entry.kind, REVOKED, entry.at, entry.actor) for _ in _accessors(entry.body)]
            case "vault.kept":
                self.noted.append(Noted(entry.kind, str(entry.body.get("path")), entry.at))
            case "vault.snapshot":
                self.noted.append(Noted(entry.kind, SNAPSHOT, entry.at))
            case "vault.restoring":
                self.sweeps.append(Span(SWEEP, entry.at, ""))
            case "vault.restored" if self.sweeps:
                self.sweeps[-1] = self.sweeps[-1]._replace(ended=entry.at)

    def _end(self, request: str, at: str) -> None:
        for accessor, spans in self.taken.items():
            self.taken[accessor] = [
                one._replace(ended=at) if one.request == request and not one.ended else one for one in spans
            ]

    def one_noted(self, deed: Deed) -> str:
        """What was put on record of a deed, which is then of this one; nothing where that is of none."""
        found = next((one for one in self.noted if one.tells_of(deed)), None)
        if found:
            self.noted.remove(found)
        return found.kind if found else ""

    def has_opened(self, request: str, path: str) -> bool:
        """Whether something at a path was opened for a change, or for what it was asked for under."""
        return path in self.paths[request] | self.paths[self.under.get(request, "")]

    def taking(self, accessor: str, at: str) -> str:
        """The change that was using what was opened under an accessor, for itself or for what it was asked for under; or nothing."""
        of = self.opened[accessor][0]
        spans = (one for one in self.taken[accessor] if one.has(at))
        return next((one.request for one in spans if of in (one.request, self.under.get(one.request))), "")

    def using(self, at: str) -> Iterator[Span]:
        """The changes that were using what they had taken at an instant."""
        return (one for spans in self.taken.values() for one in spans if one.has(at))


def reconcile(done: Sequence[Done], said: Said, executor: str, span: tuple[str, str]) -> Reconciled:
    """Hold each deed against the log; `done` comes oldest first, `executor` is whose ordinary work it is."""
    since, until = span
    explained: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    findings: list[Finding] = []
    had: set[str] = set()
    for one in done:
        if not since <= one.deed.at <= until:
            continue
        if one.act is Act.HAVE:
            had.add(one.deed.target)
        if rule := _gave_nothing(one):
            left_out[rule] += 1
            continue
        request, why = _judged(one, said, executor)
        if why:
            requests = tuple(sorted({each.request for each in said.using(one.deed.at)}))
            findings.append(Finding(one.deed, why, requests))
        else:
            explained[request] += 1
    silent = tuple(_silent(said, had, done[0].deed.site if done else "vault", span))
    return Reconciled(dict(sorted(explained.items())), tuple(findings), dict(left_out), silent)


def _gave_nothing(one: Done) -> str:
    if not one.deed.succeeded:
        return REFUSED
    return {Act.LOGIN: LOGIN, Act.OWN: LOOKED, Act.ASK: WAITS}.get(one.act, "")


def _judged(one: Done, said: Said, executor: str) -> tuple[str, str]:
    """The change that explains a deed, or why none does."""
    if one.act is Act.AUTHORISE:
        request = said.authorised[one.deed.target].get(one.deed.actor, "")
        return request, "" if request else NO_WORD
    if one.act is Act.HAVE:
        return _had(one.deed, said)
    if one.root:
        ceremony = any(each.has(one.deed.at) for each in said.ceremonies)
        return (CEREMONY, "") if ceremony else ("", BY_ROOT)
    return _at_once(one, said, executor)


def _at_once(one: Done, said: Said, executor: str) -> tuple[str, str]:
    """The same of what waited for nobody's word."""
    if noted := said.one_noted(one.deed):
        return noted, ""
    swept = {FORCED, REVOKED}.intersection(one.deed.within) and any(each.has(one.deed.at) for each in said.sweeps)
    if swept:
        return SWEEP, ""
    if one.deed.actor == executor:
        for each in said.using(one.deed.at):
            if said.has_opened(each.request, one.deed.within[0]):
                return each.request, ""
    return "", AT_ONCE if one.act is Act.READ else BY_HAND


def _had(deed: Deed, said: Said) -> tuple[str, str]:
    request, path = said.opened.get(deed.target, ("", ""))
    if not request:
        return "", NOT_OPENED
    if request not in said.authorised[deed.target].values():
        return "", NOT_AGREED
    if path.startswith(FOR_ONE_USE):
        return request, ""
    using = said.taking(deed.target, deed.at)
    return using, "" if using else NOT_TAKEN


def _silent(said: Said, had: set[str], site: str, span: tuple[str, str]) -> Iterator[Gap]:
    """The time in which changes took something of which no line tells."""
    since, until = span
    missing = [
        one
        for accessor, spans in said.taken.items()
        for one in spans
        if one.ended and since <= one.began and one.ended <= until and accessor not in had
    ]
    if missing:
        began, ended = min(one.began for one in missing), max(one.ended for one in missing)
        yield Gap(site, SERVICE, began, ended, NO_TRACE, len(missing))


def _accessors(body: Mapping[str, Any]) -> list[str]:
    """The accessors that an entry names: one, or several."""
    several = body.get("accessors")
    return list(map(str, several)) if isinstance(several, list | tuple) else [str(body.get("accessor", ""))]
