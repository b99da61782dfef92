"""Signing keys of every algorithm: sealed, never overwritten, never opened when altered."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import codes, files, passphrases
from keys.algorithms import ALGORITHMS, Verifier, raw, text, verify_bytes
from keys.encryption import SEALERS, seal
from keys.keyring import Keyring
from keys.passphrases import HIGHEST_COST
from keys.provider import provider
from zhengyun.errors import Code, ZhengyunError
from zhengyun.signing import PublicKey

PASSPHRASE = "correct horse"
# Of these key files every byte is tried, of the others some.
DENSE = {"ed25519", "sm2"}
FULL_COST = dict(passphrases.COST)
Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Deriving at full cost takes a tenth of a second each time, and changes nothing of what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        yield


@pytest.fixture(
    params=[pytest.param(one, marks=pytest.mark.slow) if one.startswith("rsa") else one for one in ALGORITHMS]
)
def algorithm(request: pytest.FixtureRequest) -> str:
    """Each algorithm."""
    return str(request.param)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A key file of an algorithm. An RSA key takes seconds to make, and is made once."""
    folder = tmp_path_factory.mktemp("made")

    @cache
    def one(name: str) -> Path:
        files.make(folder / name, PASSPHRASE, name.removeprefix("other-"))
        return folder / name

    return one


@pytest.fixture
def file(tmp_path: Path, algorithm: str, made: Callable[[str], Path]) -> Path:
    """A key."""
    copy = tmp_path / "operator.json"
    copy.touch(mode=0o600)
    copy.write_bytes(made(algorithm).read_bytes())
    return copy


@pytest.fixture
def other(algorithm: str, made: Callable[[str], Path]) -> PublicKey:
    """Another key of the same algorithm; of RSA, of the same kind."""
    return files.show(made(f"other-{'rsa3072' if algorithm.startswith('rsa') else algorithm}"))


def refusal(work: Callable[[], object]) -> Code:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code


def edited(file: Path, edit: Edit) -> Path:
    """The file with something changed, laid out as `make` lays it out."""
    document = json.loads(file.read_text())
    edit(document)
    file.write_text(json.dumps(document, indent=2) + "\n")
    return file


def test_a_key_signs_what_its_public_half_verifies(file: Path, algorithm: str, other: PublicKey) -> None:
    signer = files.unseal(file, PASSPHRASE)
    verifier = Verifier()
    signature = signer.sign(b"yes")
    assert signer.public == files.show(file)
    assert verifier.verify(signer.public, b"yes", signature)
    assert not verifier.verify(signer.public, b"no", signature)
    assert signer.public.algorithm == algorithm
    assert not verifier.verify(other, b"yes", signature)


def test_an_opened_key_opens_what_was_sealed_for_it(file: Path, algorithm: str) -> None:
    opener = Keyring(file.parent).opener(file, lambda _: PASSPHRASE)
    if algorithm not in SEALERS:
        assert refusal(lambda: opener.open_sealed(b"x")) is codes.CANNOT_SEAL
        return
    sealed = seal(opener.public, b"the encryption key")
    assert opener.open_sealed(sealed) == b"the encryption key"
    assert refusal(lambda: opener.open_sealed(sealed[:-1])) is codes.NOT_OPENED


def test_a_signature_in_bytes_is_the_same_one(file: Path) -> None:
    signer = files.unseal(file, PASSPHRASE)
    assert Verifier().verify(signer.public, b"yes", text(signer.sign_bytes(b"yes")))
    assert verify_bytes(signer.public.algorithm, raw(signer.public.value), b"yes", raw(signer.sign(b"yes")))
    assert not verify_bytes("rsa", b"", b"yes", signer.sign_bytes(b"yes"))


def test_a_guess_costs_32_mib_and_a_file_can_ask_for_four_times_that() -> None:
    """RFC 7914 section 2: scrypt takes 128 * r * n bytes."""
    assert 128 * FULL_COST["r"] * FULL_COST["n"] >= 32 << 20
    assert 128 * HIGHEST_COST["r"] * HIGHEST_COST["n"] <= 128 << 20
    assert all(FULL_COST[name] <= HIGHEST_COST[name] for name in FULL_COST)


