"""Services that speak older microversions than they do: what a cloud of some years ago would answer."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Final

from lab.openstack.proxy import EVER, Fault

NUMBER: Final = re.compile(r"([0-9]+)\.([0-9]+)")
# What a client calls a service in the header is what its catalogue calls it, but for one.
HEADER: Final = {"block-storage": "volume"}


def older(**newest: str) -> tuple[Fault, ...]:
    """The services, such as `compute="2.60"`, refuse what is newer (406), and say so in their version documents."""
    refused = [
        Fault("", "", through=False, status=406, times=EVER, asked=_beyond(service.replace("_", "-"), version))
        for service, version in newest.items()
    ]
    return (*refused, Fault("GET", "^/$", through=True, times=EVER, rewrite=lambda body: _told(body, newest.values())))


def without(*extensions: str) -> tuple[Fault, ...]:
    """The network service has not these extensions, nor says that it had."""

    def rewrite(body: bytes) -> bytes:
        document = json.loads(body)
        document["extensions"] = [one for one in document["extensions"] if one["alias"] not in extensions]
        return json.dumps(document).encode()

    return (Fault("GET", "/extensions$", through=True, times=EVER, rewrite=rewrite),)


def _beyond(service: str, newest: str) -> Callable[[str], bool]:
    """Whether a header asks for more than that of the service."""
    name, most = HEADER.get(service, service), _number(newest)
    return lambda header: header.partition(" ")[0] == name and _number(header.partition(" ")[2]) > most


def _number(version: str) -> tuple[int, int]:
    match = NUMBER.fullmatch(version)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _told(body: bytes, newest: Iterable[str]) -> bytes:
    text = body.decode()
    for version in newest:
        major = version.partition(".")[0]
        text = re.sub(rf'("(?:max_)?version": )"{major}\.[0-9]+"', rf'\g<1>"{version}"', text)
    return text.encode()
