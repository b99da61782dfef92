"""Any m shares restore their secret, m - 1 say nothing of it, and what is wrong with shares is said."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import codes, gf256
from keys.share_text import printed, typed
from keys.sharing import MOST, Share, combine, read, split
from zhengyun.errors import Code, ZhengyunError

SECRET = bytes(range(100, 132))
SHARES = split(SECRET, 3, 5)


def refusal(work: Callable[[], object]) -> ZhengyunError:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value


@given(st.binary(min_size=1, max_size=80), st.integers(1, 12), st.integers(0, 8), st.randoms())
def test_any_m_of_n_restore_it(secret: bytes, need: int, more: int, chance: object) -> None:
    shares = split(secret, need, need + more)
    assert combine(chance.sample(shares, need)) == secret  # type: ignore[attr-defined]
    assert combine(shares[::-1]) == secret


def test_every_three_of_five_do() -> None:
    for some in combinations(SHARES, 3):
        assert combine(some) == SECRET


@pytest.mark.parametrize(("need", "of"), [(1, 1), (1, 255), (255, 255), (128, 255), (2, 255)])
def test_to_the_bounds(need: int, of: int) -> None:
    shares = split(b"\0" * 64, need, of)
    assert combine(shares[of - need :]) == b"\0" * 64
    assert len({share.value for share in shares}) == (1 if need == 1 else of)


@pytest.mark.parametrize(
    ("size", "need", "of"), [(1, 0, 1), (1, 2, 1), (1, 1, 256), (1, -1, 5), (0, 1, 1), (MOST + 1, 1, 1)]
)
def test_beyond_them_nothing_is_split(size: int, need: int, of: int) -> None:
    assert refusal(lambda: split(bytes(size), need, of)).code is codes.CANNOT_SPLIT


def test_the_longest_secret_comes_back() -> None:
    secret = bytes(range(256)) * (MOST // 256)
    assert combine([typed(printed(share)) for share in split(secret, 2, 2)]) == secret


def test_the_field_is_that_of_fips_197() -> None:
    """Section 4.2: {57} x {83} = {c1}; section 4.2.1: {57} x {13} = {fe}. And all of it is a field."""
    assert (gf256.product(0x57, 0x83), gf256.product(0x57, 0x13)) == (0xC1, 0xFE)
    for one in range(256):
        assert [gf256.product(one, 1), gf256.product(one, 0)] == [one, 0]
        assert len(set(gf256.table(one))) == (256 if one else 1)
        for other in range(1, 256, 7):
            assert gf256.product(gf256.quotient(one, other), other) == one


def test_one_share_of_two_says_nothing() -> None:
    """Whatever the secret is, over all that can be drawn each share is each byte once."""
    for secret, at in product((b"\0", b"\x01", b"\xa7", b"\xff"), (1, 2, 255)):
        found = Counter(gf256.value((secret, bytes([drawn])), at) for drawn in range(256))
        assert set(found.values()) == {1}
        assert len(found) == 256


@pytest.mark.slow
def test_two_shares_of_three_say_nothing() -> None:
    """Each pair of bytes once, over 65,536 draws at once: the draws stand side by side."""
    first, second = (bytes(one[place] for one in product(range(256), repeat=2)) for place in (0, 1))
    for secret in (b"\x00", b"\xc3"):
        shares = [gf256.value((secret * 65_536, first, second), at) for at in (1, 4)]
        assert len(set(zip(*shares, strict=True))) == 65_536


def test_what_is_drawn_is_drawn_anew() -> None:
    values = Counter(split(b"\0", 2, 2)[0].value[0] for _ in range(4000))
    assert len(values) > 240
    assert max(values.values()) < 60


# What is wrong with shares


def test_too_few() -> None:
    for some in (SHARES[:2], SHARES[3:4], ()):
        assert refusal(lambda s=some: combine(s)).code is codes.TOO_FEW_SHARES  # type: ignore[misc]


def test_of_different_sets() -> None:
    other = split(SECRET, 3, 5)
    told = refusal(lambda: combine((*SHARES[:2], other[2])))
    assert told.code is codes.OTHER_SET
    assert SHARES[0].name in str(told)
    assert refusal(lambda: combine((*SHARES[:2], SHARES[2]._replace(need=2)))).code is codes.OTHER_SET
    assert refusal(lambda: combine((*SHARES[:2], SHARES[2]._replace(value=b"short")))).code is codes.OTHER_SET


def test_the_same_twice() -> None:
    told = refusal(lambda: combine((SHARES[0], SHARES[1], SHARES[0])))
    assert (told.code, "1" in str(told)) == (codes.SHARE_TWICE, True)


@pytest.mark.parametrize("how_many", [3, 4, 5])
def test_one_that_was_forged(how_many: int) -> None:
    """With a right checksum, since its forger can count."""
    for place in range(0, 8 * len(SHARES[0].value), 7):
        altered = bytearray(SHARES[0].value)
        altered[place // 8] ^= 1 << place % 8
        forged = read(SHARES[0]._replace(value=bytes(altered)).data)
        assert refusal(lambda f=forged: combine((f, *SHARES[1:how_many]))).code is codes.NOT_RESTORED  # type: ignore[misc]


def test_one_with_a_bit_flipped_is_none() -> None:
    for place in range(8 * len(SHARES[0].data)):
        altered = bytearray(SHARES[0].data)
        altered[place // 8] ^= 1 << place % 8
        with pytest.raises(ValueError, match=r"."):
            read(bytes(altered))


def test_what_is_shown_of_one_is_not_its_value() -> None:
    for shown in (repr(SHARES[0]), str(SHARES)):
        assert SHARES[0].value.hex() not in shown
        assert str(SHARES[0].value) not in shown


# On paper


@given(st.binary(min_size=1, max_size=200), st.integers(1, 5))
def test_what_is_printed_is_read(secret: bytes, of: int) -> None:
    for share in split(secret, 1, of):
        assert typed(printed(share)) == share == read(share.data)


def test_how_it_is_typed_does_not_matter() -> None:
    text = printed(SHARES[0])
    bare = "\n".join(line.split("  ", 1)[1] for line in text.splitlines())
    for other in (
        text.lower(),
        bare,
        bare.replace(" ", ""),
        bare.replace(" ", "-"),
        text.replace("0", "o").replace(" 1", " 1").replace("\n", "\r\n\r\n"),
        text.replace("0", "O"),
        bare.replace("1", "l"),
        bare.replace("1", "I"),
        text.translate({ord(letter): ord(letter) + 0xFEE0 for letter in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}),
        f"\n\n  {text}\t\n",
    ):
        assert typed(other) == SHARES[0]


def test_a_mistyped_letter_is_told_by_its_line() -> None:
    lines = printed(SHARES[0]).splitlines()
    for number, line in enumerate(lines, 1):
        for place in (4, 9, len(line) - 1):
            wrong = "7" if line[place] != "7" else "8"
            mistyped = [*lines[: number - 1], line[:place] + wrong + line[place + 1 :], *lines[number:]]
            told = refusal(lambda m=mistyped: typed("\n".join(m)))  # type: ignore[misc]
            assert (told.code, f"{number} " in str(told)) == (codes.MISTYPED, True)


@pytest.mark.parametrize(
    ("alter", "code"),
    [
        (lambda lines: lines[:-1], codes.NOT_A_SHARE),
        (lambda lines: lines[1:], codes.MISTYPED),
        (lambda lines: [lines[1], lines[0], *lines[2:]], codes.MISTYPED),
        (lambda lines: [*lines, lines[-1]], codes.MISTYPED),
        (lambda lines: [*lines[:2], *printed(SHARES[1]).splitlines()[2:]], codes.NOT_A_SHARE),
        (lambda lines: ["share 1 of 5", *lines], codes.MISTYPED),
        (lambda _: [], codes.NOT_A_SHARE),
        (lambda _: ["中" * 28], codes.MISTYPED),
        (lambda _: ["0" * 40_000], codes.NOT_A_SHARE),
        (lambda _: ["\ufdfa" * 10_000], codes.MISTYPED),
    ],
)
def test_lines_that_are_no_share_are_told(alter: Callable[[list[str]], list[str]], code: Code) -> None:
    text = "\n".join(alter(printed(SHARES[0]).splitlines()))
    assert refusal(lambda: typed(text)).code is code


@given(st.text(max_size=300) | st.text(alphabet="0123456789ABCDEF \n", max_size=300))
def test_reading_raises_nothing_but_our_refusals(text: str) -> None:
    assert refusal(lambda: typed(text)).code in {codes.MISTYPED, codes.NOT_A_SHARE}


@given(st.binary(max_size=200))
def test_bytes_that_are_no_share_are_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(data)


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=40))
def test_a_share_that_cannot_be_is_none(need: int, of: int, index: int, value: bytes) -> None:
    share = Share(b"12345", need, of, index, value)
    sound = 1 <= need <= of and 1 <= index <= of and len(value) > 8
    try:
        assert read(share.data) == share
    except ValueError:
        assert not sound
    else:
        assert sound
