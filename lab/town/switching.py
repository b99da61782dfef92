"""Ports of a switch: in their bridge, out of it, or behind a wire; always by `ip` inside the switch's own namespace."""

import json
import subprocess
from collections.abc import Sequence
from typing import Final

from lab.town import breaking_codes as codes
from lab.town.faults import Condition, Port
from zhengyun.errors import ZhengyunError

SECONDS: Final = 60


def inner(port: Port) -> str:
    """The interface that stands in the bridge in the port's place while a wire is between them."""
    return f"b.{port.name}"


def outer(port: Port) -> str:
    """Its other end, which the wire holds."""
    return f"w.{port.name}"


def there(port: Port) -> frozenset[str]:
    """The interfaces of the port's switch.

    Raises: ZhengyunError ZY-LAB-083.
    """
    return frozenset(str(one["ifname"]) for one in json.loads(_ip(port, ["-j", "link", "show"])))


def shown(port: Port) -> str:
    """The interfaces of the port's switch with all that is told of them, as JSON.

    Raises: ZhengyunError ZY-LAB-083.
    """
    return _ip(port, ["-d", "-j", "link", "show"])


def told(port: Port, lines: Sequence[str]) -> None:
    """Have the port's switch do what these lines for `ip -batch` say.

    Raises: ZhengyunError ZY-LAB-083.
    """
    _ip(port, ["-batch", "-"], "\n".join(lines) + "\n")


def prepare(ports: Sequence[Port], present: frozenset[str]) -> None:
    """Make the two ends between which a wire comes, for ports that have none yet; nothing passes over them yet.

    Raises: ZhengyunError ZY-LAB-083.
    """
    lines = [line for port in ports if outer(port) not in present for line in _pair(port)]
    if lines:
        told(ports[0], lines)


def _pair(port: Port) -> list[str]:
    one, other = inner(port), outer(port)
    return [f"link add {one} type veth peer name {other}", f"link set {one} up", f"link set {other} up"]


def settle(ports: Sequence[tuple[Port, Condition]], present: frozenset[str]) -> None:
    """Bring ports of one switch into their condition, one after the other; a port that is as it should be notices nothing.

    Raises: ZhengyunError ZY-LAB-083.
    """
    lines = [line for port, wanted in ports if port.name in present for line in _lines(port, wanted, present)]
    if lines:
        told(ports[0][0], lines)


def _lines(port: Port, wanted: Condition, present: frozenset[str]) -> list[str]:
    lines = [f"link set {port.name} {'down' if wanted.down else 'up'}"]
    isolated = [f"link set {{}} type bridge_slave isolated {'on' if port.isolated else 'off'}"]
    if wanted.wired:
        lines += [f"link set {port.name} nomaster", f"link set {inner(port)} master {port.bridge}"]
        return lines + [line.format(inner(port)) for line in isolated]
    if outer(port) in present:
        lines.append(f"link del {outer(port)}")
    if wanted.alone:
        return [*lines, f"link set {port.name} nomaster"]
    return [*lines, f"link set {port.name} master {port.bridge}", *(line.format(port.name) for line in isolated)]


def _ip(port: Port, words: Sequence[str], stdin: str = "") -> str:
    try:
        done = subprocess.run(
            ["nsenter", f"--target={port.pid}", "--net", "ip", *words],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise ZhengyunError(codes.NO_SWITCH, segment=port.segment, problem=str(failed)) from failed
    if done.returncode:
        raise ZhengyunError(codes.NO_SWITCH, segment=port.segment, problem=done.stderr.strip())
    return done.stdout