def test_the_private_half_is_nowhere_in_the_file(file: Path) -> None:
    signer = files.unseal(file, PASSPHRASE)
    raw = signer._private.secret
    assert raw not in file.read_bytes()
    assert text(raw) not in file.read_text()
    assert raw.hex() not in repr(signer)


def test_another_passphrase_opens_nothing(file: Path) -> None:
    assert refusal(lambda: files.unseal(file, "correct house")) is codes.WRONG_PASSPHRASE


@pytest.mark.parametrize("passphrase", ["", "seven77", "安全管理员"])
def test_a_short_passphrase_seals_nothing(tmp_path: Path, passphrase: str) -> None:
    assert refusal(lambda: files.make(tmp_path / "k.json", passphrase)) is codes.EMPTY_PASSPHRASE
    assert not list(tmp_path.iterdir())


def test_a_passphrase_may_be_chinese(tmp_path: Path) -> None:
    files.make(tmp_path / "k.json", "安全管理员的口令")
    assert files.unseal(tmp_path / "k.json", "安全管理员的口令").public == files.show(tmp_path / "k.json")


def test_a_passphrase_that_is_no_text_opens_nothing(file: Path) -> None:
    assert refusal(lambda: files.unseal(file, "correct horse\udcff")) is codes.WRONG_PASSPHRASE


def test_a_key_is_never_overwritten(file: Path) -> None:
    before = file.read_bytes()
    assert refusal(lambda: files.make(file, PASSPHRASE)) is codes.EXISTS
    assert file.read_bytes() == before


def test_not_even_through_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "elsewhere.json")
    assert refusal(lambda: files.make(tmp_path / "link.json", PASSPHRASE)) is codes.EXISTS
    assert not (tmp_path / "elsewhere.json").exists()


def test_whatever_the_umask_a_new_key_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        files.make(tmp_path / "k.json", PASSPHRASE)
    finally:
        os.umask(before)
    assert (tmp_path / "k.json").stat().st_mode & 0o7777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644])
def test_a_key_that_others_can_touch_is_not_used(file: Path, mode: int) -> None:
    file.chmod(mode)
    assert refusal(lambda: files.unseal(file, PASSPHRASE)) is codes.READABLE
    assert files.show(file).id


def test_a_key_that_only_its_owner_reads_is_used(file: Path) -> None:
    file.chmod(0o400)
    assert files.unseal(file, PASSPHRASE)


def test_no_key_is_told_from_a_broken_one(tmp_path: Path) -> None:
    assert refusal(lambda: files.unseal(tmp_path / "nobody.json", PASSPHRASE)) is codes.NO_KEY
    assert refusal(lambda: files.unseal(tmp_path, PASSPHRASE)) is codes.NOT_A_KEY


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert refusal(lambda: files.make(tmp_path / "gone" / "k.json", PASSPHRASE)) is codes.NOT_WRITTEN


@pytest.mark.slow
def test_half_a_key_is_not_left_behind_where_there_is_no_room(tmp_path: Path) -> None:
    script = (
        "import resource, sys\nfrom pathlib import Path\nfrom keys.files import make\nfrom zhengyun.errors import ZhengyunError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n    make(Path(sys.argv[1]), 'correct horse')\n"
        "except ZhengyunError as error:\n    sys.stdout.write(error.code.id)"
    )
    file = tmp_path / "k.json"
    done = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)
    assert done.stdout == "ZY-KEY-007"
    assert not file.exists()


def test_nor_where_somebody_has_pressed_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.make(tmp_path / "k.json", PASSPHRASE)
    assert not (tmp_path / "k.json").exists()


