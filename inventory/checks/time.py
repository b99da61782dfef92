"""The time tree: every way leads to a reference, every client asks its own zone, and every server can be asked."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network

from inventory import codes
from inventory.checks.hosts import One, hosts_in
from inventory.compile.hosts import hosts_of
from inventory.compile.time import time_of
from inventory.files import EstateFiles, Loaded
from inventory.nearest import listed, nearest
from inventory.schema.time import TimeFile
from zhengyun.errors import N_, Place, Words, ZhengyunError
from zhengyun.estate.hosts import Hosts
from zhengyun.estate.time import CLIENT, SERVER, UNSYNCHRONISED, Time, asked_at, reached


def time(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield everything that is wrong with where hosts would have their time from."""
    if files.time is None:
        yield from _untold(files)
        return
    tree, hosts = time_of(files.time.model), hosts_of(files)
    yield from _references(files, files.time, tree, hosts)
    yield from _strata(files.time, tree)
    yield from _roles(files, files.time, tree)
    yield from _zones(files, files.time, tree, hosts)
    yield from _addresses(files.time, tree, hosts)
    yield from _certified(files, files.time, tree, hosts)


def _untold(files: EstateFiles) -> Iterator[ZhengyunError]:
    for host in hosts_in(files):
        for role in (SERVER, CLIENT):
            if role in host.model.roles and host.knows("roles"):
                yield ZhengyunError(
                    codes.NO_TIME, place=host.place("roles", role, of_name=True), host=host.name, role=role
                )


def _references(files: EstateFiles, file: Loaded[TimeFile], tree: Time, hosts: Hosts) -> Iterator[ZhengyunError]:
    """Each name leads somewhere, and to one thing only."""
    all_hosts = all(site.hosts.lists("hosts") for site in files.sites.values() if site.hosts)
    known, above = all_hosts and file.lists("servers"), {**tree.sources, **tree.servers}
    for name, server in tree.servers.items():
        at = ("servers", name)
        if name not in hosts.hosts and all_hosts and file.knows(*at):
            yield _unknown(file.place(*at, of_name=True), N_("host"), name, hosts.hosts)
        if name in tree.sources and file.lists("sources"):
            other = file.place("sources", name, of_name=True)
            what = N_("name")
            yield ZhengyunError(
                codes.TAKEN_TWICE, place=file.place(*at, of_name=True), what=what, name=name, other=other
            )
        for position, source in enumerate(server.sources):
            if source not in above and file.lists("sources") and file.lists("servers"):
                yield _unknown(file.place(*at, "sources", position), N_("source of time"), source, above)
    for name, asked in tree.clients.items():
        at = ("clients", name)
        if name not in hosts.hosts and all_hosts and file.knows(*at):
            yield _unknown(file.place(*at, of_name=True), N_("host"), name, hosts.hosts)
        for position, server_name in enumerate(asked):
            if server_name not in tree.servers and known:
                yield _unknown(file.place(*at, "servers", position), N_("server of time"), server_name, tree.servers)


def _unknown(place: Place, what: str, name: str, legal: Iterable[str]) -> ZhengyunError:
    names = sorted(legal)
    return ZhengyunError(
        codes.UNKNOWN_REFERENCE, place=place, what=what, name=name, legal=listed(names), nearest=nearest(name, names)
    )


def _strata(file: Loaded[TimeFile], tree: Time) -> Iterator[ZhengyunError]:
    if not (file.lists("sources") and file.lists("servers")):
        return
    looping = set[str]()
    for name in tree.servers:
        path = _loop(tree, name)
        if path and not set(path) & looping:
            looping |= set(path)
            place = file.place("servers", name, "sources")
            yield ZhengyunError(codes.TIME_LOOP, place=place, server=name, path=" > ".join([*path, path[0]]))
    for name, server in tree.servers.items():
        stratum = tree.stratum(name)
        wrong = server.stratum not in {0, stratum} or (stratum >= UNSYNCHRONISED and not looping)
        if (
            wrong
            and file.knows("servers", name)
            and all(one in {**tree.sources, **tree.servers} for one in server.sources)
        ):
            place = file.place("servers", name, *(("stratum",) if server.stratum else ("sources",)))
            given = server.stratum or "-"
            yield ZhengyunError(codes.TIME_STRATUM, place=place, server=name, given=given, stratum=stratum)


