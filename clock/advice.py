"""What is allowed, and yet not as it should be: where one lie or one failure more would leave nobody to tell."""

from collections.abc import Iterator

from zhengyun.errors import N_, Words
from zhengyun.estate.hosts import Hosts
from zhengyun.estate.time import CLIENT, ENOUGH, Time


def advice(time: Time, hosts: Hosts) -> Iterator[Words]:
    """Yield what a time tree lacks, what is about all of it first."""
    voices = [one for one in time.sources if time.sources[one].kind == "upstream"]
    voices += [one for one in time.servers if time.stratum(one) == 1]
    if len(voices) < ENOUGH:
        values = {"count": len(voices), "names": ", ".join(voices) or "-", "enough": ENOUGH}
        text = N_(
            "references that can be held against each other: {count} ({names}); with {enough} one that lies is outvoted even where one fails"
        )
        yield Words(text, values)
    elif len(voices) % 2 == 0:
        text = N_("references: {count}; half of them lying cannot be outvoted by the other half, one more could")
        yield Words(text, {"count": len(voices)})
    yield from _sites(time, hosts)
    yield from _alone(time, hosts)


def _sites(time: Time, hosts: Hosts) -> Iterator[Words]:
    """A site that is cut off keeps its time only if it has a reference of its own."""
    first = {hosts.hosts[one].site for one in time.servers if one in hosts.hosts and time.stratum(one) == 1}
    for site in sorted({one.site for one in hosts.hosts.values()} - first):
        yield Words(N_("site {site} has no server next to a reference: cut off, it loses the time"), {"site": site})


def _alone(time: Time, hosts: Hosts) -> Iterator[Words]:
    for host in hosts.hosts.values():
        asks = time.asks(host, hosts) if CLIENT in host.roles else ()
        if len(asks) == 1:
            text = N_("{host} asks {server} alone: whatever that says is believed")
            yield Words(text, {"host": host.name, "server": asks[0]})