@pytest.mark.slow
def test_a_file_with_any_byte_altered_opens_nothing(file: Path, algorithm: str) -> None:
    """At each place another bit than with the algorithm before."""
    whole, turn = file.read_bytes(), list(ALGORITHMS).index(algorithm)
    for position in range(0, len(whole), 1 if algorithm in DENSE else 11):
        altered = bytearray(whole)
        altered[position] ^= (0x01, 0x20, 0x80)[(position + turn) % 3]
        file.write_bytes(altered)
        code = refusal(lambda: files.unseal(file, PASSPHRASE))
        assert code in {codes.NOT_A_KEY, codes.WRONG_PASSPHRASE}, position


def test_a_file_with_any_byte_missing_or_doubled_opens_nothing(file: Path, algorithm: str) -> None:
    whole, turn = file.read_bytes(), list(ALGORITHMS).index(algorithm)
    for position in range(turn, len(whole), 5 if algorithm in DENSE else 31):
        for altered in (whole[:position] + whole[position + 1 :], whole[:position] + whole[position - 1 :]):
            if altered != whole:
                file.write_bytes(altered)
                assert refusal(lambda: files.unseal(file, PASSPHRASE)) in {codes.NOT_A_KEY, codes.WRONG_PASSPHRASE}


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document["kdf"].update(n=1 << 20),
        lambda document: document["kdf"].update(n=1 << 62, r=1 << 20),
        lambda document: document["kdf"].update(r=1 << 10),
        lambda document: document["kdf"].update(p=1 << 10),
        lambda document: document["kdf"].update(n=0),
        lambda document: document["kdf"].update(n=-2),
        lambda document: document["kdf"].update(n=True),
        lambda document: document["kdf"].update(n=16.0),
        lambda document: document["kdf"].update(n="16"),
        lambda document: document["kdf"].update(n=17),
        lambda document: document["kdf"].update(name="argon2"),
        lambda document: document["kdf"].update(more=1),
        lambda document: document.update(kdf=None),
        lambda document: document.update(kdf=[]),
        lambda document: document.update(more=1),
        lambda document: document.pop("nonce"),
        lambda document: document.update(nonce=5),
        lambda document: document.update(nonce=""),
        lambda document: document.update(sealed=""),
        lambda document: document.update(sealed="中"),
        lambda document: document.update(public="AAAA"),
        lambda document: document.update(id="0123456789abcdef"),
        lambda document: document.update(algorithm="rsa"),
        lambda document: document.update(algorithm=[]),
        lambda document: document.update(algorithm="p256" if document["algorithm"] != "p256" else "sm2"),
        lambda document: document.update(format="zhengyun-key/2"),
    ],
)
def test_a_file_from_elsewhere_asks_for_nothing_and_breaks_nothing(file: Path, edit: Edit) -> None:
    code = refusal(lambda: files.unseal(edited(file, edit), PASSPHRASE))
    assert code in {codes.NOT_A_KEY, codes.WRONG_PASSPHRASE}


def test_the_public_half_of_another_cannot_be_put_on_a_key(file: Path, other: PublicKey) -> None:
    edited(file, lambda document: document.update(id=other.id, public=other.value))
    assert refusal(lambda: files.unseal(file, PASSPHRASE)) is codes.WRONG_PASSPHRASE


@given(
    st.binary(max_size=300)
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps).map(str.encode)
)
def test_what_is_no_key_is_said_to_be_none(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "garbage.json"
    file.touch(mode=0o600)
    file.write_bytes(content)
    assert refusal(lambda: files.unseal(file, PASSPHRASE)) is codes.NOT_A_KEY


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"format":' * 5_000, b" " * 10_000_000, b"9" * 10_000])
def test_nothing_that_is_deep_or_long_breaks_the_reading(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k.json").write_bytes(content)
    assert refusal(lambda: files.show(tmp_path / "k.json")) is codes.NOT_A_KEY


def test_the_provider_of_cryptography_is_named() -> None:
    assert provider().name == "cryptography"
    assert "OpenSSL" in provider().engine
