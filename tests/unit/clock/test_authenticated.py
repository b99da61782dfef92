"""Packets that the keys of a session prove: whatever is altered on the way proves nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.authenticated import AUTHENTICATOR, LENGTHS, holds, sealed
from clock.packets import SERVER, Packet, decode, encode
from keys.siv import opened, seal

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))
NONCE = b"n" * 16


def answered(asked: Packet, text: bytes = b"a cookie that is sealed") -> Packet:
    """What a server with the key says."""
    plain = replace(asked, mode=SERVER, stratum=1, origin=asked.sent, sent=1, fields=asked.fields[:1])
    code = seal(KEY, NONCE, text, encode(plain))
    body = LENGTHS.pack(len(NONCE), len(code)) + NONCE + code + bytes(-len(code) % 4)
    return replace(plain, fields=(*plain.fields, (AUTHENTICATOR, body)))


@given(st.binary(min_size=16, max_size=300))
def test_a_question_and_its_answer_are_proven_by_the_key(cookie: bytes) -> None:
    asked = decode(encode(sealed(cookie, OTHER, seal)))
    assert asked.fields[1][1].startswith(cookie)
    assert holds(asked, decode(encode(answered(asked))), KEY, opened)
    assert not holds(asked, answered(asked), OTHER, opened)
    assert not holds(sealed(cookie, OTHER, seal), answered(asked), KEY, opened)


@given(st.integers(0, 99), st.integers(1, 255))
def test_one_altered_byte_before_the_authenticator_or_in_it_proves_nothing(place: int, by: int) -> None:
    asked = sealed(b"c" * 100, OTHER, seal)
    data = bytearray(encode(answered(asked)))
    data[place] ^= by
    try:
        altered = decode(bytes(data))
    except ValueError:
        return
    assert not holds(asked, altered, KEY, opened)


@given(st.binary(max_size=120))
def test_an_authenticator_that_is_none_proves_nothing(body: bytes) -> None:
    asked = sealed(b"c" * 100, OTHER, seal)
    answer = replace(answered(asked), fields=(asked.fields[0], (AUTHENTICATOR, body)))
    assert not holds(asked, answer, KEY, opened)
    assert not holds(asked, replace(answer, fields=(asked.fields[0],)), KEY, opened)


def test_what_was_sealed_otherwise_does_not_open() -> None:
    told = seal(KEY, NONCE, b"text", b"covered")
    assert opened(KEY, NONCE, told, b"covered") == b"text"
    for wrong in ((OTHER, NONCE, told, b"covered"), (KEY, b"m" * 16, told, b"covered"), (KEY, NONCE, told, b"other")):
        with pytest.raises(ValueError, match=r"^$"):
            opened(*wrong)
