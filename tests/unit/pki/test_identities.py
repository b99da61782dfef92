"""Identity codes of GM/T 0015, in each way in which authorities write them, and nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pki import der
from pki.lint.identities import read

CARD, OFFICER, PASSPORT = "11010519491231002X", "军字第0000001号", "E00000000"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (der.tlv(0x80, CARD.encode()), ((0, CARD),)),
        (der.explicit(0, der.printable(CARD)), ((0, CARD),)),
        (der.explicit(1, der.utf8(OFFICER)), ((1, OFFICER),)),
        (der.tlv(0x81, OFFICER.encode()), ((1, OFFICER),)),
        (der.set_of(der.tlv(0x82, PASSPORT.encode())), ((2, PASSPORT),)),
        (
            der.sequence(der.explicit(0, der.printable(CARD)), der.explicit(2, der.printable(PASSPORT))),
            ((0, CARD), (2, PASSPORT)),
        ),
    ],
)
def test_every_way_in_which_it_is_written(value: bytes, found: tuple[tuple[int, str], ...]) -> None:
    assert read(der.check(value)) == found


@pytest.mark.parametrize(
    "value",
    [
        der.printable(CARD),
        der.sequence(),
        der.sequence(der.printable(CARD)),
        der.tlv(0x83, b"1"),
        der.tlv(0x80, b""),
        der.tlv(0x80, b"1\n2"),
        der.tlv(0x80, OFFICER.encode()),
        der.tlv(0x81, b"\xff"),
        der.explicit(0, der.utf8(CARD)),
        der.explicit(0, der.printable("1"), der.printable("2")),
        der.sequence(der.tlv(0x80, b"1"), der.tlv(0x80, b"2")),
        der.explicit(0),
    ],
)
def test_anything_else_is_of_no_form(value: bytes) -> None:
    with pytest.raises(der.DerError):
        read(der.check(value))


@given(st.binary(max_size=40))
def test_foreign_bytes_raise_nothing_else(data: bytes) -> None:
    with suppress(der.DerError):
        read(der.check(data))
