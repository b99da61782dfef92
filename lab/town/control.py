"""The whole of the town: bring it up, find it, take it down."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lab.files import remove_tree
from lab.openstack.turn import hold
from lab.place import CHECKOUT, Place
from lab.progress import Steps, Tell, silent
from lab.town import (
    authority,
    base,
    cables,
    codes,
    copies,
    estates,
    guarding,
    keeper,
    layer,
    receiving,
    services,
    standing,
)
from lab.town.cables import End
from lab.town.keeper import Keeper, Shape
from lab.town.node import File, Node
from lab.town.place import TownPlace
from lab.town.services import Begins
from lab.town.standing import Town, found
from zhengyun.errors import N_, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host, Hosts

__all__ = ["Begins", "Town", "destroy", "down", "found", "kill", "up"]

TOOLS: Final = ("unshare", "nsenter", "setpriv", "setsid", "mount", "umount", "pivot_root", "ip", "git", "tar")
# What the kernel asks of who makes mounts and networks, by its own numbers (capabilities(7)).
CAPABILITIES: Final = {"CAP_NET_ADMIN": 12, "CAP_SYS_ADMIN": 21}
PYTHON: Final = Path("/usr/bin/python3")
# What a Debian has at its root and a node keeps; whatever else is there is nobody's business in the town.
KEPT: Final = frozenset(
    ("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "opt", "proc", "sbin", "srv", "sys", "usr", "var")
)
WORKERS: Final = 6
SECONDS: Final = 120


def up(place: Place, begins: Begins, *, tell: Tell = silent, small: bool = False) -> Town:
    """Build the town, all of it or its subset, and return when every host can be logged into. One that is whole stays as it is,
    but for guards that somebody has taken away and not put back.

    Raises: ZhengyunError ZY-LAB-011, -021, -061, -062.
    """
    able()
    own = TownPlace.of(place)
    place.make()
    with _turn(own, tell):
        town = found(place)
        if town and town.small == small and all(map(town.up, town.nodes)):
            # Whoever took a guard away, and ended before he put it back, has left it to us.
            guarding.of(town, tell).lower_all()
            return town
        _end(own)
        return _build(place, own, small, tell, begins)


def down(place: Place, *, tell: Tell = silent) -> None:
    """End the town; estates, keys and training sets stay. Raises: ZhengyunError ZY-LAB-011, -064."""
    own = TownPlace.of(place)
    if own.root.exists():
        with _turn(own, tell):
            _end(own)


def destroy(place: Place, *, tell: Tell = silent) -> None:
    """End the town and remove everything of it. Raises: as `down`."""
    down(place, tell=tell)
    remove_tree(TownPlace.of(place).root)


def kill(place: Place, name: str) -> None:
    """End a node with all that runs on it, as when its power fails. Raises: ZhengyunError ZY-LAB-063, -064."""
    town = found(place)
    if not town:
        raise ZhengyunError(codes.NO_NODE, node=name, nodes="-")
    town.node(name)
    keeper.end(town.records[name])


@contextmanager
def _turn(own: TownPlace, tell: Tell) -> Iterator[None]:
    own.make(estates.NETWORKS)
    with hold(own.root / "turn.lock", tell):
        yield


def _end(own: TownPlace) -> None:
    held = standing.first(own)
    if held:
        keeper.end(held)
    own.record.unlink(missing_ok=True)
    remove_tree(own.run)


def able() -> None:
    """Say what this machine lacks for a town. Raises: ZhengyunError ZY-LAB-061."""
    missing = [one for one in TOOLS if not shutil.which(one, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")]
    if not PYTHON.exists():
        missing.append(str(PYTHON))
    words = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("CapEff:"))
    held = int(words.split()[1], 16)
    missing += [name for name, bit in CAPABILITIES.items() if not held >> bit & 1]
    if os.geteuid() != 0 or missing:
        raise ZhengyunError(codes.NO_TOWN, problem=f"{', '.join(missing)}?" if missing else "uid != 0")


def _build(place: Place, own: TownPlace, small: bool, tell: Tell, begins: Begins) -> Town:
    steps = Steps("", 5, tell)
    own.make(estates.NETWORKS)
    programs = layer.ensure(place, tell)
    loaded = {network: estates.estate(network) for network in estates.NETWORKS}
    networks = {network: one.hosts for network, one in loaded.items()}
    chosen = [(network, host) for network, one in networks.items() for host in one.hosts.values()]
    chosen = [(network, host) for network, host in chosen if not small or host.name in estates.SMALL]
    names = [host.name for _, host in chosen]
    ends = cables.plan(networks, names)
    keygen, openssl = ([str(programs / "usr/bin" / name)] for name in ("ssh-keygen", "openssl"))
    keys = {name: authority.host(own, name, keygen) for one in networks.values() for name in one.hosts}
    used = dict.fromkeys(network for network, _ in chosen)
    users = {network: authority.users(own, network, keygen) for network in used}
    for network in used:
        logs = receiving.receiver(own, network, standing.MANAGERS[network], openssl)
        pins = {name: public for name, (_, public) in keys.items()}
        copies.copy(own, network, pins, users[network], receiving.told(networks[network], logs))
    steps.done(N_("keys and estates"))
    holding = Keeper(_shape(own, programs))
    try:
        pids = holding.start(
            cables.namespaces(ends), {host.name: _folders(own, network, host) for network, host in chosen}
        )
        steps.done(N_("{count} nodes"), count=len(names))
        _join(ends, pids, {host.name: host for _, host in chosen})
        steps.done(N_("networks"))
        nodes = {host.name: Node(host.name, pids[host.name], network) for network, host in chosen}
        _lay(nodes, loaded, begins, keys, users)
        _each(nodes.values(), lambda node: services.start(node, _host(networks, node.name)))
        steps.done(N_("services"))
        records = {name: standing.record(pids[name]) for name in names}
        town = Town(
            own,
            standing.record(holding.pid),
            nodes,
            records,
            {name: pids[name] for name in cables.namespaces(ends)},
            ends,
            small,
        )
        standing.keep(town)
        holding.stay()
    finally:
        holding.end()
    steps.done(N_("the town is up"))
    return town


def _shape(own: TownPlace, programs: Path) -> Shape:
    hidden = sorted(f"/{one.name}" for one in Path("/").iterdir() if one.is_dir() and one.name not in KEPT)
    return Shape(own.mount, programs, [*hidden, "/var/tmp"])  # noqa: S108 - of a node


def _folders(own: TownPlace, network: str, host: Host) -> list[str]:
    """A management host has the program that runs there, and what is its network's: nothing of the other's."""
    if host.kind != "management":
        return []
    programs = {CHECKOUT, Path(sys.prefix), Path(sys.base_prefix).resolve()}
    shared = sorted(one for one in programs if one.parts[1] not in KEPT)
    return [*(f"={one}" for one in shared), f"-{own.root}", f"+{own.network(network)}"]


def _host(networks: Mapping[str, Hosts], name: str) -> Host:
    return next(one.hosts[name] for one in networks.values() if name in one.hosts)


def _join(ends: Sequence[End], pids: Mapping[str, int], hosts: Mapping[str, Host]) -> None:
    """Make the networks, each in namespaces that are its own: none of it is ever in this machine's."""
    switches = cables.namespaces(ends)
    _ip(pids[switches[0]], cables.links(ends, pids))
    for one in switches:
        _ip(pids[one], cables.bridges(ends, one))
    for name, host in hosts.items():
        _ip(pids[name], cables.addresses(ends, host))


