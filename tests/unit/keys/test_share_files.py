"""A keeper's share under his passphrase: what opens it, what stands in the open, and what was altered."""

import base64
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import passphrases
from keys.share_files import Label, is_sealed, label, opened, sealed
from keys.sharing import Share, split

PASSPHRASE = "a horse by the river"
SECRET = b"thirty-two bytes of a vault's key"
FIRST, SECOND, _THIRD = split(SECRET, 2, 3)


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Deriving at full cost takes a tenth of a second each time, and changes nothing of what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        yield


@given(st.text(min_size=1), st.text(st.characters(codec="utf-8"), min_size=1), st.binary(min_size=1, max_size=64))
def test_what_was_sealed_opens_with_its_passphrase_and_no_other(passphrase: str, keeper: str, secret: bytes) -> None:
    share = split(secret, 2, 3)[1]
    data = sealed("vault", keeper, share, passphrase)
    assert is_sealed(data)
    assert opened(data, passphrase) == share
    assert opened(data, passphrase + "x") is None
    # HMAC pads its key with zeros (RFC 2104): NULs alone are no other passphrase than none, and nobody can type one.
    assert opened(data, "") is None or not passphrase.strip("\0")


def test_whose_it_is_stands_in_the_open_and_the_share_does_not() -> None:
    data = sealed("vault", "王芳", FIRST, PASSPHRASE)
    found = label(data)
    assert found[:6] == Label("vault", "王芳", FIRST.name, 1, 3, 2, "")[:6]
    for told in (FIRST.data, FIRST.value, FIRST.value.hex().encode(), passphrases._text(FIRST.data).encode()):
        assert told not in data
    assert label(sealed("vault", "王芳", FIRST, PASSPHRASE)).digest == found.digest
    assert label(sealed("vault", "王芳", SECOND, PASSPHRASE)).digest != found.digest
    assert sealed("vault", "王芳", FIRST, PASSPHRASE) != data, "salt and nonce are of their own"


def test_a_guess_costs_as_much_as_one_at_a_persons_key(monkeypatch: pytest.MonkeyPatch) -> None:
    cost = {"n": 32, "r": 2, "p": 1}
    monkeypatch.setattr(passphrases, "COST", cost)
    kdf = json.loads(sealed("vault", "wang", FIRST, PASSPHRASE))["kdf"]
    assert {name: kdf[name] for name in cost} == cost


def refused(data: bytes) -> bool:
    """Whether nothing comes of a file."""
    try:
        return opened(data, PASSPHRASE) is None
    except ValueError:
        return True


@pytest.mark.slow
def test_no_byte_can_be_altered() -> None:
    data = sealed("vault", "wang", FIRST, PASSPHRASE)
    assert opened(data, PASSPHRASE) == FIRST
    for at in range(len(data)):
        for other in {data[at] ^ 1, data[at] ^ 0x20, ord("0")} - {data[at]}:
            assert refused(data[:at] + bytes([other]) + data[at + 1 :]), at
        assert refused(data[:at] + data[at + 1 :])
        assert refused(data[:at])


def test_the_same_bytes_in_another_letter_are_altered_too() -> None:
    data = sealed("vault", "wang", FIRST, PASSPHRASE)
    for text in (told := json.loads(data))["sealed"], told["kdf"]["salt"]:
        last = text.rstrip("=")[-1]
        other = text.replace(f"{last}=", f"{chr(ord(last) + 1)}=", 1)
        assert base64.b64decode(other) == base64.b64decode(text), "of a last letter some bits say nothing"
        assert refused(data.replace(text.encode(), other.encode()))


@given(st.binary(max_size=200))
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever kind
        label(data)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "zhengyun-sealed-share/2"),
        ("number", "1"),
        ("number", True),
        ("keeper", 7),
        ("keeper", None),
        ("kdf", {"name": "scrypt", "salt": "AAAA", "n": 1 << 30, "r": 8, "p": 1}),
        ("kdf", {"name": "argon2", "salt": "AAAA", "n": 16, "r": 1, "p": 1}),
        ("kdf", {"name": "scrypt", "salt": 7, "n": 16, "r": 1, "p": 1}),
        ("kdf", []),
        ("kdf", None),
        ("nonce", "?"),
        ("nonce", ""),
        ("sealed", "AAAA"),
    ],
)
def test_a_file_of_another_form_is_refused_and_asks_for_nothing(name: str, value: object) -> None:
    document = json.loads(sealed("vault", "wang", FIRST, PASSPHRASE))
    assert refused(json.dumps({**document, name: value}, indent=2).encode() + b"\n")


def test_a_share_that_says_to_be_another_is_refused_though_its_passphrase_opens_it() -> None:
    """Whoever knows the passphrase can seal what he likes: the label has to be true all the same."""
    honest = json.loads(sealed("vault", "wang", FIRST, PASSPHRASE))
    head = {name: honest[name] for name in honest if name not in {"nonce", "sealed"}}
    forged = passphrases.sealed(PASSPHRASE, head, SECOND.data)
    with pytest.raises(ValueError, match="not the share that it says"):
        opened(json.dumps(forged, indent=2).encode() + b"\n", PASSPHRASE)


def test_a_share_in_plain_is_none() -> None:
    assert not is_sealed(b"# Share 1 of 3\n 1  059K A9YQ\n")
    assert isinstance(FIRST, Share)
