"""Holding what the services have recorded against what was carried out: which deeds no change explains.

1. What changed nothing is left out: refused requests, logins, and what a service did in the course of a request that is
   recorded itself. It is counted.
2. A deed is explained by a change where it was done by the tool's own user, while an action of that change was being
   carried out, and is what that action does, to what that action is about.
3. Everything else is a finding: what somebody else did, whatever was going on meanwhile, and what was done with the
   tool's own user while no change, or none that does such things, was being carried out.

Where an event does not say what was made, one creation is explained by one action: what is made beyond that is a finding
of which it is not known which of them it is. And where an action must have left events and left none, the services'
evidence has a gap, whatever else is found.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from governance import codes
from zhengyun.action import Action
from zhengyun.errors import N_, ZhengyunError
from zhengyun.evidence import Gap, Trace
from zhengyun.instant import parse, text
from zhengyun.interval import Work
from zhengyun.ports import Deed
from zhengyun.resource import Address, Value

# Clocks of two machines, and whole seconds.
SLACK: Final = timedelta(seconds=2)
SECOND: Final = timedelta(seconds=1)
# What was under way when a reconciliation ended is looked at again by the next.
OVERLAP: Final = timedelta(minutes=5)
CANDIDATE: Final = "candidate"

REFUSED: Final = N_("refused by the service")
LOGIN: Final = N_("logins")
ECHO: Final = N_("told by Keystone of itself beside another of its events")
FOLLOWED: Final = N_("done by a service in the course of a request that is recorded itself")

ANOTHER: Final = N_("not the tool's user")
NOBODY: Final = N_("by nobody that the service names, as on its own machine, past its doors")
NO_CHANGE: Final = N_("with the tool's own user, while no change was being carried out")
NO_ACTION: Final = N_("with the tool's own user, while a change was being carried out that does no such thing")
TOO_MANY: Final = N_(
    "with the tool's own user; the change made fewer of these than were made, and which are its own no event tells"
)

NO_TRACE: Final = N_("changes of our own were carried out and left no event")

LOST: Final = N_("the site could not be reached: who the tool's user is there is not known")

Tracing = Callable[[Action, Deed], Trace]
"""How a deed belongs to an action, by its words."""


class Finding(NamedTuple):
    """A deed that no change explains, and why not; `requests` are the changes that were being carried out then."""

    deed: Deed
    why: str
    requests: tuple[str, ...] = ()


class Reconciled(NamedTuple):
    """What came of it: deeds explained by change, findings the oldest first, what was left out by rule, and silent actions."""

    explained: Mapping[str, int]
    findings: tuple[Finding, ...]
    left_out: Mapping[str, int]
    silent: tuple[Gap, ...]


NOTHING: Final = Reconciled({}, (), {}, ())


@dataclass(frozen=True)
class Ground:
    """What deeds of one site are held against: its works, what each address was ever called, our user, our traces."""

    site: str
    works: Sequence[Work]
    names: Mapping[Address, frozenset[str]]
    user: str
    tracing: Tracing
    leaves: Callable[[Action], str]


def refuse_span(since: str, until: str, now: str) -> None:
    """Refuse a time that has not passed.

    Raises: ZhengyunError (ZY-GOV-171).
    """
    if until > now or (since and since >= until):
        raise ZhengyunError(codes.NO_SPAN, since=since or "-", until=until, now=now)


def reconcile(deeds: Iterable[Deed], ground: Ground, until: str) -> Reconciled:
    """Hold each deed against the changes; `deeds` come oldest first, those after `until` are left for the next time."""
    matcher = _Matcher(ground)
    explained: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    findings: list[Finding] = []
    told = [deed for deed in deeds if deed.at <= until or not _moment(deed)]
    spoken = {(deed.service, deed.at) for deed in told if deed.actor_id and deed.succeeded}
    for deed in told:
        rule = _changes_nothing(deed) or _echoes(deed, spoken)
        if rule:
            left_out[rule] += 1
            continue
        request, finding = matcher.judge(deed)
        if finding:
            findings.append(finding)
        else:
            explained[request] += 1
    return Reconciled(dict(sorted(explained.items())), tuple(findings), dict(left_out), tuple(matcher.silent(until)))


def _changes_nothing(deed: Deed) -> str:
    if not deed.succeeded:
        return REFUSED
    if deed.what.startswith("authenticate"):
        return LOGIN
    return FOLLOWED if deed.derived_from and not deed.doubtful else ""


def _echoes(deed: Deed, spoken: Collection[tuple[str, str]]) -> str:
    """Keystone tells some changes twice, the second time without a name, in the same moment."""
    moment = None if deed.actor_id else _moment(deed)
    moments = (deed.at, text(moment - SECOND)) if moment else ()
    return ECHO if any((deed.service, at) in spoken for at in moments) else ""


def _moment(deed: Deed) -> datetime | None:
    """When it was; None where what the service wrote is no instant."""
    try:
        return parse(deed.at)
    except ValueError:
        return None


@dataclass
class _Lot:
    """One work with what is known of it: the names of its thing, of what it mentions, of all that is its tenant's; its time."""

    work: Work
    own: frozenset[str]
    mentioned: frozenset[str]
    ours: frozenset[str]
    projects: frozenset[str]
    began: str
    ended: str
    made: bool = False
    told: bool = field(default=False)