def _ip(pid: int, lines: Iterable[str]) -> None:
    """Have `ip` read these lines in the network of that process."""
    text = "".join(f"{line}\n" for line in lines)
    words = ["nsenter", f"--net=/proc/{pid}/ns/net", "ip", "-batch", "-"]
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        raise ZhengyunError(codes.NODE_FAILED, command="ip", node=pid, problem=done.stderr.strip())


def _lay(
    nodes: Mapping[str, Node],
    loaded: Mapping[str, Estate],
    begins: Begins,
    keys: Mapping[str, tuple[str, str]],
    users: Mapping[str, str],
) -> None:
    for node in nodes.values():
        estate = loaded[node.network]
        hosts = estate.hosts.hosts
        passwd, group = (node.path(f"/usr/share/base-passwd/{one}.master").read_text() for one in ("passwd", "group"))
        node.lay([*base.files(hosts[node.name], hosts.values(), passwd, group, users[node.network])])
        node.lay([*base.bootstrapped(hosts[node.name]), *services.files(estate, node.name, begins)])
        private, public = keys[node.name]
        node.lay([File(base.HOST_KEY, private, 0o600), File(f"{base.HOST_KEY}.pub", f"{public}\n")])


def _each(nodes: Iterable[Node], work: Callable[[Node], None]) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(work, nodes):
            pass
