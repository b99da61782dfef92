"""Public keys and signatures of SSH (RFC 4253 section 6.6, RFC 5656, RFC 8332, RFC 8709), held against the keys of `keys`."""

import base64
import hashlib
from typing import Final, NamedTuple

from pki import der
from pki.soundness import flaw
from pki.ssh.wire import Reader, SshError, mpint, string, strings
from zhengyun.errors import N_
from zhengyun.signing import PublicKey, Verifier

ED25519: Final = "ssh-ed25519"
RSA: Final = "ssh-rsa"
RSA_SIGNATURE: Final = "rsa-sha2-256"
# By our word: what SSH calls the key, its curve, and the width of a number in a signature.
CURVES: Final = {"p256": ("ecdsa-sha2-nistp256", "nistp256", 32), "p384": ("ecdsa-sha2-nistp384", "nistp384", 48)}
WORDS: Final = {kind: word for word, (kind, _, _) in CURVES.items()} | {ED25519: "ed25519", RSA: "rsa"}
SHORTEST_MODULUS: Final = 3072
LONGEST_MODULUS: Final = 8192
# A line with an RSA key of 8192 bits has 1,500 characters, and perhaps a comment.
LONGEST_LINE: Final = 4096


class SshKey(NamedTuple):
    """A public key: what it is called, and what follows that in its encoding."""

    kind: str
    fields: bytes

    @property
    def blob(self) -> bytes:
        """The whole encoding."""
        return string(self.kind) + self.fields

    @property
    def line(self) -> str:
        """As `authorized_keys` and `.pub` files have it, without a comment."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"

    @property
    def digest(self) -> bytes:
        """SHA-256 of the encoding: what `ssh-keygen -l` shows, and lists of what is revoked."""
        return hashlib.sha256(self.blob).digest()


def of_public(public: PublicKey) -> SshKey:
    """A key of ours in SSH's form. Raises: SshError for SM2, which SSH does not know."""
    value = base64.b64decode(public.value)
    if public.algorithm == "ed25519":
        return SshKey(ED25519, string(value))
    if public.algorithm in CURVES:
        kind, curve, _ = CURVES[public.algorithm]
        return SshKey(kind, strings(curve, value))
    if public.algorithm.startswith("rsa"):
        modulus, exponent = (der.number(one) for one in der.read(value).expect(der.SEQUENCE).children())
        return SshKey(RSA, mpint(exponent) + mpint(modulus))
    raise SshError(N_("SSH knows no keys of {algorithm}"), algorithm=public.algorithm)


def of_blob(blob: bytes) -> SshKey:
    """A key from its encoding, which is looked at as one that is to be certified. Raises: SshError."""
    reader = Reader(blob)
    kind = reader.text()
    start = len(string(kind))
    fields_of(kind, reader)
    reader.end()
    return SshKey(kind, blob[start:])


def of_line(line: str) -> tuple[SshKey, str]:
    """A key and its comment from a line of a `.pub` file. Raises: SshError."""
    line = line.strip()
    kind, _, rest = line.partition(" ")
    encoded, _, comment = rest.strip().partition(" ")
    told = next((text for text, so in _others(line, kind) if so), "")
    if told:
        raise SshError(told)
    if kind not in WORDS:
        raise SshError(N_("expected one line with a key: {kinds}"), kinds=", ".join(sorted(WORDS)))
    key = of_blob(bare(encoded))
    if key.kind != kind:
        raise SshError(N_("it says {said} and holds {kind}"), said=kind, kind=key.kind)
    return key, comment


def _others(line: str, kind: str) -> tuple[tuple[str, bool], ...]:
    """What people hand in instead of a public key."""
    return (
        (N_("it is a private key, which stays where it is: hand in the one that ends in .pub"), "PRIVATE KEY" in line),
        (N_("it is a certificate: hand in the key that it is for"), kind.endswith("-cert-v01@openssh.com")),
        (N_("it is a public key in another form; ssh-keygen -i reads it"), line.startswith("----")),
        (N_("it has several lines: one key a file"), "\n" in line),
        (N_("it is longer than any key that is certified"), len(line) > LONGEST_LINE),
        (N_("it has characters that cannot be shown"), not line.isprintable()),
    )


def bare(encoded: str) -> bytes:
    """What a line has in base64. Raises: SshError."""
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        raise SshError(N_("it is not base64")) from None


def fields_of(kind: str, reader: Reader) -> None:
    """Read past what follows the name of a key. Raises: SshError, also where nobody should certify such a key."""
    try:
        problem = _flaw(kind, reader)
    except der.DerError as error:
        raise SshError(N_("its key cannot be read")) from error
    if problem:
        raise SshError(problem)


def _flaw(kind: str, reader: Reader) -> str:
    if kind == RSA:
        exponent, modulus = reader.mpint(), reader.mpint()
        if not SHORTEST_MODULUS <= modulus.bit_length() <= LONGEST_MODULUS:
            return N_("an RSA key has from 3072 to 8192 bits")
        return flaw("rsa", der.sequence(der.integer(modulus), der.integer(exponent)))
    word = WORDS.get(kind)
    if word is None:
        raise SshError(N_("{kind} is no kind of key that is certified here"), kind=kind)
    if word in CURVES and reader.text() != CURVES[word][1]:
        return N_("its curve is not that of its name")
    return flaw(word, reader.string())


def signature(algorithm: str, raw: bytes) -> bytes:
    """A signature of ours in SSH's form."""
    if algorithm in CURVES:
        kind, _, width = CURVES[algorithm]
        numbers = (int.from_bytes(half, "big") for half in (raw[:width], raw[width:]))
        return strings(kind, b"".join(map(mpint, numbers)))
    return strings(RSA_SIGNATURE if algorithm.startswith("rsa") else ED25519, raw)


def verified(public: PublicKey, data: bytes, signed: bytes, verifier: Verifier) -> bool:
    """Whether a key of ours has signed this. Raises: SshError where the signature has no form."""
    reader = Reader(signed)
    kind, rest = reader.text(), reader.string()
    reader.end()
    if public.algorithm in CURVES:
        expected, _, width = CURVES[public.algorithm]
        numbers = Reader(rest)
        pair = numbers.mpint(), numbers.mpint()
        numbers.end()
        if any(one.bit_length() > 8 * width for one in pair):
            return False
        rest = b"".join(one.to_bytes(width, "big") for one in pair)
    else:
        expected = RSA_SIGNATURE if public.algorithm.startswith("rsa") else ED25519
    return kind == expected and verifier.verify(public, data, base64.b64encode(rest).decode())
