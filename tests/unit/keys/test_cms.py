"""Messages for one recipient open by his key, and nothing that was altered does."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import codes
from keys.algorithms import ALGORITHMS, named
from keys.cms import envelop, open_enveloped
from keys.encryption import MOST
from tests.unit.keys.vectors import pair
from zhengyun.errors import Code, ZhengyunError

NAMES: Final = ("p256", "p384", "rsa3072", "rsa4096")
KEYS: Final = {name: pair(name) for name in ALGORITHMS}
PUBLIC: Final = {name: named(name, key.public) for name, key in KEYS.items()}
IDENTIFIER: Final = bytes(range(20))
MESSAGES: Final = {name: envelop(PUBLIC[name], IDENTIFIER, b"the encryption key") for name in NAMES}


def refusal(work: Callable[[], object]) -> Code:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code


@given(st.sampled_from(["p256", "p384", "rsa3072"]), st.binary(max_size=64), st.binary(min_size=1, max_size=2000))
def test_what_is_enveloped_opens(algorithm: str, identifier: bytes, data: bytes) -> None:
    assert open_enveloped(algorithm, KEYS[algorithm], envelop(PUBLIC[algorithm], identifier, data)) == data


@pytest.mark.parametrize("algorithm", ["p256", "p384"])
def test_another_key_opens_nothing(algorithm: str) -> None:
    other = ALGORITHMS[algorithm].generate()
    assert refusal(lambda: open_enveloped(algorithm, other, MESSAGES[algorithm])) is codes.NOT_OPENED


def opens(algorithm: str, message: bytes) -> bytes | Code:
    """What it gives, or why it gives nothing."""
    try:
        return open_enveloped(algorithm, KEYS[algorithm], message)
    except ZhengyunError as error:
        return error.code


@pytest.mark.parametrize("algorithm", [*NAMES[:2], *(pytest.param(one, marks=pytest.mark.slow) for one in NAMES[2:])])
def test_no_altered_message_gives_other_data(algorithm: str) -> None:
    """Whose it is is not sealed: with another identifier it opens, and is the same."""
    whole = MESSAGES[algorithm]
    place = whole.index(IDENTIFIER)
    for at in range(0, 8 * len(whole), 13 if algorithm in {"p256", "p384"} else 61):
        altered = bytearray(whole)
        altered[at // 8] ^= 1 << at % 8
        named_here = place <= at // 8 < place + len(IDENTIFIER)
        assert opens(algorithm, bytes(altered)) == (b"the encryption key" if named_here else codes.NOT_OPENED), at
    for other in (whole[:-1], whole + b"\0", b"", whole[1:], b"\x30\x80" + whole[4:] + b"\0\0"):
        assert opens(algorithm, other) is codes.NOT_OPENED


@given(st.sampled_from(NAMES), st.binary(max_size=200))
def test_what_is_no_message_opens_nothing(algorithm: str, message: bytes) -> None:
    assert refusal(lambda: open_enveloped(algorithm, KEYS[algorithm], message)) is codes.NOT_OPENED


def test_a_message_for_another_algorithm_opens_nothing() -> None:
    for algorithm in NAMES:
        for other in set(NAMES) - {algorithm}:
            assert opens(algorithm, MESSAGES[other]) is codes.NOT_OPENED


@pytest.mark.parametrize("algorithm", ["sm2", "ed25519"])
def test_sm2_has_an_envelope_of_its_own_and_ed25519_none(algorithm: str) -> None:
    assert refusal(lambda: envelop(PUBLIC[algorithm], IDENTIFIER, b"x")) is codes.CANNOT_SEAL
    assert refusal(lambda: open_enveloped(algorithm, KEYS[algorithm], b"x")) is codes.CANNOT_SEAL


@pytest.mark.parametrize("algorithm", NAMES)
def test_what_cannot_be_enveloped_is_said(algorithm: str) -> None:
    for size in (0, MOST + 1):
        assert refusal(lambda s=size: envelop(PUBLIC[algorithm], IDENTIFIER, bytes(s))) is codes.NO_SIZE_TO_SEAL  # type: ignore[misc]
    nobody = PUBLIC[algorithm]._replace(value="BA==")
    assert refusal(lambda: envelop(nobody, IDENTIFIER, b"x")) is codes.NOT_FOR_SEALING
