"""Who receives the lines of a network's hosts: its management host, with a certificate of an authority made for that alone.

OpenSSL's own program makes both, once; they stay from start to start. The private key lies among what hosts are told in secret.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from lab.files import private_directory, write_private
from lab.town import codes
from lab.town.place import TownPlace
from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import Host, Hosts

NAME: Final = "log/key"
"""What the secret is called that is the receiver's private key."""
SECONDS: Final = 60
CURVE: Final = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Receiver(NamedTuple):
    """Certificates as PEM: the authority's, and that of the host which receives."""

    name: str
    trusted: str
    certificate: str


def receiver(place: TownPlace, network: str, name: str, openssl: Sequence[str]) -> Receiver:
    """The certificates of a network's receiver, made where they are not there yet. Raises: ZhengyunError ZY-LAB-062."""
    folder = private_directory(place.network(network) / "log")
    authority, own = folder / "authority", folder / name
    if not own.with_suffix(".crt").exists():
        _openssl(openssl, "req", "-x509", *CURVE, "-days", "3650", "-subj", f"/CN={network} log", *_pair(authority))
        more = ("-addext", f"subjectAltName=DNS:{name}", "-addext", "basicConstraints=critical,CA:FALSE")
        signing = ("-CA", f"{authority}.crt", "-CAkey", f"{authority}.key", *more)
        _openssl(openssl, "req", "-x509", *CURVE, "-days", "3650", "-subj", f"/CN={name}", *signing, *_pair(own))
    secrets = private_directory(private_directory(place.network(network) / "host-secrets") / "log")
    write_private(secrets / "key", own.with_suffix(".key").read_text())
    return Receiver(name, authority.with_suffix(".crt").read_text(), own.with_suffix(".crt").read_text())


def told(hosts: Hosts, one: Receiver) -> Mapping[str, str]:
    """For each host that forwards, the role's words in the estate: the receiver as he is seen from the host's management segment."""
    there = {each.segment: each.address.partition("/")[0] for each in hosts.hosts[one.name].interfaces}
    return {
        host.name: _words(host, hosts, there, one) for host in hosts.hosts.values() if "log_forwarding" in host.roles
    }


def _words(host: Host, hosts: Hosts, there: Mapping[str, str], one: Receiver) -> str:
    segment = next(each.segment for each in host.interfaces if hosts.segments[each.segment].management)
    words = {"receiver": there[segment], "name": one.name, "trusted": one.trusted}
    if host.name == one.name:
        words |= {"certificate": one.certificate, "secret": NAME}
    return json.dumps(words)


def _pair(path: Path) -> tuple[str, ...]:
    return ("-keyout", f"{path}.key", "-out", f"{path}.crt")


def _openssl(openssl: Sequence[str], *words: str) -> None:
    done = subprocess.run(
        [*openssl, *words], capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise ZhengyunError(codes.NODE_FAILED, command="openssl", node="-", problem=done.stderr.strip())
