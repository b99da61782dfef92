"""Devices to speak to behind the same few words: a router of the town, and simulated ones."""

import ctypes
import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

from lab.devices.device import Faults, Kind, SimulatedDevice
from lab.devices.server import Login, Standing
from lab.town.standing import Town
from network.devices import opened
from network.port import Candidate, DeviceDriver, Identity, Limits, Opens
from network.rendering import platforms
from remote.identities import identity
from zhengyun.estate.devices import Device, Platform
from zhengyun.estate.hosts import Host
from zhengyun.secret import Secret

NEWNET: Final = 0x40000000
USER, PASSWORD = "netops", "correct horse"
LIMITS: Final = Limits(connect=60, command=60, revert=60)

RUNS: Final[dict[Platform, str]] = {
    "frr": "",
    "huawei_vrp": """\
sysname SW-ONE
vlan 10
 description office
interface GigabitEthernet0/0/1
 description to the core
 ip address 192.0.2.1 255.255.255.0
ip route-static 198.51.100.0 24 192.0.2.254
""",
    "hp_comware": """\
sysname SW-TWO
vlan 10
 description office
interface GigabitEthernet1/0/1
 port link-mode route
 description to the core
 ip address 192.0.2.2 255.255.255.0
ip route-static 198.51.100.0 24 192.0.2.254
""",
    "cisco_ios": """\
hostname R-THREE
archive
 path flash:zy
interface GigabitEthernet0/1
 description to the core
 ip address 192.0.2.3 255.255.255.0
ip route 198.51.100.0 255.255.255.0 192.0.2.254
""",
}
ADDED: Final[dict[Platform, str]] = {
    "frr": "ip route 203.0.113.0/24 blackhole\n",
    "huawei_vrp": "ip route-static 203.0.113.0 24 NULL0\n",
    "hp_comware": "ip route-static 203.0.113.0 24 NULL0\n",
    "cisco_ios": "ip route 203.0.113.0 255.255.255.0 Null0\n",
}
PATIENCE: Final = 180
NONSENSE: Final = "entirely unheard of"


def until(right: Callable[[], bool], what: str) -> None:
    """Wait until it is so. Raises: AssertionError where it never is."""
    limit = time.monotonic() + PATIENCE
    while not right():
        assert time.monotonic() < limit, f"never: {what}"
        time.sleep(0.1)


@contextmanager
def in_network(pid: int) -> Iterator[None]:
    """This thread in the network of a process; sockets that it makes stay there."""
    own, other = (os.open(path, os.O_RDONLY) for path in ("/proc/thread-self/ns/net", f"/proc/{pid}/ns/net"))
    library = ctypes.CDLL(None, use_errno=True)
    try:
        if library.setns(other, NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        yield
    finally:
        library.setns(own, NEWNET)
        os.close(own)
        os.close(other)


def from_within(town: Town, network: str = "internal", limits: Limits = LIMITS) -> Opens:
    """The way into devices from the management host of a network of the town."""
    pid, opens = town.management(network).pid, opened(limits)

    @contextmanager
    def enters(device: Device, who: Identity) -> Iterator[DeviceDriver]:
        with ExitStack() as stack:
            with in_network(pid):
                driver = stack.enter_context(opens(device, who))
            yield driver

    return enters


def router(host: Host) -> Device:
    """A router of the town as a device."""
    return Device(host.name, host.title, host.site, host.zone, "frr", host.address, host.port, host.key, "zy-net")


@dataclass
class Hand(ABC):
    """A device for a test, which leaves it as it was."""

    device: Device
    me: Identity
    stranger: Identity
    least: int
    """A time in seconds after which it goes back by itself: short for whoever waits for it, and long enough to see before that what counts."""
    limits: Limits = LIMITS

    @property
    def platform(self) -> Platform:
        """What it is."""
        return self.device.platform

    @property
    @abstractmethod
    def opens(self) -> Opens:
        """The way in."""

    @abstractmethod
    def pass_time(self, seconds: int) -> None:
        """So many seconds pass on the device."""

    def running(self) -> str:
        """What it runs, in normal form, told by a session of its own."""
        with self.opens(self.device, self.me) as driver:
            return platforms.normal(self.platform, driver.running(), managed=False)

    def wanted(self) -> str:
        """What it runs, and one line more."""
        return platforms.normal(self.platform, self.running() + ADDED[self.platform], managed=False)

    def candidate(self) -> Candidate:
        """What adds the line."""
        return Candidate(self.platform, (ADDED[self.platform].strip(),))


@dataclass
class SimulatedHand(Hand):
    """A simulated device; its clock is moved by hand."""

    simulated: SimulatedDevice = field(default_factory=lambda: SimulatedDevice.made("X", "cisco_ios", ""))
    now: list[float] = field(default_factory=lambda: [0.0])

    @property
    def opens(self) -> Opens:
        """The way in."""
        return opened(self.limits)

    def pass_time(self, seconds: int) -> None:
        """Its clock moves on."""
        self.now[0] += seconds

    def fill(self, text: str) -> None:
        """It runs this besides."""
        more = SimulatedDevice.made(self.device.name, self.simulated.kind, text)
        self.simulated.running.lines.update(more.running.lines)

    @property
    def faults(self) -> Faults:
        """What is wrong with it."""
        return self.simulated.faults


def simulated(kind: Kind) -> tuple[SimulatedDevice, list[float]]:
    """A device of a platform, and its clock."""
    now = [0.0]
    name = RUNS[kind].split()[1]
    made = SimulatedDevice.made(name, kind, RUNS[kind])
    made.clock = lambda: now[0]
    return made, now


def login() -> Login:
    """Who is let into simulated devices."""
    return Login(USER, PASSWORD)


def hand_of(one: Standing, now: list[float]) -> SimulatedHand:
    """A simulated device that answers."""
    device = Device(one.device.name, "", "primary", "core", one.device.kind, one.address, one.port, one.key, USER)
    me, stranger = (Identity(USER, Secret({"password": word})) for word in (PASSWORD, "wrong"))
    return SimulatedHand(device, me, stranger, 60, simulated=one.device, now=now)


@dataclass
class RouterHand(Hand):
    """The scratch router of the town."""

    town: Town = field(kw_only=True)

    @classmethod
    def of(cls, town: Town, host: Host) -> "RouterHand":
        """The hand on a router."""
        # Somebody else's certificate is of the other network's authority.
        me, stranger = (identity("zy-net", town.ssh(network) / "net") for network in ("internal", "external"))
        return cls(router(host), me, stranger, 15, town=town)

    @property
    def opens(self) -> Opens:
        """The way in."""
        return from_within(self.town, limits=self.limits)

    def pass_time(self, seconds: int) -> None:
        """It goes back when its own clock says so."""
        del seconds
        until(lambda: self.status() == "idle", "it goes back by itself")

    def status(self) -> str:
        """What the program of the account says."""
        node = self.town.node(self.device.name)
        return node.run("/usr/local/libexec/zhengyun-frr", "-c", "status", user="frr").stdout.strip()
