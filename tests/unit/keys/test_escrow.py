"""What is escrowed comes back to enough keepers of shares, for what it belongs to, and to nobody else."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import codes
from keys.algorithms import named, text
from keys.encryption import MOST
from keys.escrow import Founded, escrow, found, kept_under, recover, restore
from keys.share_text import printed, typed
from tests.unit.keys.vectors import pair
from zhengyun.canonical import canonical
from zhengyun.errors import Code, ZhengyunError

SECRET = b"\x30\x81\x87" + bytes(range(200))
CONTEXT = {"authority": "sm2-issuing", "serial": "5f3a", "holder": "财政局"}
FOUNDED = found("sm2", 3, 5)
PRIVATE = restore(FOUNDED.public, FOUNDED.shares[:3])
RECORD = escrow(FOUNDED.public, SECRET, CONTEXT)


def refusal(work: Callable[[], object]) -> Code:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    assert SECRET.hex() not in str(raised.value)
    return raised.value.code


@pytest.mark.parametrize("algorithm", ["p256", "p384", "sm2", pytest.param("rsa3072", marks=pytest.mark.slow)])
def test_three_of_five_give_it_back(algorithm: str) -> None:
    """From paper."""
    founded = found(algorithm, 3, 5)
    record = escrow(founded.public, SECRET, CONTEXT)
    keepers = [typed(printed(share)) for share in founded.shares[2:]]
    assert recover(restore(founded.public, keepers), record, CONTEXT) == SECRET
    assert SECRET not in record
    assert kept_under(record) == founded.public.id


def test_two_of_five_do_not() -> None:
    assert refusal(lambda: restore(FOUNDED.public, FOUNDED.shares[:2])) is codes.TOO_FEW_SHARES


@pytest.mark.slow
def test_shares_of_another_key_are_told() -> None:
    other = found("sm2", 1, 1)
    assert refusal(lambda: restore(FOUNDED.public, other.shares)) is codes.OTHER_ESCROW_KEY
    assert (
        refusal(lambda: restore(found("ed25519", 1, 1).public, found("rsa3072", 1, 1).shares)) is codes.OTHER_ESCROW_KEY
    )
    assert refusal(lambda: recover(restore(*other), RECORD, CONTEXT)) is codes.OTHER_ESCROW_KEY


@pytest.mark.parametrize(
    "context",
    [
        {},
        {**CONTEXT, "serial": "5f3b"},
        {**CONTEXT, "holder": "民政局"},
        {**CONTEXT, "more": ""},
        {"authority": "sm2-issuing", "serial": "5f3a"},
    ],
)
def test_it_opens_for_what_it_belongs_to_alone(context: dict[str, str]) -> None:
    assert recover(PRIVATE, RECORD, dict(reversed(CONTEXT.items()))) == SECRET
    assert refusal(lambda: recover(PRIVATE, RECORD, context)) is codes.NOT_RECOVERED


def test_the_data_key_of_one_record_opens_no_other() -> None:
    one, other = (json.loads(escrow(FOUNDED.public, SECRET, CONTEXT)) for _ in range(2))
    assert one["sealed_key"] != other["sealed_key"]
    mixed = canonical({**one, "sealed_key": other["sealed_key"]})
    assert refusal(lambda: recover(PRIVATE, mixed, CONTEXT)) is codes.NOT_RECOVERED


@pytest.mark.slow
def test_an_altered_record_opens_nothing() -> None:
    for place in range(0, 8 * len(RECORD), 19):
        altered = bytearray(RECORD)
        altered[place // 8] ^= 1 << place % 8
        code = refusal(lambda a=bytes(altered): recover(PRIVATE, a, CONTEXT))  # type: ignore[misc]
        assert code in {codes.NOT_AN_ESCROW, codes.NOT_RECOVERED, codes.OTHER_ESCROW_KEY}


@pytest.mark.parametrize(
    "edit",
    [
        {"algorithm": "rsa"},
        {"algorithm": 5},
        {"format": "zhengyun-escrow/2"},
        {"more": "1"},
        {"nonce": None},
    ],
)
def test_a_record_of_another_shape_is_told(edit: dict[str, Any]) -> None:
    record = canonical({**json.loads(RECORD), **edit})
    assert refusal(lambda: recover(PRIVATE, record, CONTEXT)) is codes.NOT_AN_ESCROW
    assert refusal(lambda: kept_under(record)) is codes.NOT_AN_ESCROW


@pytest.mark.parametrize(
    "edit", [{"nonce": ""}, {"nonce": "AAAA"}, {"sealed": "中"}, {"sealed_key": ""}, {"sealed": text(b"x")}]
)
def test_a_record_that_holds_nothing_opens_nothing(edit: dict[str, str]) -> None:
    record = canonical({**json.loads(RECORD), **edit})
    assert refusal(lambda: recover(PRIVATE, record, CONTEXT)) is codes.NOT_RECOVERED


def test_a_record_under_a_key_that_signs_alone_is_refused() -> None:
    public = named("ed25519", pair("ed25519").public)
    assert refusal(lambda: escrow(public, SECRET, CONTEXT)) is codes.CANNOT_SEAL


@pytest.mark.parametrize("size", [0, MOST // 2 + 1])
def test_nothing_and_too_much_are_not_escrowed(size: int) -> None:
    assert refusal(lambda: escrow(FOUNDED.public, bytes(size), CONTEXT)) is codes.NO_SIZE_TO_SEAL


def test_the_longest_secret_comes_back() -> None:
    secret = bytes(MOST // 2)
    assert recover(PRIVATE, escrow(FOUNDED.public, secret, CONTEXT), CONTEXT) == secret


@given(st.binary(max_size=300) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_what_is_no_record_is_said_to_be_none(data: bytes) -> None:
    assert refusal(lambda: recover(PRIVATE, data, CONTEXT)) is codes.NOT_AN_ESCROW


@pytest.mark.parametrize("data", [b"[" * 100_000, b" " * (2 * MOST + 1), b"9" * 10_000, b'"' + b"\xff" * 9])
def test_nothing_that_is_deep_or_long_breaks_the_reading(data: bytes) -> None:
    assert refusal(lambda: kept_under(data)) is codes.NOT_AN_ESCROW


def test_what_is_founded_does_not_show_its_shares_values() -> None:
    assert isinstance(FOUNDED, Founded)
    assert FOUNDED.shares[0].value.hex() not in repr(FOUNDED)
