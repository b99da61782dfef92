"""Lists of what is revoked: written, read by others, and read again."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import ALGORITHMS
from keys.digests import digest
from pki import crl, der, names
from pki.certificate import signed
from pki.revocation import Reason, Revoked
from zhengyun.errors import ZhengyunError

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
KEY = ALGORITHMS["p256"].generate()
ISSUER = names.encode(names.parse("C=CN,O=Example City,CN=Issuing"))
KEY_ID = digest("sha1", KEY.public)
ENTRIES = st.lists(
    st.builds(
        Revoked,
        st.integers(1, 2**159),
        st.integers(-600_000_000, 3_400_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
        st.sampled_from(Reason),
        st.none() | st.just(NOW),
    ),
    max_size=5,
)


def head(**changed: object) -> crl.Head:
    said = {"number": 7, "this_update": NOW, "next_update": NOW + timedelta(days=7), **changed}
    return crl.Head(ISSUER, "p256", KEY_ID, **said)  # type: ignore[arg-type]


def made(entries: list[Revoked], **changed: object) -> bytes:
    to_be_signed = crl.to_be_signed(head(**changed), entries)
    return signed(to_be_signed, "p256", KEY.sign(to_be_signed))


@given(ENTRIES)
def test_what_is_written_is_read(entries: list[Revoked]) -> None:
    found = crl.read(made(entries))
    assert list(crl.each(found)) == entries
    assert (found.number, found.base, found.key_id, found.issuer_raw) == (7, None, KEY_ID, ISSUER)


@given(ENTRIES)
def test_another_library_reads_the_same(entries: list[Revoked]) -> None:
    found = x509.load_der_x509_crl(made(entries))
    assert [(one.serial_number, one.revocation_date_utc) for one in found] == [(one.serial, one.at) for one in entries]
    assert found.next_update_utc == NOW + timedelta(days=7)


def test_a_delta_names_its_base_and_is_critical() -> None:
    found = crl.read(made([Revoked(5, NOW, Reason.REMOVE_FROM_CRL)], base=6))
    assert found.base == 6
    assert found.extensions[crl.DELTA].critical


def test_a_full_list_says_where_deltas_are_and_a_delta_does_not() -> None:
    addresses = ("http://crl.example/issuing-delta.crl",)
    assert crl.FRESHEST in crl.read(made([], freshest=addresses)).extensions
    assert crl.FRESHEST not in crl.read(made([], freshest=addresses, base=6)).extensions


def test_an_empty_list_has_no_list_of_entries() -> None:
    fields = der.read(crl.to_be_signed(head(), [])).children()
    assert [one.tag for one in fields] == [2, 0x30, 0x30, 0x17, 0x17, 0xA0]


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused_or_read(data: bytes) -> None:
    with pytest.raises(ZhengyunError, match="ZY-PKI-002"):
        crl.read(data)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_never_ends_in_an_error_that_is_not_ours(at: int, value: int) -> None:
    data = bytearray(made([Revoked(5, NOW, Reason.KEY_COMPROMISE, NOW)]))
    data[at % len(data)] = value
    with suppress(ZhengyunError, der.DerError):
        list(crl.each(crl.read(bytes(data))))
