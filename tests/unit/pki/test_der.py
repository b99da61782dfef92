"""The distinguished encoding is written as another library writes it, and nothing else is read."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from asn1crypto import core  # type: ignore[import-untyped]
from hypothesis import example, given
from hypothesis import strategies as st

from pki import der

TREES = st.recursive(
    st.builds(der.integer, st.integers())
    | st.builds(der.octets, st.binary(max_size=200))
    | st.builds(der.boolean, st.booleans())
    | st.builds(der.utf8, st.text()),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: der.sequence(*parts)),
    max_leaves=12,
)
ARCS = st.tuples(st.integers(0, 2), st.integers(0, 39), st.lists(st.integers(0, 1 << 40), max_size=6))
OIDS = ARCS.map(lambda arcs: ".".join(map(str, (arcs[0], arcs[1], *arcs[2]))))


@given(st.integers())
@example(-128)
@example(-(1 << 63))
def test_numbers(value: int) -> None:
    written = der.integer(value)
    assert written == core.Integer(value).dump()
    assert der.number(der.check(written)) == value


@given(OIDS)
def test_names_of_objects(dotted: str) -> None:
    written = der.oid(dotted)
    assert written == core.ObjectIdentifier(dotted).dump()
    assert der.dotted(der.check(written)) == dotted


@given(st.sets(st.integers(0, 20)))
def test_named_bits(numbers: set[int]) -> None:
    written = der.named_bits(tuple(numbers))
    bits = tuple(int(at in numbers) for at in range(max(numbers, default=-1) + 1))
    assert written == core.BitString(bits).dump()
    der.check(written)


@given(st.datetimes(datetime(1950, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_times(at: datetime) -> None:
    at = at.replace(microsecond=0)
    written = der.time(at)
    assert written == (core.UTCTime(at) if at.year < 2050 else core.GeneralizedTime(at)).dump()
    from pki.certificate import instant

    assert instant(der.check(written)) == at


@given(st.lists(st.binary(max_size=40).map(der.octets), max_size=6))
def test_sets_are_written_in_order(parts: list[bytes]) -> None:
    assert der.check(der.set_of(*parts)).tag == der.SET


@given(st.integers(0, 70_000).map(bytes))
def test_lengths(content: bytes) -> None:
    written = der.octets(content)
    assert written == core.OctetString(content).dump()
    assert der.check(written).content == content


@given(TREES)
def test_what_is_written_is_read_and_only_so(whole: bytes) -> None:
    assert der.check(whole).raw == whole
    for wrong in (whole + b"\0", whole[:-1]):
        with pytest.raises(der.DerError):
            der.check(wrong)


@given(st.binary(max_size=300))
def test_anything_is_read_or_refused(data: bytes) -> None:
    with suppress(der.DerError):
        assert der.check(data).raw == data


def test_depth_ends() -> None:
    whole = b""
    for _ in range(der.DEEPEST):
        whole = der.sequence(whole)
    assert der.check(whole)
    with pytest.raises(der.DerError, match="too deeply"):
        der.check(der.sequence(whole))


def test_a_problem_says_where() -> None:
    with pytest.raises(der.DerError) as caught:
        der.check(der.sequence(der.integer(1), b"\x02\x00"))
    assert caught.value.offset == 5
