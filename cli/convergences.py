"""How a town's core finds another way when a link is cut: measured with streams, beside what the files predict."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal

from cli import lab_town
from cli.lab_faults import breaking
from cli.output import table
from cli.session import Session
from cli.text import _
from network.codes import convergence as codes
from zhengyun.errors import N_, ZhengyunError

if TYPE_CHECKING:
    from lab.town.breaking import Breaking
    from lab.town.standing import Town
    from lab.town.streaming import Flow, Streams
    from network.surviving import Fate

Mode = Literal["carrier", "silent"]
MODES: Final[tuple[Mode, ...]] = ("carrier", "silent")
NETWORK: Final = "internal"
# Seconds: as long a stream comes without a stop before a cut, and after it, to count as one that flows; nobody waits any longer than LONGEST.
FLOWS: Final = 1.0
LONGEST: Final = 60.0
# By how a link is cut, when its neighbours know at the latest: silence is noticed by the core's dead interval of 4 s.
KNOWN: Final[Mapping[Mode, float]] = {"carrier": 2.0, "silent": 6.0}
POLL: Final = 0.1
SILENT: Final = 200_000_000
FATES: Final[Mapping[str, str]] = {
    "untouched": N_("untouched"),
    "rerouted": N_("rerouted"),
    "severed": N_("severed"),
}


@dataclass(frozen=True)
class Outage:
    """What a cut did to one stream. Milliseconds; `flows` is whether it came again."""

    link: str
    mode: Mode
    source: str
    target: str
    fate: str
    flows: bool
    lost: int
    milliseconds: float

    @property
    def right(self) -> bool:
        """Whether it went as predicted: what survives came again, what does not did not, and what is elsewhere lost nothing."""
        if self.fate == "untouched":
            return self.flows and not self.lost
        return self.flows == (self.fate == "rerouted")


@dataclass(frozen=True)
class Converged:
    """All of it."""

    family: int
    outages: tuple[Outage, ...]
    seconds: float

    @property
    def wrong(self) -> tuple[Outage, ...]:
        """What did not go as predicted."""
        return tuple(one for one in self.outages if not one.right)


class Measuring:
    """Cuts links of a town one after the other, and heals each before the next."""

    def __init__(self, session: Session, family: int) -> None:
        from lab.town.estates import estate
        from network.model import Model
        from network.surviving import Core

        self._session, self._family = session, family
        self.town: Town = lab_town.found()
        model = Model([estate(NETWORK)], datetime.now(UTC).date())
        self.core: Core = Core(model, family)
        self._breaking: Breaking = breaking(self.town)

    def measure(self, links: Sequence[str], modes: Sequence[Mode]) -> Converged:
        """Every link in every mode.

        Raises: ZhengyunError (ZY-NET-214, ZY-NET-215, ZY-NET-216, ZY-LAB-*).
        """
        if self._breaking.standing():
            raise ZhengyunError(codes.NOT_WHOLE)
        hosts = [one for one in self.core.hosts() if self.town.up(one)]
        if len(hosts) < 2:
            raise ZhengyunError(codes.NO_STREAMS)
        began = time.monotonic()
        outages: list[Outage] = []
        with self._streams(hosts) as streams:
            usual = self._usual()
            for link in links or self.core.links():
                for mode in modes:
                    self._session.say(_("{link} is cut: {mode}").format(link=link, mode=mode))
                    outages += self._one(streams, link, mode)
                    _until(lambda: self._routes() == usual, codes.NOT_AGAIN)
        return Converged(self._family, tuple(outages), time.monotonic() - began)

    def _one(self, streams: "Streams", link: str, mode: Mode) -> Iterator[Outage]:
        _until(lambda: all(map(_flowing, streams.look())), codes.NO_STREAM)
        streams.look(anew=True)
        _until(lambda: all(one.received > FLOWS * 500 for one in streams.look()), codes.NO_STREAM)
        streams.look(anew=True)
        predicted = {
            (one.source, one.target): self.core.predict(one.source, one.target, link) for one in streams.look()
        }
        try:
            self._breaking.cut(link, silent=mode == "silent")
            found = self._settled(streams, predicted, KNOWN[mode])
        finally:
            self._breaking.heal(link)
        for one in found:
            fate = predicted[one.source, one.target]
            gap = max(one.gap, one.silent) if not _flowing(one) else one.gap
            yield Outage(link, mode, one.source, one.target, fate, _flowing(one), one.lost, gap / 1e6)

    def _settled(
        self, streams: "Streams", predicted: "Mapping[tuple[str, str], Fate]", known: float
    ) -> "tuple[Flow, ...]":
        """How the streams stand once those that shall survive have flowed for a while, and a silent neighbour would have been missed."""
        ends, since = time.monotonic() + LONGEST, 0.0
        least = time.monotonic() + known
        while True:
            found = streams.look()
            now = time.monotonic()
            back = all(_flowing(one) for one in found if predicted[one.source, one.target] != "severed")
            since = (since or now) if back else 0.0
            if (back and now - since >= FLOWS and now >= least) or now >= ends:
                return found
            time.sleep(POLL)

    @contextmanager
    def _streams(self, hosts: Sequence[str]) -> "Iterator[Streams]":
        from lab.town.streaming import Streams

        with Streams(
            {one: self.town.node(one) for one in hosts}, {one: self._address(one) for one in hosts}
        ) as streams:
            yield streams

    def _address(self, host: str) -> str:
        found, segments = self.core.estate.hosts.hosts[host], self.core.estate.hosts.segments
        one = next(one for one in found.interfaces if not segments[one.segment].management)
        address = one.address if self._family == 4 else one.address6
        return address.partition("/")[0]

    def _usual(self) -> Mapping[str, frozenset[str]]:
        """The routes once all neighbours are there, and no route has come or gone for a while."""
        _until(self._whole, codes.NOT_AGAIN)
        ends, since, found = time.monotonic() + LONGEST, time.monotonic(), self._routes()
        while time.monotonic() - since < FLOWS:
            if time.monotonic() > ends:
                raise ZhengyunError(codes.NOT_AGAIN, seconds=round(LONGEST))
            time.sleep(POLL)
            if (now := self._routes()) != found:
                since, found = time.monotonic(), now
        return found

    def _whole(self) -> bool:
        show = "show ip ospf neighbor" if self._family == 4 else "show ipv6 ospf6 neighbor"
        return all(self._shown(one, show).count("Full") >= self.core.neighbours(one) for one in self.core.routers)

    def _routes(self) -> Mapping[str, frozenset[str]]:
        """By router, what OSPF would send where, in words that are the same each time; that the kernel sends it there, streams show."""
        show = "show ip ospf route" if self._family == 4 else "show ipv6 ospf6 route"
        return {name: frozenset(_routes_in(self._shown(name, show))) for name in self.core.routers}

    def _shown(self, router: str, show: str) -> str:
        return self.town.node(router).run("vtysh", "-c", show).stdout


def _routes_in(said: str) -> Iterator[str]:
    """Each way with what it leads to. Of IPv6 only those with a star are taken, and the last word is since when."""
    to = ""
    for line in said.splitlines():
        words = line.split()
        if line.startswith("*"):
            to = words[2]
            yield " ".join(words[:-1])
        elif line[:1].isalpha():
            to = " ".join(words)
        elif words[:1] == ["N"]:
            to = ""
        elif words and to:
            yield f"{to} {' '.join(words)}"


def _flowing(one: "Flow") -> bool:
    return one.received > 0 and one.silent < SILENT


def _until(holds: Callable[[], bool], code: Any) -> None:
    ends = time.monotonic() + LONGEST
    while not holds():
        if time.monotonic() > ends:
            raise ZhengyunError(code, seconds=round(LONGEST))
        time.sleep(POLL)


def document(found: Converged) -> dict[str, Any]:
    """The same as data."""
    return {
        "family": found.family,
        "seconds": round(found.seconds, 1),
        "as_predicted": not found.wrong,
        "outages": [
            {
                "link": one.link,
                "cut": one.mode,
                "source": one.source,
                "target": one.target,
                "predicted": one.fate,
                "flows": one.flows,
                "lost": one.lost,
                "milliseconds": round(one.milliseconds, 1),
                "as_predicted": one.right,
            }
            for one in found.outages
        ],
    }


def lines(found: Converged) -> Iterator[str]:
    """A row a stream, then what did not go as predicted."""
    modes = {"carrier": _("carrier lost"), "silent": _("silently")}
    rows = []
    for (link, mode), outages in groupby(found.outages, key=lambda one: (one.link, one.mode)):
        rows += [
            (
                link,
                modes[mode],
                f"{one.source} → {one.target}",
                _(FATES[one.fate]),
                str(one.lost),
                f"{one.milliseconds:.0f} ms" if one.flows else "-",
                "✓" if one.right else "✗",
            )
            for one in outages
        ]
    yield from table((_("Link"), _("Cut"), _("Stream"), _("Predicted"), _("Lost"), _("Outage"), ""), rows)
    yield _("streams: {count} · not as predicted: {wrong} · {seconds} s").format(
        count=len(found.outages), wrong=len(found.wrong), seconds=round(found.seconds)
    )
