"""Whatever bytes come, they are read or refused: never another error, and never without end."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import Verifier
from pki import alternative, certificate, crl, csr, der, extensions, ocsp_request, pem
from pki import extensions as x
from pki.certificate import Extension
from pki.constraints import outside
from pki.lint.table import lint
from pki.soundness import flaw
from pki.verifying import Verifier as Judge
from pki.verifying import Wanted
from tests.authorities import FAMILIES, NOW, house, sign, wish
from tests.corpus import certificates, lists, questions
from tests.corpus.tree import Tree, grow
from tests.corpus.tree import extensions as extensions_of
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.slow

VERIFIER = Verifier()


def request(data: bytes) -> object:
    return house("p256").template().of_request(csr.prove(csr.read(data), VERIFIER), NOW)


def entries(data: bytes) -> object:
    return list(crl.each(crl.read(data)))


def subtrees(data: bytes) -> object:
    """The same octets as an authority's constraints and as a leaf's names."""
    city = house("p256")
    bound = replace(city.certificate, extensions={x.NAME_CONSTRAINTS: Extension(x.NAME_CONSTRAINTS, True, data)})
    leaf = replace(city.root_certificate, extensions={x.ALTERNATIVE_NAMES: x.alternative_names(data)})
    return outside([leaf, bound, city.root_certificate])


READERS: dict[str, Callable[[bytes], object]] = {
    "subtrees": subtrees,
    "certificate": certificate.read,
    "request": request,
    "list": entries,
    "question": ocsp_request.read,
    "pem": lambda data: pem.bare(data, pem.REQUEST, csr.LONGEST),
    "alternative": alternative.decode,
    "constraints": extensions.constraints_of,
    "identifier": extensions.identifier_of,
    "rsa": lambda data: flaw("rsa3072", data),
    "p256": lambda data: flaw("p256", data),
    "ed25519": lambda data: flaw("ed25519", data),
    "lint": lint,
}
SEEDS = [make(family) for family in FAMILIES for make in (certificates.sound, wish, lists.sound, questions.sound)]


def held(read: Callable[[bytes], object], data: bytes) -> None:
    with suppress(ZhengyunError, der.DerError):
        read(data)


def altered(seed: bytes, chance: random.Random) -> bytes:
    """Some octets changed, some left out, some put in, or a part of another in its place."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                data[at] ^= 1 << chance.randrange(8)
            case 2:
                del data[at : at + chance.randint(1, 8)]
            case 3:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
            case _:
                other = chance.choice(SEEDS)
                begin = chance.randrange(len(other))
                data[at : at + 20] = other[begin : begin + 20]
        if not data:
            break
    return bytes(data)


def mutants(count: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        yield altered(chance.choice(SEEDS), chance)


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=400))
def test_any_bytes(name: str, data: bytes) -> None:
    held(READERS[name], data)


@pytest.mark.parametrize("name", ["certificate", "request", "list", "question", "lint"])
def test_sound_bytes_that_were_altered(name: str) -> None:
    for data in mutants(300, seed=5):
        held(READERS[name], data)


def shaken(tree: Tree, chance: random.Random, often: float) -> None:
    """Some elements say something else, are left out, are there twice, or are of another kind."""
    if not tree.parts:
        tree.content = altered(tree.content or b"\0", chance) if chance.random() < 2 * often else tree.content
    for part in tree.parts:
        shaken(part, chance, often)
    if tree.parts and chance.random() < often:
        match chance.randrange(3):
            case 0:
                tree.parts.pop(chance.randrange(len(tree.parts)))
            case 1:
                tree.parts.append(chance.choice(tree.parts))
            case _:
                tree.tag = chance.choice([0x30, 0x31, 0xA0, 0xA3])


@pytest.mark.parametrize("name", ["certificate", "request", "list", "lint"])
def test_elements_that_were_altered_with_their_lengths_right(name: str) -> None:
    """The encoding stays sound and what it says does not."""
    chance = random.Random(7)
    for _ in range(120):
        tree = grow(chance.choice(SEEDS))
        shaken(tree, chance, 0.05)
        held(READERS[name], tree.written())


def test_whatever_an_authority_has_signed_gets_a_verdict() -> None:
    """An authority of others may be careless, or in other hands: what is inside of its extensions is foreign, too."""
    chance, city = random.Random(11), house("p256")
    verifier = Judge([city.root_certificate.raw], [city.certificate.raw])
    wanted = Wanted(NOW, use="server", host="www.city.example", policy="1.2.156.1.1", status=False)
    for _ in range(80):
        body = grow(SEEDS[0])[0]
        for one in extensions_of(body).parts:
            inside = grow(one[-1].content)
            shaken(inside, chance, 0.03)
            one[-1].content = inside.written()
        assert verifier.verify(sign(body.written(), "p256", city.issuing_key), wanted).steps


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(der.sequence(*[der.NULL] * 30_000), marks=pytest.mark.slow),
        pytest.param(der.sequence(*[der.sequence()] * 30_000), marks=pytest.mark.slow),
        der.tlv(0x31, b"".join([der.NULL] * 30_000)),
        der.sequence(b"\x06\x82\xf0\x00" + b"\xff" * 0xEFFF + b"\x01"),
        der.sequence(der.integer(1 << 480_000)),
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x82" * 30_000,
        b"-----BEGIN CERTIFICATE REQUEST-----\n" + b"A" * 60_000,
    ],
    ids=["nulls", "sequences", "set", "object", "integer", "length", "lengths", "pem"],
)
def test_the_largest_that_is_looked_at(data: bytes) -> None:
    """Each of these ends soon: nothing in it is looked at more often than its size."""
    for read in READERS.values():
        held(read, data)
