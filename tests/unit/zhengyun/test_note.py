"""Signed notes byte for byte as others write them, and nothing else read as one."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import VERIFIER, signer
from zhengyun.note import COSIGNATURE, MOST_SIGNATURES, NOTE, Line, SignedNote, is_name, is_signed, key_id, sign
from zhengyun.signing import PublicKey


def key(verifier_key: str) -> tuple[str, bytes, PublicKey]:
    """A key as Go's tools write it: name+id+type and bytes."""
    name, known, value = verifier_key.split("+", 2)
    raw = base64.b64decode(value)[1:]
    return name, bytes.fromhex(known), PublicKey("x", "ed25519", base64.b64encode(raw).decode())


# The vectors of golang.org/x/mod/sumdb/note and of github.com/transparency-dev.
PETER = key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
REMORA = key("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
WRITTEN = (
    TEXT + "\n\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_that_go_signed_is_signed_here() -> None:
    note = SignedNote.read(WRITTEN)
    assert (note.text, str(note)) == (TEXT, WRITTEN)
    name, _, public = PETER
    assert is_signed(note, name, public, VERIFIER)
    assert not is_signed(note._replace(text=TEXT.replace("answer", "Answer")), name, public, VERIFIER)
    assert not is_signed(note, "paul", public, VERIFIER)


def test_keys_have_the_names_that_others_give_them() -> None:
    assert key_id(PETER[0], PETER[2], NOTE) == PETER[1]
    assert key_id(REMORA[0], REMORA[2], COSIGNATURE) == REMORA[1]


def test_the_same_key_of_another_algorithm_or_for_another_use_is_another() -> None:
    keys = [PublicKey("x", algorithm, PETER[2].value) for algorithm in ("ed25519", "ecdsa-p256", "sm2")]
    assert len({key_id("one", one, kind) for one in keys for kind in (NOTE, COSIGNATURE)}) == 6


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        TEXT + "\n",
        WRITTEN[:-1],
        WRITTEN + "\n",
        WRITTEN + "more\n",
        WRITTEN.replace("\N{EM DASH}", "-"),
        WRITTEN.replace("PeterNeumann", "Peter Neumann"),
        WRITTEN.replace("PeterNeumann", "Peter+Neumann"),
        WRITTEN.replace("PeterNeumann", ""),
        WRITTEN.replace("nAM=", "nAN="),
        WRITTEN.replace("nAM=", "nAM"),
        WRITTEN.replace("x08go/", "x08go_"),
        WRITTEN.replace("\n", "\r\n"),
        WRITTEN.replace("cryptography", "crypto\tgraphy"),
        WRITTEN.replace("cryptography", "crypto\udc80graphy"),
        TEXT + "\n\N{EM DASH} one AAAAAA==\n"[:-5] + "\n",
        TEXT + "\n" + "\N{EM DASH} one AAAAAAA=\n" * (MOST_SIGNATURES + 1),
        "x" * (1 << 16) + WRITTEN,
    ],
)
def test_what_is_no_note_is_refused(broken: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        SignedNote.read(broken)


def test_sixteen_signatures_are_read_as_the_specification_asks() -> None:
    lines = tuple(sign(TEXT, f"key{number}", signer("li")) for number in range(16))
    assert SignedNote.read(str(SignedNote(TEXT, lines))).lines == lines


def test_a_text_may_hold_empty_lines() -> None:
    note = SignedNote("one\n\ntwo\n", (sign("one\n\ntwo\n", "li", signer("li")),))
    assert SignedNote.read(str(note)) == note
    assert is_signed(note, "li", signer("li").public, VERIFIER)


def test_another_signature_is_added_once() -> None:
    note = SignedNote.read(WRITTEN)
    mine = sign(TEXT, "li", signer("li"))
    assert note.more(mine).more(mine).lines == (*note.lines, mine)


def test_a_name_that_cannot_stand_in_a_note_signs_nothing() -> None:
    for name in ("", "a b", "a+b", "a\nb", "a\u3000b"):
        assert not is_name(name)
        with pytest.raises(ValueError, match="cannot stand"):
            sign(TEXT, name, signer("li"))


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=9).filter(is_name)
LINES = st.builds(Line, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))
TEXTS = st.text(st.characters(min_codepoint=32, codec="utf-8") | st.just("\n")).map(lambda one: one + ".\n")


@given(TEXTS, st.lists(LINES, min_size=1, max_size=5))
def test_what_is_written_is_read_back(text: str, lines: list[Line]) -> None:
    note = SignedNote(text, tuple(lines))
    assert SignedNote.read(str(note)) == note


@given(st.text() | st.tuples(st.integers(0, len(WRITTEN)), st.text(max_size=3)).map(lambda cut: WRITTEN[: cut[0]] + cut[1] + WRITTEN[cut[0] + 1 :]))  # fmt: skip
def test_whatever_is_read_is_a_note_or_refused_and_written_again_it_is_the_same(text: str) -> None:
    with suppress(ValueError):
        assert str(SignedNote.read(text)) == text
