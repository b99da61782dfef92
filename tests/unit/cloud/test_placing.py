"""Whether servers find their hosts, groups and zones included: refused exactly where Nova would say `No valid host`."""

from collections import Counter
from typing import Any, Final

import pytest

from cloud.layout import Arrival, Band, Bands, Layout, Size
from cloud.placing import unplaced
from cloud.port import Free, Room
from zhengyun.resource import Address

TINY: Final = Size(1, 256, 1)
HOSTS: Final = tuple(Room(f"host-{number}", 4, 1024, 10) for number in (1, 2, 3))
THREE: Final = Free(HOSTS)
GROUP: Final = "finance/apart"


def _arriving(count: int, group: str = GROUP, size: Size = TINY, zone: str = "") -> list[Arrival]:
    address = [Address("primary", "server", f"finance/desk/app-{number}") for number in range(count)]
    return [Arrival(one, size, size, group, zone) for one in address]


def _bands(policy: str, most: int = 1, **standing: int) -> Bands:
    there = {host.replace("_", "-"): count for host, count in standing.items()}
    return Bands({GROUP: Band(policy, most)}, {GROUP: Counter(there)})


def _refused(servers: list[Arrival], bands: Bands, free: Free = THREE) -> list[tuple[str, Any]]:
    return [(error.code.id, error.values.get("short")) for error in unplaced("primary", servers, free, bands)]


@pytest.mark.parametrize(
    ("count", "bands", "refused"),
    [
        (3, _bands("anti-affinity"), []),
        (4, _bands("anti-affinity"), [("ZY-CLOUD-140", 1)]),
        (6, _bands("anti-affinity", 2), []),
        (7, _bands("anti-affinity", 2), [("ZY-CLOUD-140", 1)]),
        (2, _bands("anti-affinity", host_1=1), []),
        (3, _bands("anti-affinity", host_1=1), [("ZY-CLOUD-140", 1)]),
        (12, _bands("soft-anti-affinity"), []),
        (4, _bands("affinity"), []),
        (5, _bands("affinity"), [("ZY-CLOUD-141", None)]),
        (3, _bands("affinity", host_9=1), [("ZY-CLOUD-141", None)]),
        (5, _bands("soft-affinity"), []),
    ],
)
def test_a_group_is_obeyed_to_the_host(count: int, bands: Bands, refused: list[tuple[str, Any]]) -> None:
    assert _refused(_arriving(count), bands) == refused


def test_a_host_without_room_is_no_host_for_a_group() -> None:
    assert _refused(
        _arriving(3, size=Size(4, 1, 1)), _bands("anti-affinity"), Free((*HOSTS[:2], Room("x", 1, 1, 1)))
    ) == [("ZY-CLOUD-140", 1)]


@pytest.mark.parametrize(
    ("bands", "free", "refused"),
    [
        (_bands("anti-affinity", host_1=1, host_2=1), THREE, []),
        (_bands("anti-affinity", host_1=1, host_2=1, host_3=1), THREE, [("ZY-CLOUD-148", None)]),
        (_bands("anti-affinity", 2, host_1=2, host_2=2, host_3=1), THREE, []),
        (_bands("anti-affinity", 2, host_1=2, host_2=2, host_3=2), THREE, [("ZY-CLOUD-148", None)]),
        (_bands("anti-affinity", host_1=1, host_2=1), Free((*HOSTS[:2], Room("host-3", 0, 0, 0))), [("ZY-CLOUD-148", None)]),
        (_bands("affinity", host_1=1), THREE, []),
        (_bands("affinity", host_1=2), THREE, [("ZY-CLOUD-148", None)]),
        (_bands("soft-anti-affinity", host_1=1, host_2=1, host_3=1), THREE, []),
        (_bands("soft-affinity", host_1=2), THREE, []),
    ],
    ids=["a host is left", "none is left", "one more on a host", "all full", "no room there", "alone", "with others", "softly", "softly together"],
)  # fmt: skip
def test_who_is_resized_goes_where_the_group_lets_it(bands: Bands, free: Free, refused: list[tuple[str, Any]]) -> None:
    """It leaves a host, and needs another that the group allows."""
    resized = Arrival(Address("primary", "server", "finance/desk/app-0"), TINY, Size(0, 0, 0), GROUP, "", "host-1")
    assert _refused([resized], bands, free) == refused


def test_a_newcomer_does_not_count_who_is_resized_twice() -> None:
    resized = Arrival(Address("primary", "server", "finance/desk/old"), TINY, Size(0, 0, 0), GROUP, "", "host-1")
    bands = _bands("anti-affinity", host_1=1)
    assert _refused([resized, *_arriving(2)], bands) == []
    assert _refused([resized, *_arriving(3)], bands) == [("ZY-CLOUD-140", 1)]


def test_a_zone_is_full_however_much_room_there_is_elsewhere() -> None:
    free = Free(HOSTS, zones={"host-1": "north", "host-2": "south"})
    assert _refused(_arriving(4, "", zone="north"), _bands(""), free) == []
    assert _refused(_arriving(5, "", zone="north"), _bands(""), free) == [("ZY-CLOUD-142", None)]
    assert _refused(_arriving(2, zone="north"), _bands("anti-affinity"), free) == [("ZY-CLOUD-140", 1)]


def test_softly_apart_means_apart_as_long_as_there_are_hosts() -> None:
    layout = Layout(HOSTS, _bands("soft-anti-affinity"))
    chosen = []
    for _ in HOSTS:
        chosen.append(layout.choose(layout.with_room(TINY), GROUP))
        layout.put(chosen[-1], TINY, GROUP)
    assert len(set(chosen)) == len(HOSTS)
