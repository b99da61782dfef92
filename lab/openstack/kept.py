"""What a site keeps from boot to boot: its size, its ports and its passwords."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from lab import codes
from lab.files import read_json, write_private
from lab.openstack.services import ADDRESS, BEFORE, PEOPLE, SERVICES
from zhengyun.errors import ZhengyunError

_BOUNDS = {"hosts": (1, 20), "vcpus": (1, 1024), "ram_mib": (1024, 1 << 24), "disk_gib": (1, 1 << 20)}


@dataclass(frozen=True, slots=True)
class Size:
    """How many compute hosts a site has, and what each of them offers.

    `ram_mib` in MiB, `disk_gib` in GiB. Nova overcommits processors four times, memory and disk not at all.

    Raises: ZhengyunError ZY-LAB-009 for a number outside the bounds.
    """

    hosts: int = 3
    vcpus: int = 64
    ram_mib: int = 262_144
    disk_gib: int = 4_000

    def __post_init__(self) -> None:
        for name, (least, most) in _BOUNDS.items():
            value = getattr(self, name)
            if not isinstance(value, int) or not least <= value <= most:
                raise ZhengyunError(codes.BAD_SIZE, field=name, least=least, most=most, value=value)

    def host_names(self) -> tuple[str, ...]:
        """The names of the compute hosts, counted from 1."""
        return tuple(f"compute-{number}" for number in range(1, self.hosts + 1))


@dataclass(frozen=True, slots=True)
class Kept:
    """The contents of a site's `site.json`; passwords are by user name, `tls` where a front stands before the services."""

    size: Size
    passwords: Mapping[str, str] = field(repr=False)
    ports: Mapping[str, int] = field(default_factory=dict)
    tls: bool = False

    @property
    def auth_url(self) -> str | None:
        """Keystone's address among the services; None before the first boot."""
        port = self.ports.get("keystone")
        return f"http://{ADDRESS}:{port}{SERVICES['keystone'].path}" if port else None

    @property
    def public_url(self) -> str | None:
        """Keystone's address for people; None before the first boot."""
        port = self.ports.get(BEFORE["keystone"])
        return f"https://{ADDRESS}:{port}{SERVICES['keystone'].path}" if self.tls and port else self.auth_url

    def with_ports(self, ports: Mapping[str, int]) -> "Kept":
        """The same with other ports."""
        return replace(self, ports=dict(ports))

    def with_tls(self, tls: bool) -> "Kept":
        """The same with a front or without."""
        return replace(self, tls=tls)

    def with_size(self, size: Size) -> "Kept":
        """The same with another size."""
        return replace(self, size=size)


def new(size: Size) -> Kept:
    """What a new site keeps: a password of its own for each user, no ports yet."""
    users = (*PEOPLE, *(service for service in SERVICES if service != "keystone"))
    return Kept(size, {user: secrets.token_urlsafe(24) for user in users})


def load(path: Path) -> Kept | None:
    """What was kept in `path`, or None where nothing was.

    Raises: ZhengyunError ZY-LAB-012 where the file is damaged.
    """
    try:
        value = read_json(path)
        if value is None:
            return None
        size = Size(**_numbers(value["size"]))
        passwords = _strings(value["passwords"])
        return Kept(size, passwords, _numbers(value["ports"]), value.get("tls") is True)
    except (ValueError, KeyError, TypeError, ZhengyunError) as wrong:
        problem = f"{type(wrong).__name__}: {wrong}"
        raise ZhengyunError(codes.DAMAGED, path=path, site=path.parent.name, problem=problem) from wrong


def save(path: Path, kept: Kept) -> None:
    """Write `kept` to `path`, readable by its owner alone."""
    value = {
        "size": asdict(kept.size),
        "tls": kept.tls,
        "ports": dict(kept.ports),
        "passwords": dict(kept.passwords),
    }
    write_private(path, json.dumps(value, indent=2) + "\n")


def _numbers(value: object) -> dict[str, int]:
    if not isinstance(value, dict) or not all(isinstance(number, int) for number in value.values()):
        raise ValueError(f"numbers by name expected, not {value!r}")
    return value


def _strings(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
        raise ValueError("texts by name expected")
    return value
