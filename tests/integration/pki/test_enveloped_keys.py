"""SM2EnvelopedKey in both directions: BouncyCastle opens what we envelop, and we open what it does; neither an altered one, nor by another key."""

import subprocess
from pathlib import Path

import pytest

from keys import codes, enveloped, sm2
from keys.algorithms import named
from keys.kept import make, opened
from pki import der
from tests.acceptance import Others
from tests.integration.pki.programs import needs, told
from zhengyun.errors import ZhengyunError

HOLDER = sm2.generate()
# A number whose first octets are zero, as one in 65536 has: every form must keep its length.
SHORT = sm2.restore(bytes(2) + b"\1" * 30)


def altered(data: bytes, place: int) -> bytes:
    return data[:place] + bytes((data[place] ^ 1,)) + data[place + 1 :]


@pytest.fixture(scope="module")
def exchanged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, bytes]]:
    """The folder, what BouncyCastle says of each file, and the number that should be found in those that are sound."""
    folder = tmp_path_factory.mktemp("enveloped")
    (folder / "holder").write_text(HOLDER.secret.hex())
    holder, numbers = named("sm2", HOLDER.public), {}
    for name in ("first", "second", "third"):
        kept = make("sm2")
        data = kept.enveloped(holder)
        (folder / f"{name}.enveloped").write_bytes(data)
        numbers[name] = kept.private.secret
    (folder / "short.enveloped").write_bytes(enveloped.envelop(holder, SHORT))
    numbers["short"] = SHORT.secret
    for place in range(0, len(data), 7):
        (folder / f"altered-{place}.enveloped").write_bytes(altered(data, place))
    other = make("sm2").enveloped(named("sm2", sm2.generate().public))
    (folder / "others.enveloped").write_bytes(other)
    lines = told("Envelope", tmp_path_factory.mktemp("java"), folder).splitlines()
    said = dict(line.split(" ", 1) for line in lines if " " in line)
    return folder, said, numbers


def test_bouncycastle_opens_ours(exchanged: tuple[Path, dict[str, str], dict[str, bytes]], others: Others) -> None:
    others("enveloped key", "sm2", "BouncyCastle")
    _, said, numbers = exchanged
    for name, secret in numbers.items():
        assert said[f"{name}.enveloped"] == f"opened {secret.hex()}"


def test_bouncycastle_opens_nothing_that_was_altered_or_is_anothers(
    exchanged: tuple[Path, dict[str, str], dict[str, bytes]],
) -> None:
    _, said, _ = exchanged
    refused = {name: why for name, why in said.items() if name.startswith(("altered", "others"))}
    assert len(refused) > 20
    for name, why in refused.items():
        assert why.startswith("refused: "), (name, why)
    assert said["others.enveloped"] == "refused: invalid cipher text"


def test_we_open_theirs(exchanged: tuple[Path, dict[str, str], dict[str, bytes]]) -> None:
    folder, said, _ = exchanged
    data = (folder / "theirs.made").read_bytes()
    assert opened("sm2", HOLDER, data).private.secret.hex() == said["made"]


def test_we_open_nothing_of_theirs_that_was_altered_or_is_anothers(
    exchanged: tuple[Path, dict[str, str], dict[str, bytes]],
) -> None:
    folder, _, _ = exchanged
    data = (folder / "theirs.made").read_bytes()
    tries = [(HOLDER, altered(data, place)) for place in range(0, len(data), 3)]
    for key, one in [(sm2.generate(), data), *tries]:
        with pytest.raises(ZhengyunError) as raised:
            opened("sm2", key, one)
        assert raised.value.code is codes.NOT_OPENED


def test_openssl_opens_ours_part_by_part(tmp_path: Path, others: Others) -> None:
    """Its command knows the ciphers and not the form, which is taken apart here."""
    needs("openssl", "openssl")
    others("enveloped key", "sm2", "OpenSSL")
    kept = make("sm2")
    _, sealed, public, secret = der.read(kept.enveloped(named("sm2", HOLDER.public))).children()
    (tmp_path / "key.der").write_bytes(sm2.PRIVATE[0] + HOLDER.secret + sm2.PRIVATE[1])
    for name, data in (("sealed", sealed.raw), ("secret", secret.content[1:])):
        (tmp_path / name).write_bytes(data)
    openssl(tmp_path, "pkeyutl", "-decrypt", "-keyform", "DER", "-inkey", "key.der", "-in", "sealed", "-out", "key")
    key = (tmp_path / "key").read_bytes().hex()
    openssl(tmp_path, "enc", "-d", "-sm4-ecb", "-nopad", "-K", key, "-in", "secret", "-out", "number")
    assert (tmp_path / "number").read_bytes() == kept.private.secret
    assert public.content[1:] == kept.private.public


def openssl(folder: Path, *words: str) -> None:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
