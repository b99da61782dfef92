"""The time tree as chrony's configuration, one text a host."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host, Hosts, Rendered
from zhengyun.estate.time import CLIENT, PORT, SERVER, Server, Source, Time, reached

TRUSTED: Final = "/etc/chrony/zhengyun-trusted.pem"
CERTIFICATE: Final = "/etc/chrony/zhengyun-nts.crt"
KEY: Final = "/etc/chrony/zhengyun-nts.key"
SECRET: Final = "nts"  # noqa: S105 - where the secrets lie, not what they are
"""Below this name each server's own key is kept under its own."""

# A lost packet must not cost minutes, and 32 servers at 16 s are two packets a second.
POLLED: Final = "iburst minpoll 4 maxpoll 6"
# Where a receiver fails its server goes on by itself, and says by its stratum that it does.
ALONE: Final = "local stratum 10 orphan"
COMMON: Final = (
    "driftfile /var/lib/chrony/chrony.drift",
    "ntsdumpdir /var/lib/chrony",
    "pidfile /run/chrony/chronyd.pid",
    "bindcmdaddress /run/chrony/chronyd.sock",
    "cmdport 0",
    # At the start only: a clock that is set back later would put the log out of order.
    "makestep 1 3",
    "rtcsync",
)


@dataclass(frozen=True, slots=True)
class Papers:
    """What goes with NTS: the certificates of whoever is trusted, and each server's own with its chain, all PEM."""

    trusted: str = ""
    certificates: Mapping[str, str] = field(default_factory=dict)


def rendered(estate: Estate, papers: Papers | None = None) -> tuple[Rendered, ...]:
    """What the roles of servers and of clients lay, for each host that has one of them, in the order of names."""
    if estate.time is None:
        return ()
    hosts, known = estate.hosts, papers or Papers()
    return tuple(one for name in sorted(hosts.hosts) for one in _of(estate.time, hosts, hosts.hosts[name], known))


def _of(time: Time, hosts: Hosts, host: Host, papers: Papers) -> Iterator[Rendered]:
    trusted = papers.trusted if time.nts else ""
    if SERVER in host.roles and host.name in time.servers:
        certificate = papers.certificates.get(host.name, "") if time.nts else ""
        told = {
            "lines": server_lines(time, hosts, host, certified=bool(certificate)),
            "trusted": trusted,
            "certificate": certificate,
        }
        yield _vars(host, SERVER, {**told, "secret": f"{SECRET}/{host.name}" if certificate else ""})
    elif CLIENT in host.roles:
        yield _vars(host, CLIENT, {"lines": client_lines(time, hosts, host), "trusted": trusted})


def _vars(host: Host, role: str, told: Mapping[str, object]) -> Rendered:
    """Ansible's variables bear their role's name, so that no two roles mean different things by one."""
    return Rendered(host.name, role, {f"{role}_{name}": value for name, value in told.items()})


def client_lines(time: Time, hosts: Hosts, host: Host) -> list[str]:
    """A client: it asks its zone's servers and answers nobody."""
    asked = (_server(time, hosts, host, time.servers[one]) for one in time.asks(host, hosts) if one in time.servers)
    return [*asked, *_trusting(time), "port 0", *COMMON]


def server_lines(time: Time, hosts: Hosts, host: Host, *, certified: bool) -> list[str]:
    """A server: where it has time from, and whom it answers. One that nobody has certified yet names no certificate: it would not start."""
    server = time.servers[host.name]
    above = [line for name in server.sources for line in _above(time, hosts, host, name)]
    own = (f"ntsservercert {CERTIFICATE}", f"ntsserverkey {KEY}") if certified else ()
    port = () if server.port == PORT else (f"port {server.port}",)
    return [*above, *_trusting(time), *own, *port, *allowed(time, hosts, host), *_alone(time, server), *COMMON]


def _alone(time: Time, server: Server) -> tuple[str, ...]:
    """Only who is nearest to a reference goes on without one: whoever asks him would else follow a clock that nobody sets."""
    return (ALONE,) if time.stratum(server.host) == 1 and not _trains(time, server) else ()


def _trains(time: Time, server: Server) -> bool:
    return any(time.sources[one].kind == "local" for one in server.sources if one in time.sources)


def _above(time: Time, hosts: Hosts, host: Host, name: str) -> Iterator[str]:
    if name in time.sources:
        yield _reference(time.sources[name])
    elif name in time.servers:
        yield _server(time, hosts, host, time.servers[name])


def _reference(source: Source) -> str:
    if source.kind == "upstream":
        port = f" port {source.port}" if source.port != PORT else ""
        return f"server {source.address}{port} {POLLED}{' nts' if source.nts else ''}"
    if source.kind == "local":
        return "local stratum 1"
    return f"refclock {source.refclock} refid {'BDS' if source.kind == 'beidou' else 'GPS'} poll 3"


def _server(time: Time, hosts: Hosts, asker: Host, server: Server) -> str:
    port = f" port {server.port}" if server.port != PORT else ""
    return f"server {reached(server, asker, hosts)}{port} {POLLED}{' nts' if time.nts else ''}"


def _trusting(time: Time) -> tuple[str, ...]:
    """Our servers are certified by our authority alone; whoever is elsewhere by whom the system trusts."""
    if not time.nts:
        return ()
    elsewhere = any(one.nts for one in time.sources.values())
    return (f"ntstrustedcerts {TRUSTED}", *(() if elsewhere else ("nosystemcert",)))


def allowed(time: Time, hosts: Hosts, host: Host) -> list[str]:
    """Whom a server answers: the segments that it is on itself, and the addresses of whoever asks it from elsewhere.

    Nobody on the border: the other network has a time of its own.
    """
    near = {one.segment for one in host.interfaces}
    own = {segment.addresses for name, segment in hosts.segments.items() if name in near and not segment.border}
    askers = (asker for asker in hosts.hosts.values() if host.name in _asked(time, hosts, asker))
    far = {address for asker in askers for address in leaving(asker, hosts, near)}
    return [f"allow {one}" for one in (*sorted(own), *sorted(far))]


def leaving(asker: Host, hosts: Hosts, near: AbstractSet[str]) -> Iterator[str]:
    """The addresses that a host may ask from: not those where its server is joined to it itself, nor management and border."""
    for one in asker.interfaces:
        segment = hosts.segments.get(one.segment)
        if segment and one.segment not in near and not segment.management and not segment.border:
            yield one.address.partition("/")[0]


def _asked(time: Time, hosts: Hosts, asker: Host) -> tuple[str, ...]:
    if asker.name in time.servers:
        return time.servers[asker.name].sources
    return time.asks(asker, hosts) if CLIENT in asker.roles else ()