class _Matcher:
    """Finds for each deed the work that explains it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._projects = {
            name: one.tenant for one, names in ground.names.items() if one.kind == "project" for name in names
        }
        of_tenant: defaultdict[str, set[str]] = defaultdict(set)
        for address, names in ground.names.items():
            of_tenant[address.tenant] |= names
        ours = {tenant: frozenset(names) for tenant, names in of_tenant.items()}
        self._by_path: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
        for address, names in ground.names.items():
            self._by_path[address.path] |= names
        works = sorted(
            (one for one in ground.works if one.action.address.site == ground.site), key=lambda one: one.began
        )
        self._lots = [self._lot(one, ours) for one in works]
        self._begins = [one.began for one in self._lots]
        self._longest = max((parse(one.ended) - parse(one.began) for one in self._lots), default=timedelta(0))

    def judge(self, deed: Deed) -> tuple[str, Finding | None]:
        """The request that explains a deed, or the finding that it is."""
        under_way = self._under_way(deed)
        requests = tuple(sorted({one.work.request for one in under_way}))
        traced = [
            (one, how) for one in under_way if (how := self._ground.tracing(one.work.action, deed)) is not Trace.NONE
        ]
        fitting = [(one, how) for one, how in traced if self._ours(deed, one) and _names(deed, one, how)]
        if not fitting:
            return "", Finding(deed, self._why(deed, under_way), requests)
        free = [one for one, how in fitting if how is not Trace.MAKES or deed.target or not one.made]
        if not free:
            return "", Finding(deed._replace(matched=CANDIDATE), TOO_MANY, requests)
        # Of several that make such things, that which is over first: the others may still be about to.
        lot = min(free, key=lambda one: (one.ended, one.work.action.id))
        lot.told = True
        if dict(_by_id(fitting))[id(lot)] is Trace.MAKES:
            lot.made = True
        for one, _how in fitting:
            # What one call does for several of them, as a quota's, is found of each.
            one.told = one.told or _how is not Trace.MAKES
        return lot.work.request, None

    def silent(self, until: str) -> Iterator[Gap]:
        """Yield the times in which actions were done of which a service that should have recorded them says nothing."""
        missing: defaultdict[str, list[_Lot]] = defaultdict(list)
        # What a run that was torn off has made, the next one finds there.
        told = {(one.work.request, one.work.action.id) for one in self._lots if one.told}
        for one in self._lots:
            service = self._ground.leaves(one.work.action)
            known = (one.work.request, one.work.action.id) in told
            if service and one.work.done and not known and one.ended <= until:
                missing[service].append(one)
        for service, lots in sorted(missing.items()):
            began, ended = min(one.work.began for one in lots), max(one.work.ended for one in lots)
            yield Gap(self._ground.site, service, began, ended, NO_TRACE, len(lots))

    def _lot(self, work: Work, ours: Mapping[str, frozenset[str]]) -> _Lot:
        address = work.action.address
        own = frozenset({work.action.target, work.made, *self._ground.names.get(address, ())} - {""})
        projects = self._ground.names.get(Address(address.site, "project", address.tenant), frozenset())
        began, ended = text(parse(work.began) - SLACK), text(parse(work.ended) + SLACK)
        paths = {path for value in work.action.attributes.values() for path in _paths(value)}
        mentioned = own.union(*(self._by_path[path] for path in paths if path in self._by_path))
        whole = ours.get(address.tenant, frozenset()) | own
        return _Lot(work, own, mentioned, whole, projects, began, ended)

    def _under_way(self, deed: Deed) -> list[_Lot]:
        """The works that were being carried out when something was done."""
        moment, at = _moment(deed), deed.at
        if moment is None:
            return []
        last = bisect_right(self._begins, at)
        earliest = text(moment - self._longest)
        found = []
        for one in reversed(self._lots[:last]):
            if one.began < earliest:
                break
            if one.ended >= at:
                found.append(one)
        return found

    def _ours(self, deed: Deed, lot: _Lot) -> bool:
        """Whether it was done by our user, or by one whom the action makes or is about, and not in another tenant's project."""
        by_us = deed.actor_id == self._ground.user or (
            lot.work.action.address.kind == "credential" and deed.actor_id in lot.ours
        )
        elsewhere = self._projects.get(deed.tenant_id, lot.work.action.address.tenant)
        return by_us and elsewhere == lot.work.action.address.tenant

    def _why(self, deed: Deed, under_way: Sequence[_Lot]) -> str:
        if deed.actor_id != self._ground.user:
            return ANOTHER if deed.actor_id else NOBODY
        return NO_ACTION if under_way else NO_CHANGE


def _by_id(fitting: Iterable[tuple[_Lot, Trace]]) -> Iterator[tuple[int, Trace]]:
    return ((id(one), how) for one, how in fitting)


def _names(deed: Deed, lot: _Lot, how: Trace) -> bool:
    """Whether a deed names what it must name."""
    named = {deed.target, *deed.target.split("/"), *deed.within} - {""}
    if how is Trace.MAKES:
        return not deed.target or deed.target in lot.own
    if how is Trace.ITSELF:
        return not named.isdisjoint(lot.own)
    known = lot.mentioned if how is Trace.BESIDE else lot.ours
    return how is Trace.LOOSE or not named.isdisjoint(known)


def _paths(value: Value) -> Iterator[str]:
    """The paths in an attribute, whatever is said beside them: `finance/inner 101`."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one.partition(" ")[0]
