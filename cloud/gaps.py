"""Where the services' events lack: whether each service's are collected at all, and whether its files are whole."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from cloud.cadf import service_of, time_of
from zhengyun.evidence import Gap
from zhengyun.gapped import NOT_COLLECTED, Looked, gaps_of
from zhengyun.growing import continues

# The services whose events tell of changes; Placement, which people do not change, has none.
SERVICES: Final = ("cinder", "glance", "keystone", "neutron", "nova")


def gaps(site: str, files: Sequence[Path], since: str, until: str, looked: Looked) -> Iterator[Gap]:
    """Yield the gaps of one site between two instants, service by service."""
    whole = looked.marks is not None and continues(files, looked.marks)
    by_service: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        by_service[service_of(file)].append(file)
    for service in SERVICES:
        if service not in by_service:
            yield Gap(site, service, since, until, NOT_COLLECTED)
            continue
        yield from gaps_of((site, service), by_service[service], (since, until), looked, time_of, whole=whole)
