"""`make bench`: every number that the documentation names, measured here and now, beside its peer.

python -m bench [load diff start plan calls apply city beside memory inventory log peers signing rules pki credentials records prove hosts faults clocks town net-devices net-model net-prove]

$ZHENGYUN_BENCH_CITY makes the city smaller: `departments systems`, 46 and 88 where it is not set.
"""

import argparse
import platform
from collections.abc import Callable
from typing import Final

from bench import (
    alone,
    city,
    clocks,
    credentials,
    devices,
    faults,
    hosts,
    inventory,
    log,
    memory,
    peers,
    pki,
    policies,
    probing,
    proving,
    records,
    road,
    rules,
    signing,
    town,
)

PARTS: Final[dict[str, Callable[[], None]]] = {
    "load": alone.load_estate,
    "diff": alone.diff_worlds,
    "start": alone.start,
    "plan": road.plan,
    "calls": road.calls,
    "apply": road.apply,
    "city": city.city,
    "beside": city.beside,
    "memory": memory.memory,
    "inventory": inventory.inventory,
    "log": log.log,
    "peers": peers.peers,
    "signing": signing.signing,
    "rules": rules.rules,
    "pki": pki.pki,
    "credentials": credentials.credentials,
    "records": records.records,
    "prove": proving.proving,
    "hosts": hosts.hosts,
    "faults": faults.faults,
    "clocks": clocks.clocks,
    "town": town.town,
    "net-prove": probing.probing,
    "net-devices": devices.devices,
    "net-model": policies.policies,
}


def main() -> None:
    """Run the parts that were named, or all."""
    parser = argparse.ArgumentParser("python -m bench", description="Measure parts of zhengyun, each beside its peer.")
    # No `choices`: argparse would hold the empty list against them, too.
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"all where none is named: {' '.join(PARTS)}")
    named = parser.parse_args().parts
    if unknown := [one for one in named if one not in PARTS]:
        parser.error(f"there is no {' '.join(unknown)}; there is {' '.join(PARTS)}")
    print(f"zhengyun's benchmarks, Python {platform.python_version()}, {platform.machine()}")
    for name in named or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