def _loop(tree: Time, name: str) -> tuple[str, ...]:
    """The way from a server back to itself, if there is one."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen = set[str]()
    while ways:
        way = ways.pop()
        for above in tree.servers[way[-1]].sources:
            if above == name:
                return way
            if above in tree.servers and above not in seen:
                seen.add(above)
                ways.append((*way, above))
    return ()


def _roles(files: EstateFiles, file: Loaded[TimeFile], tree: Time) -> Iterator[ZhengyunError]:
    """Who serves has the role of a server, and no role of both."""
    for host in hosts_in(files):
        if not host.knows("roles") or not file.lists("servers"):
            continue
        roles, serves = host.model.roles, host.name in tree.servers
        told = (
            (serves and SERVER not in roles, N_("is a server of time.yaml, and has not the role time_server")),
            (not serves and SERVER in roles, N_("has the role time_server, and is no server of time.yaml")),
            (SERVER in roles and CLIENT in roles, N_("has both roles, time_server and time_client")),
        )
        for wrong, what in told:
            if wrong:
                yield ZhengyunError(codes.TIME_ROLE, place=host.place("roles"), host=host.name, what=Words(what))


def _zones(files: EstateFiles, file: Loaded[TimeFile], tree: Time, hosts: Hosts) -> Iterator[ZhengyunError]:
    for host in hosts_in(files):
        if CLIENT not in host.model.roles or host.name not in hosts.hosts or not host.knows("zone"):
            continue
        asks = [one for one in tree.asks(hosts.hosts[host.name], hosts) if one in hosts.hosts]
        if not asks and file.lists("servers") and host.name not in tree.clients:
            values = {"host": host.name, "zone": host.model.zone}
            yield ZhengyunError(codes.NO_TIME_SERVER, place=host.place("roles", CLIENT, of_name=True), **values)
        yield from _strangers(host, file, asks, hosts)


def _strangers(host: One, file: Loaded[TimeFile], asks: list[str], hosts: Hosts) -> Iterator[ZhengyunError]:
    """Servers of other zones, which only a line of time.yaml can name."""
    for name in asks:
        other = hosts.hosts[name].zone
        if other != host.model.zone and file.knows("clients", host.name):
            values = {"host": host.name, "zone": host.model.zone, "server": name, "other": other}
            yield ZhengyunError(codes.OTHER_ZONES_SERVER, place=file.place("clients", host.name, "servers"), **values)


def _addresses(file: Loaded[TimeFile], tree: Time, hosts: Hosts) -> Iterator[ZhengyunError]:
    """Each server can be asked by whoever asks it."""
    asking = [(one, tree.servers[one].sources) for one in tree.servers]
    asking += [(name, tree.asks(host, hosts)) for name, host in hosts.hosts.items() if CLIENT in host.roles]
    lost: dict[str, str] = {}
    for asker, asked in asking:
        for name in asked:
            there = name in tree.servers and name in hosts.hosts and asker in hosts.hosts
            if there and not reached(tree.servers[name], hosts.hosts[asker], hosts):
                lost.setdefault(name, asker)
    for name, asker in lost.items():
        if file.knows("servers", name):
            place = file.place("servers", name, of_name=True)
            yield ZhengyunError(codes.NO_TIME_ADDRESS, place=place, server=name, asker=asker)


def _certified(files: EstateFiles, file: Loaded[TimeFile], tree: Time, hosts: Hosts) -> Iterator[ZhengyunError]:
    """By a profile that there is, for servers, and for the addresses at which ours are asked."""
    if not tree.nts or not file.knows("nts"):
        return
    place = file.place("nts", "profile")
    profiles = files.pki.model.profiles if files.pki else {}
    if tree.nts not in profiles:
        if files.pki is None or files.pki.lists("profiles"):
            yield _unknown(place, N_("profile"), tree.nts, profiles)
        return
    profile = profiles[tree.nts]
    if profile.use != "server":
        what = Words(N_("it is for {use}"), {"use": profile.use})
        yield ZhengyunError(codes.TIME_PROFILE, place=place, profile=tree.nts, what=what)
    for name in tree.servers:
        for address in asked_at(name, tree, hosts):
            if not any(ip_address(address) in ip_network(one) for one in profile.addresses):
                what = Words(N_("it does not certify {address} of {server}"), {"address": address, "server": name})
                yield ZhengyunError(codes.TIME_PROFILE, place=place, profile=tree.nts, what=what)
