"""What could be given back: each with whose it is, since when nobody uses it, how large it is and what it costs a month."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from zhengyun.estate.prices import Prices
from zhengyun.resource import Address, Existing

DAY: Final = 86_400
MIB: Final = 1024
NOT_OURS: Final = "unclaimed"
# The last part of a copy's path: the moment at which it was taken.
MOMENT: Final = re.compile(r"[0-9]{8}t[0-9]{4}z")
OFF: Final = frozenset({"SHUTOFF", "SHELVED", "SHELVED_OFFLOADED", "ERROR"})


class Why(StrEnum):
    """Why something is offered."""

    IDLE = "idle"
    """A server that has been off for long."""
    UNDECLARED = "undeclared"
    """It lies with a tenant of ours, and no file declares it."""
    UNATTACHED = "unattached"
    """A volume that no server has, or that one has left behind."""
    UNUSED = "unused"
    """An address that leads nowhere, or a port that nothing holds."""
    OLD = "old"
    """A snapshot or a backup that was taken long ago."""


class Size(NamedTuple):
    """How large something is."""

    vcpus: int = 0
    ram_mib: int = 0
    storage_gib: int = 0
    addresses: int = 0

    def cost(self, prices: Prices) -> float:
        """What it costs a month."""
        ram = self.ram_mib / MIB * prices.ram_gib
        stored = self.storage_gib * prices.storage_gib
        return round(self.vcpus * prices.vcpu + ram + stored + self.addresses * prices.floating, 2)


class Candidate(NamedTuple):
    """Something that could be given back. `since` is when it was last used, as far as its service tells; `days` since then."""

    why: Why
    what: str
    id: str
    name: str
    tenant: str
    project: str
    state: str
    since: str
    days: int | None
    size: Size
    created: str = ""


@dataclass(frozen=True, slots=True)
class Ages:
    """After how many days each is offered."""

    idle: int = 30
    old: int = 90


def candidates(able: Iterable[tuple[Address, Existing]], ages: Ages, now: datetime) -> list[Candidate]:
    """Of what could be given back, what nobody uses or declares; the largest loss first."""
    found = [one for address, existing in able for one in _offered(address, existing, ages, now)]
    return sorted(found, key=lambda one: (one.tenant, one.project, one.what, one.id))


def _offered(address: Address, existing: Existing, ages: Ages, now: datetime) -> Iterator[Candidate]:
    facts = existing.attributes
    foreign = address.kind == NOT_OURS
    what = str(facts["what"]) if foreign else address.kind
    state = str(facts.get("state") or "")
    since = str(facts.get("since") or "") or _moment(address.path)
    days = _days(since, now)
    why = _why(what, state, address.tenant, days, ages) if foreign else _why_ours(what, days, ages)
    if why:
        name = str(facts.get("name") or facts.get("address") or "") if foreign else address.path
        project = str(facts.get("project") or "")
        yield Candidate(
            why, what, existing.id, name, address.tenant, project, state, since, days, _size(what, existing),
            str(facts.get("created") or ""),
        )  # fmt: skip


def _why(what: str, state: str, tenant: str, days: int | None, ages: Ages) -> Why | None:
    """Why another's thing is offered, if it is."""
    if what == "server":
        if state in OFF and days is not None and days >= ages.idle:
            return Why.IDLE
        return Why.UNDECLARED if tenant != "site" else None
    if what == "volume":
        return Why.UNATTACHED
    if what in {"snapshot", "backup"}:
        return Why.OLD if days is not None and days >= ages.old else None
    return Why.UNUSED


def _why_ours(what: str, days: int | None, ages: Ages) -> Why | None:
    """A copy of ours is declared by nobody ever, and offered when it is old."""
    if what in {"snapshot", "backup"}:
        return Why.OLD if days is not None and days >= ages.old else None
    return Why.UNATTACHED if what == "rootvolume" else Why.UNDECLARED


def _moment(path: str) -> str:
    last = path.rpartition("/")[2]
    if not MOMENT.fullmatch(last):
        return ""
    return f"{last[:4]}-{last[4:6]}-{last[6:8]}T{last[9:11]}:{last[11:13]}:00Z"


def _days(since: str, now: datetime) -> int | None:
    """How many whole days ago that was; None where the service tells no moment."""
    try:
        then = datetime.fromisoformat(since)
    except ValueError:
        return None
    return max(0, int((now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds() // DAY))


def _size(what: str, existing: Existing) -> Size:
    facts = existing.attributes
    if what == "server":
        vcpus, ram, disk = _numbers(facts.get("size"))
        return Size(vcpus, ram, disk)
    stored = facts.get("size_gib")
    return Size(storage_gib=stored if isinstance(stored, int) else 0, addresses=int(what == "floating"))


def _numbers(value: object) -> tuple[int, int, int]:
    if isinstance(value, list) and len(value) == 3 and all(isinstance(one, int) for one in value):
        return value[0], value[1], value[2]
    return 0, 0, 0


def totals(found: Iterable[Candidate], prices: Prices) -> Mapping[str, float]:
    """What could be saved a month, by tenant or project."""
    sums: dict[str, float] = {}
    for one in found:
        owner = one.tenant if one.tenant != "site" else one.project
        sums[owner] = round(sums.get(owner, 0.0) + one.size.cost(prices), 2)
    return sums
