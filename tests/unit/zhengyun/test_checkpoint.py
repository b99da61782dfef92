"""Checkpoints, cosignatures and offers byte for byte as others write them, and nothing else read as one."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import ORIGIN, VERIFIER, signer
from zhengyun.checkpoint import Checkpoint, Offer, cosign, cosigned, cosigned_bytes, opened, signed
from zhengyun.merkle import consistent
from zhengyun.note import SignedNote
from zhengyun.signing import PublicKey

# The vectors that github.com/transparency-dev/witness is tested with: a log of five leaves, and the same of eight.
MONKEYS = PublicKey("x", "ed25519", base64.b64encode(base64.b64decode("AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT")[1:]).decode())  # fmt: skip
FIVE = (
    "monkeys\n5\n41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=\n\n\N{EM DASH} monkeys "
    "202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=\n"
)
EIGHT = (
    "monkeys\n8\nV8K9aklZ4EPB+RMOk1/8VsJUdFZR77GDtZUQq84vSbo=\n\n\N{EM DASH} monkeys "
    "202ffoUEboiQYpHzICeaFmoy3RNviHTpAxYrq/eO4QQVQMvu9UebKBMX2MJC76NLthZaKsnKbCA8GxrjePZhvDCH7Ag=\n"
)
PROOF = tuple(
    bytes.fromhex(one)
    for one in (
        "b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2",
        "aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d",
        "89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e",
        "29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833",
    )
)
ONE = Checkpoint(ORIGIN, 5, bytes(range(32)))
LOG = (signer("log").public,)


def test_checkpoints_of_others_are_read_and_found_consistent() -> None:
    one, other = (opened(SignedNote.read(note), "monkeys", (MONKEYS,), VERIFIER) for note in (FIVE, EIGHT))
    assert one
    assert other
    assert (one.size, other.size) == (5, 8)
    assert consistent(5, 8, one.root, other.root, PROOF)
    assert not consistent(5, 8, other.root, one.root, PROOF)


def test_a_checkpoint_is_of_one_log_and_signed_by_one_of_its_keys() -> None:
    note = signed(ONE, signer("log"))
    assert str(note).startswith(f"{ORIGIN}\n5\n")
    assert opened(note, ORIGIN, LOG, VERIFIER) == ONE
    assert opened(note, ORIGIN, (signer("li").public, *LOG), VERIFIER) == ONE
    assert opened(note, ORIGIN, (signer("li").public,), VERIFIER) is None
    assert opened(note, "log.other.example", LOG, VERIFIER) is None
    assert opened(note._replace(text=str(ONE._replace(size=6))), ORIGIN, LOG, VERIFIER) is None


def test_what_a_witness_signs_is_what_the_specification_says() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    assert cosigned_bytes(text, 1679315147) == b"cosignature/v1\ntime 1679315147\n" + text.encode()
    assert str(Checkpoint.read(text)) == text


def test_a_cosignature_is_read_as_the_specification_shows_it() -> None:
    shown = (
        "\N{EM DASH} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl"
        "rDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    (line,) = SignedNote.read("x\n\n" + shown).lines
    assert int.from_bytes(line.value[:8]) == 1679315147
    assert len(line.value) == 8 + 64


def test_a_witness_signs_one_checkpoint_at_one_time() -> None:
    witness = signer("witness")
    note = signed(ONE, signer("log")).more(cosign(str(ONE), "witness", witness, 1_700_000_000))
    assert cosigned(SignedNote.read(str(note)), "witness", witness.public, VERIFIER) == 1_700_000_000
    assert cosigned(note, "another", witness.public, VERIFIER) is None
    assert cosigned(note, "witness", signer("li").public, VERIFIER) is None
    assert cosigned(note._replace(text=str(ONE._replace(size=6))), "witness", witness.public, VERIFIER) is None
    line = note.lines[-1]
    for value in (b"", line.value[:8], line.value[:-1], (1).to_bytes(8) + line.value[8:], b"\xff" * 8 + line.value[8:]):
        later = note._replace(lines=(line._replace(value=value),))
        assert cosigned(later, "witness", witness.public, VERIFIER) is None


def test_the_logs_own_signature_is_none_of_a_witness() -> None:
    note = signed(ONE, signer("log"))
    assert cosigned(note, ORIGIN, signer("log").public, VERIFIER) is None


def test_an_offer_is_written_as_the_specification_shows_it() -> None:
    offer = Offer(5, PROOF, SignedNote.read(EIGHT))
    assert str(offer).startswith("old 5\nueHWJhj3/ugDTkxQEPcnqyTY5HBcspbDdL8gJah6ENI=\n")
    assert str(offer).endswith("\n\n" + EIGHT)
    assert Offer.read(str(offer)) == offer
    assert Offer.read(f"old 0\n\n{FIVE}") == Offer(0, (), SignedNote.read(FIVE))


@pytest.mark.parametrize("size", ["", "05", "-5", "+5", " 5", "5 ", "5_0", "٥", "0x5", "5.0", str(2**63), "9" * 5000])
def test_a_size_is_a_plain_number(size: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Checkpoint.read(f"log\n{size}\n{'A' * 43}=\n")
    with pytest.raises(ValueError, match=r"."):
        Offer.read(f"old {size}\n\n{FIVE}")


@pytest.mark.parametrize("root", ["", "AAAA", "A" * 43, "A" * 42 + "B=", "A" * 43 + "= ", "!" * 43 + "="])
def test_a_root_is_the_base64_of_a_hash(root: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Checkpoint.read(f"log\n5\n{root}\n")
    with pytest.raises(ValueError, match=r"."):
        Checkpoint.from_document({"origin": "log", "size": 5, "root": root})


@pytest.mark.parametrize(
    "text", ["", "log\n5\n", "\n5\nR\n", "log\n5\nR\nmore\n", "log\n5\nR\n\n", "log\n5\nR", "a b\n5\nR\n"]
)
def test_a_checkpoint_has_three_lines(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Checkpoint.read(text.replace("R", "A" * 43 + "="))


def test_a_proof_longer_than_any_is_refused() -> None:
    with pytest.raises(ValueError, match="not an offer"):
        Offer.read("old 5\n" + ("A" * 43 + "=\n") * 64 + "\n" + EIGHT)


CHECKPOINTS = st.builds(
    Checkpoint, st.just("log.example/a"), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32)
)


@given(CHECKPOINTS, st.lists(st.binary(min_size=32, max_size=32), max_size=63), st.integers(0, 2**63 - 1))
def test_what_is_written_is_read_back(one: Checkpoint, proof: list[bytes], old: int) -> None:
    assert Checkpoint.read(str(one)) == one
    assert Checkpoint.from_document(one.document()) == one
    offer = Offer(old, tuple(proof), SignedNote.read(FIVE))
    assert Offer.read(str(offer)) == offer


WHOLE = str(Offer(5, PROOF, SignedNote.read(EIGHT)))


@given(st.text() | st.tuples(st.integers(0, len(WHOLE)), st.text(max_size=3)).map(lambda cut: WHOLE[: cut[0]] + cut[1] + WHOLE[cut[0] + 1 :]))  # fmt: skip
def test_whatever_is_read_is_an_offer_or_refused_and_written_again_it_is_the_same(text: str) -> None:
    with suppress(ValueError):
        assert str(Offer.read(text)) == text
    with suppress(ValueError):
        assert str(Checkpoint.read(text)) == text
