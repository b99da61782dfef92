"""Keys that are made for others: handed over by either form, opened by their holder alone, and foreign bytes never raise but our errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import escrow, kept
from keys.algorithms import ALGORITHMS, named
from tests.examples import examples
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError

PAIRS = (("sm2", "sm2"), ("p256", "p256"), ("p384", "p256"), ("sm2", "p256"), ("p256", "sm2"))


@pytest.mark.parametrize(("algorithm", "holder"), PAIRS)
def test_the_holder_alone_opens_it(algorithm: str, holder: str) -> None:
    his, other = (ALGORITHMS[holder].generate() for _ in range(2))
    made = kept.make(algorithm)
    enveloped = made.enveloped(named(holder, his.public))
    assert enveloped.startswith(b"0" if algorithm == holder == "sm2" else b"{")
    assert kept.opened(holder, his, enveloped).private.secret == made.private.secret
    with pytest.raises(ZhengyunError, match="ZY-KEY-042"):
        kept.opened(holder, other, enveloped)
    assert made.private.secret not in enveloped
    assert made.private.secret.hex() not in repr(made)


def test_what_is_kept_comes_back_for_what_it_belongs_to() -> None:
    founded, made = escrow.found("sm2", 3, 5), kept.make("sm2")
    sealed = made.escrowed(founded.public, {"serial": "1"})
    by = escrow.restore(founded.public, founded.shares[1:4])
    assert kept.recovered("sm2", by, sealed, {"serial": "1"}).public == made.public
    with pytest.raises(ZhengyunError, match="ZY-KEY-06"):
        kept.recovered("sm2", by, sealed, {"serial": "2"})


def test_keys_that_only_sign_are_not_made() -> None:
    with pytest.raises(ZhengyunError, match="ZY-KEY-040"):
        kept.make("ed25519")


HOLDERS = {name: ALGORITHMS[name].generate() for name in ("sm2", "p256")}
RIGHT = {name: kept.make(name).enveloped(named(name, one.public)) for name, one in HOLDERS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOLDERS)
@examples(120)
@given(data=st.data())
def test_foreign_bytes_are_refused(name: str, data: st.DataObject) -> None:
    right = bytearray(RIGHT[name])
    place = data.draw(st.integers(0, len(right) - 1))
    right[place] ^= data.draw(st.integers(1, 255))
    for foreign in (bytes(right), data.draw(st.binary(max_size=200)), RIGHT[name] + b"\0", RIGHT[name][:place]):
        with pytest.raises(ZhengyunError):
            kept.opened(name, HOLDERS[name], foreign)


@pytest.mark.parametrize(
    "told", [{}, {"format": kept.FORMAT}, [], {"format": "x", "algorithm": "p256", "public": "", "sealed": ""}]
)
def test_other_documents_are_refused(told: object) -> None:
    with pytest.raises(ZhengyunError, match="ZY-KEY-042"):
        kept.opened("p256", HOLDERS["p256"], b"{" + canonical(told)[1:])


def test_nested_without_end() -> None:
    with pytest.raises(ZhengyunError, match="ZY-KEY-042"):
        kept.opened("p256", HOLDERS["p256"], b'{"a":' * 3000)
