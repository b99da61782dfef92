"""On which host each server comes to stand: for any servers and rooms."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cloud.errands.places import Mover, lay_out
from cloud.layout import Band, Bands, Size
from cloud.port import Room
from zhengyun.resource import Address

HOSTS = [f"h{number}" for number in range(4)]
sizes = st.builds(Size, st.integers(1, 8), st.integers(1, 64), st.integers(0, 20))
rooms = st.lists(st.tuples(st.integers(0, 16), st.integers(0, 128), st.integers(0, 60)), min_size=4, max_size=4).map(
    lambda found: [Room(host, *room) for host, room in zip(HOSTS, found, strict=True)]
)
allowed = st.sets(st.sampled_from(HOSTS)).map(frozenset)
movers = st.lists(st.tuples(sizes, allowed, st.sampled_from(["", "web", "db"])), max_size=12).map(
    lambda found: [Mover(Address("primary", "server", f"t/s/v{number:02d}"), *one) for number, one in enumerate(found)]
)
taken = st.dictionaries(st.sampled_from(["web", "db"]), allowed).map(
    lambda busy: Bands(
        {group: Band("anti-affinity") for group in ("web", "db")},
        {group: Counter(sorted(hosts)) for group, hosts in busy.items()},
    )
)


@given(movers, rooms, taken)
def test_no_host_gets_more_than_it_has_room_for_and_groups_keep_apart(
    servers: list[Mover], free: list[Room], busy: Bands
) -> None:
    layout = lay_out(servers, free, busy)
    assert len(layout.hosts) + len(layout.unplaced) == len(servers)
    for room in free:
        here = [one for one in servers if layout.hosts.get(one.address) == room.host]
        taken = [sum(column) for column in zip(*(one.size for one in here), strict=True)] or [0, 0, 0]
        assert all(took <= had for took, had in zip(taken, room[1:], strict=True))
        assert all(room.host in one.allowed for one in here)
        for group in ("web", "db"):
            members = [one for one in here if one.group == group]
            assert len(members) + busy.standing.get(group, Counter())[room.host] <= 1 or not members


@given(movers, rooms, taken, st.randoms())
def test_the_order_of_the_reading_changes_nothing(
    servers: list[Mover], free: list[Room], busy: Bands, random: object
) -> None:
    shuffled, other = list(servers), list(free)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(other)  # type: ignore[attr-defined]
    assert lay_out(servers, free, busy).hosts == lay_out(shuffled, other, busy).hosts


@given(movers, rooms, taken)
def test_what_is_left_out_has_no_room_even_so(servers: list[Mover], free: list[Room], busy: Bands) -> None:
    layout = lay_out(servers, free, busy)
    for mover in layout.unplaced:
        for room in free:
            here = [one for one in servers if layout.hosts.get(one.address) == room.host]
            left = [have - sum(one.size[position] for one in here) for position, have in enumerate(room[1:])]
            apart = mover.group and (
                busy.standing.get(mover.group, Counter())[room.host] or any(one.group == mover.group for one in here)
            )
            fits = all(have >= need for have, need in zip(left, mover.size, strict=True))
            assert not (fits and room.host in mover.allowed and not apart)
            assert mover in layout.forbidden or not (fits and room.host in mover.allowed)
