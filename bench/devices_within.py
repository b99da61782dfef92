"""What `bench net-devices` runs in the network of a management host: routers read, two ways by turns, and one told a line; prints JSON."""

import json
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, Final

from nornir.core import Nornir
from nornir.core.inventory import ConnectionOptions, Defaults, Groups, Host, Hosts, Inventory
from nornir.core.plugins.connections import ConnectionPluginRegister
from nornir.plugins.runners import ThreadedRunner
from nornir_netmiko.connections.netmiko import Netmiko
from nornir_netmiko.tasks import netmiko_send_command

from bench.measure import Timed, call, middle
from network.collecting import collect
from network.devices import opened
from network.port import Candidate, Identity
from network.pushing import Order, push
from network.rendering import platforms
from remote.identities import identity
from zhengyun.estate.devices import Device

ROUNDS: Final = 5
USER: Final = "zy-net"
LINE: Final = "ip route 203.0.113.0/24 blackhole"
SCRATCH: Final = "p-scr"


class One:
    """The same key for all."""

    def __init__(self, who: Identity) -> None:
        self._who = who

    def login(self, device: Device) -> Identity:
        """As whom a router is entered."""
        del device
        return self._who


def main() -> None:
    """Measure with the routers that are read as JSON; the words are the key's file, and how many sessions."""
    warnings.filterwarnings("ignore")
    file, sessions = Path(sys.argv[1]), int(sys.argv[2])
    routers = [
        Device(name, "", "primary", "core", "frr", address, port, key, USER)
        for name, address, port, key in json.load(sys.stdin)
    ]
    many = [routers[number % len(routers)] for number in range(sessions)]
    who = identity(USER, file)
    ways: dict[str, Callable[[], None]] = {
        "network.collecting": lambda: _ours(many, who),
        "Nornir and netmiko": lambda: _nornir(many, file),
    }
    times: dict[str, list[Timed]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(call(way))
    told = [(name, middle(one).wall, max(each.wall for each in one), middle(one).cpu) for name, one in times.items()]
    scratch = next(one for one in routers if one.name == SCRATCH)
    pushed = [call(partial(_pushed, scratch, who, there)).wall for _ in range(ROUNDS) for there in (True, False)]
    print(json.dumps({"collect": told, "push": median(pushed)}))


def _ours(devices: Sequence[Device], who: Identity) -> None:
    read = collect(devices, One(who), opened())
    assert all("frr" in one.text for one in read), [one.trouble for one in read if one.trouble]


def _pushed(device: Device, who: Identity, there: bool) -> None:
    """From what runs to one line more, or back."""

    def normal(text: str) -> str:
        return platforms.normal("frr", text, managed=False)

    opens = opened()
    with opens(device, who) as driver:
        before = normal(driver.running())
    after = normal(f"{before}{LINE}\n") if there else normal(before.replace(f"{LINE}\n", ""))
    lines = platforms.commands("frr", before, after, managed=False)
    push(Order(device, Candidate("frr", lines), before, after, normal, 120), who, opens, lambda _: None)


def _nornir(devices: Sequence[Device], file: Path) -> None:
    if "netmiko" not in ConnectionPluginRegister.available:
        ConnectionPluginRegister.register("netmiko", Netmiko)
    extras: dict[str, Any] = {"use_keys": True, "key_file": str(file), "allow_agent": False, "conn_timeout": 20}
    hosts = Hosts()
    for number, one in enumerate(devices):
        options = {"netmiko": ConnectionOptions(platform="cisco_ios", extras=extras)}
        hosts[f"r{number}"] = Host(
            f"r{number}", hostname=one.address, port=one.port, username=USER, connection_options=options
        )
    nornir = Nornir(Inventory(hosts, Groups(), Defaults()), runner=ThreadedRunner(num_workers=len(devices)))
    found = nornir.run(netmiko_send_command, command_string="show running-config no-header")
    nornir.close_connections()
    assert not found.failed, {name: str(one.exception) for name, one in found.items() if one.failed}
    assert all("frr" in str(one[0].result) for one in found.values())


if __name__ == "__main__":
    main()
