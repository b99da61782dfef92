"""Sizes and durations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.quantities import (
    BURSTS,
    DURATIONS,
    RATES,
    SIZES,
    QuantityError,
    gibibytes,
    kilobits,
    kilobits_per_second,
    mebibytes,
    seconds,
)


@given(st.integers(0, 10**8), st.sampled_from(sorted(SIZES)), st.sampled_from(["", " "]))
def test_a_size_is_its_number_of_mebibytes(number: int, unit: str, space: str) -> None:
    assert mebibytes(f"{number}{space}{unit}") == number * SIZES[unit]


@given(st.integers(0, 10**8), st.sampled_from(sorted(DURATIONS)))
def test_a_duration_is_its_number_of_seconds(number: int, unit: str) -> None:
    assert seconds(f"{number} {unit}") == number * DURATIONS[unit]


@given(st.integers(0, 10**8), st.sampled_from(sorted(RATES)), st.sampled_from(["", " "]))
def test_a_rate_is_its_number_of_kilobits_per_second(number: int, unit: str, space: str) -> None:
    assert kilobits_per_second(f"{number}{space}{unit}") == number * RATES[unit]


@given(st.integers(0, 10**8), st.sampled_from(sorted(BURSTS)))
def test_a_burst_is_its_number_of_kilobits(number: int, unit: str) -> None:
    assert kilobits(f"{number} {unit}") == number * BURSTS[unit]


@given(st.text(max_size=30))
def test_whatever_text_comes_its_nearest_rate_is_one(text: str) -> None:
    for read, none in ((kilobits_per_second, "0 kbit/s"), (kilobits, "0 kbit")):
        nearest = none
        try:
            read(text)
        except QuantityError as error:
            nearest = error.nearest or none
        assert read(nearest) >= 0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("100 Mbps", "100 Mbit/s"),
        ("100mbit", "100 Mbit/s"),
        ("1 gbps", "1 Gbit/s"),
        ("10 MBIT/S", "10 Mbit/s"),
        ("10 MB/s", ""),
    ],
)
def test_the_nearest_rate_is_offered_but_bytes_are_never_taken_for_bits(written: str, meant: str) -> None:
    with pytest.raises(QuantityError) as caught:
        kilobits_per_second(written)
    assert caught.value.nearest == meant


@given(st.text(max_size=30))
def test_whatever_text_comes_it_is_read_or_refused(text: str) -> None:
    for read in (mebibytes, gibibytes, seconds):
        try:
            assert read(text) >= 0
        except QuantityError as error:
            read(error.nearest or "0 MiB" if read is not seconds else error.nearest or "0 s")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("16GX", "16 GiB"),
        ("16 gb", "16 GiB"),
        ("16g", "16 GiB"),
        ("512mb", "512 MiB"),
        ("2 tb", "2 TiB"),
        ("16 XB", ""),
    ],
)
def test_the_nearest_size_is_offered(written: str, meant: str) -> None:
    with pytest.raises(QuantityError) as caught:
        mebibytes(written)
    assert caught.value.nearest == meant


@pytest.mark.parametrize("written", ["", "GiB", "-1 GiB", "1.5 GiB", "1e3 MiB", "1 GiB extra", True, None, 16])
def test_what_is_no_size_is_refused(written: object) -> None:
    with pytest.raises(QuantityError):
        mebibytes(written)


def test_nothing_needs_no_unit() -> None:
    assert seconds("0") == seconds(0) == 0


def test_half_a_gibibyte_is_offered_rounded_up() -> None:
    with pytest.raises(QuantityError) as caught:
        gibibytes("1536 MiB")
    assert caught.value.nearest == "2 GiB"
