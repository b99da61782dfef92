"""Packets of NTP: every one is read as it was written, and nothing foreign does more than be refused."""

from hypothesis import given
from hypothesis import strategies as st

from clock.packets import Packet, decode, encode, nanoseconds, request, stamp

word = st.integers(0, 2**32 - 1)
long = st.integers(0, 2**64 - 1)
small = st.integers(-128, 127)
# The last field is not so short that it could be a message authentication code (RFC 7822 section 7.5.1.4).
extension = st.tuples(
    st.integers(0, 2**16 - 1), st.integers(6, 20).flatmap(lambda n: st.binary(min_size=4 * n, max_size=4 * n))
)
packets = st.builds(
    Packet, st.integers(0, 3), st.integers(0, 7), st.integers(0, 7), st.integers(0, 255), small, small, word, word,
    st.binary(min_size=4, max_size=4), long, long, long, long, st.lists(extension, max_size=4).map(tuple),
    st.sampled_from([b"", bytes(4), bytes(range(20)), bytes(range(24))]),
)  # fmt: skip


@given(packets)
def test_a_packet_is_read_as_it_was_written(packet: Packet) -> None:
    assert decode(encode(packet)) == packet


@given(st.binary(max_size=300))
def test_foreign_bytes_are_read_as_what_they_are_or_refused(data: bytes) -> None:
    try:
        packet = decode(data)
    except ValueError:
        assert len(data) != 48
    else:
        assert encode(packet) == data


@given(st.integers(0, 2**62), st.integers(-(2**30), 2**30))
def test_an_instant_is_itself_again_in_every_era(instant: int, apart: int) -> None:
    """Also after February 2036, when 64-bit stamps begin anew, for whoever is less than 68 years from it."""
    assert nanoseconds(stamp(instant), instant + apart * 10**9) == instant


def test_the_first_second_of_the_second_era_is_in_2036() -> None:
    assert nanoseconds(0, 2_085_978_496 * 10**9) == 2_085_978_496 * 10**9
    assert nanoseconds(2**63, 1_000_000_000 * 10**9) < 2_085_978_496 * 10**9


def test_a_question_tells_nothing_of_who_asks() -> None:
    data = encode(request(0x0123_4567_89AB_CDEF))
    assert len(data) == 48
    assert data[0] == 0x23
    assert data[40:] == bytes.fromhex("0123456789abcdef")
    assert not any(data[4:40])


def test_a_server_that_sends_somebody_away_is_understood() -> None:
    told = Packet(3, 4, 4, 0, 0, 0, 0, 0, b"RATE", 0, 0, 0, 0)
    assert told.kiss == "RATE"
    assert not Packet(0, 4, 4, 1, 0, 0, 0, 0, b"GPS\0", 0, 0, 0, 0).kiss


def test_the_distance_is_half_the_delay_and_the_dispersion() -> None:
    assert Packet(0, 4, 4, 2, 0, 0, 1 << 16, 1 << 14, bytes(4), 0, 0, 0, 0).distance == 750_000_000
