"""What `bench net-devices` runs to keep many backups: prints seconds, and the most memory that it had, in MB."""

import json
import resource
import sys
import time
from pathlib import Path

from network.backups import Backups
from network.collecting import collect
from network.devices import opened
from network.port import Identity
from zhengyun.estate.devices import Device
from zhengyun.secret import Secret


class Same:
    """The same login everywhere."""

    def login(self, device: Device) -> Identity:
        """As whom the simulator is entered."""
        del device
        return Identity("netops", Secret({"password": "only-for-measuring"}))


def main() -> None:
    """The words are a port, its key, a folder, and how many."""
    port, key, folder, count = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
    store, began = Backups(folder), time.perf_counter()
    devices = [
        Device(f"SW-{n}", "", "primary", "core", "huawei_vrp", "127.0.0.1", port, key, "netops") for n in range(count)
    ]
    for one in collect(devices, Same(), opened()):
        assert one.trouble is None, one.trouble
        store.keep(one.device, f"{one.text}# {one.device}\n", "2026-01-01T00:00:00Z", "operator")
    print(json.dumps([time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


if __name__ == "__main__":
    main()
