"""`make bench`: every number that the documentation names, measured here and now, beside its peer.

python -m bench [load diff start plan calls apply city beside memory peers ...]

$ZHENGYUN_BENCH_CITY makes the city smaller: `departments systems`, 46 and 88 where it is not set.
"""

import platform
import sys
from collections.abc import Callable
from typing import Final

from bench import alone, city, memory, peers, road

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
    "peers": peers.peers,
}


def main() -> None:
    """Run the parts that were named, or all."""
    print(f"zhengyun's benchmarks, Python {platform.python_version()}, {platform.machine()}")
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
