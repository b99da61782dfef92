"""Signing keys: sealed, never overwritten, never opened when altered, and no signature makes the verifier stumble."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import codes, files
from keys.provider import provider
from zhengyun.errors import Code, ZhengyunError
from zhengyun.signing import PublicKey

PASSPHRASE = "correct horse"
FULL_COST = dict(files.COST)
Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Deriving at full cost takes a tenth of a second each time, and changes nothing of what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "COST", {"n": 16, "r": 1, "p": 1})
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A key."""
    made = tmp_path / "operator.json"
    files.make(made, PASSPHRASE)
    return made


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


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


def test_a_key_signs_what_its_public_half_verifies(file: Path) -> None:
    signer = files.unseal(file, PASSPHRASE)
    verifier = files.Ed25519Verifier()
    signature = signer.sign(b"yes")
    assert signer.public == files.show(file)
    assert verifier.verify(signer.public, b"yes", signature)
    assert not verifier.verify(signer.public, b"no", signature)
    assert not verifier.verify(files.make(file.with_name("other.json"), PASSPHRASE), b"yes", signature)


def test_a_guess_costs_32_mib_and_a_file_can_ask_for_four_times_that() -> None:
    """RFC 7914 section 2: scrypt takes 128 * r * n bytes."""
    assert 128 * FULL_COST["r"] * FULL_COST["n"] >= 32 << 20
    assert 128 * files.HIGHEST_COST["r"] * files.HIGHEST_COST["n"] <= 128 << 20
    assert all(FULL_COST[name] <= files.HIGHEST_COST[name] for name in FULL_COST)


def test_the_private_half_is_nowhere_in_the_file(file: Path) -> None:
    signer = files.unseal(file, PASSPHRASE)
    raw = signer._private.private_bytes_raw()
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


def test_a_file_with_any_byte_altered_opens_nothing(file: Path) -> None:
    whole = file.read_bytes()
    for position in range(len(whole)):
        for flip in (0x01, 0x20, 0x80):
            altered = bytearray(whole)
            altered[position] ^= flip
            file.write_bytes(altered)
            code = refusal(lambda: files.unseal(file, PASSPHRASE))
            assert code in {codes.NOT_A_KEY, codes.WRONG_PASSPHRASE}, (position, flip)


def test_a_file_with_any_byte_missing_or_doubled_opens_nothing(file: Path) -> None:
    whole = file.read_bytes()
    for position in range(len(whole)):
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
        lambda document: document.update(format="zhengyun-key/2"),
    ],
)
def test_a_file_from_elsewhere_asks_for_nothing_and_breaks_nothing(file: Path, edit: Edit) -> None:
    code = refusal(lambda: files.unseal(edited(file, edit), PASSPHRASE))
    assert code in {codes.NOT_A_KEY, codes.WRONG_PASSPHRASE}


def test_the_public_half_of_another_cannot_be_put_on_a_key(file: Path) -> None:
    other = files.make(file.with_name("other.json"), PASSPHRASE)
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


ANYTHING: st.SearchStrategy[Any] = st.none() | st.integers() | st.text() | st.binary() | st.lists(st.text())


@given(st.sampled_from(["ed25519", "rsa"]) | ANYTHING, ANYTHING, st.binary(), ANYTHING)
def test_the_verifier_says_no_to_whatever_is_no_signature(
    algorithm: Any, value: Any, data: bytes, signature: Any
) -> None:
    assert files.Ed25519Verifier().verify(PublicKey("k", algorithm, value), data, signature) is False


@given(st.binary(), st.binary(min_size=64, max_size=64))
def test_no_guess_is_a_signature(data: bytes, guess: bytes) -> None:
    key = PublicKey("k", "ed25519", "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    assert files.Ed25519Verifier().verify(key, data, text(guess)) is False


def test_the_verifier_agrees_with_rfc_8032() -> None:
    """RFC 8032 section 7.1, tests 1 and 2."""
    verifier = files.Ed25519Verifier()
    for key, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):
        public = PublicKey("k", "ed25519", text(bytes.fromhex(key)))
        assert verifier.verify(public, bytes.fromhex(message), text(bytes.fromhex(signature)))


def test_the_provider_of_cryptography_is_named() -> None:
    assert provider().name == "cryptography"
    assert "OpenSSL" in provider().engine
