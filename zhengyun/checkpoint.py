"""Checkpoints of the log, what witnesses sign of them, and how one is offered to a witness. Pure; no I/O.

C2SP tlog-checkpoint, tlog-cosignature (`cosignature/v1`) and the body of tlog-witness's add-checkpoint.
"""

import base64
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from zhengyun import note
from zhengyun.errors import N_, Words
from zhengyun.merkle import Proof
from zhengyun.note import COSIGNATURE, Line, SignedNote
from zhengyun.reading import text, whole
from zhengyun.signing import PublicKey, Signer, Verifier

HASH: Final = 32
STAMP: Final = 8
# A consistency proof has no more hashes than a tree of 2^63 leaves has levels.
MOST_HASHES: Final = 63
LARGEST: Final = 2**63 - 1


class Checkpoint(NamedTuple):
    """The log's tree as it was once: whose it is, how many leaves it has, and its root."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{_told(self.root)}\n"

    @classmethod
    def read(cls, written: str) -> "Checkpoint":
        """A checkpoint from the text of its note; one with further lines is none of ours. Raises: ValueError."""
        lines = written.split("\n")
        if len(lines) != 4 or not note.is_name(lines[0]) or lines[3]:
            raise ValueError(Words(N_("not the three lines of a checkpoint")))
        return cls(lines[0], _number(lines[1]), _hash(lines[2]))

    def document(self) -> Mapping[str, object]:
        """The checkpoint as JSON data."""
        return {**self._asdict(), "root": _told(self.root)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Checkpoint":
        """A checkpoint from JSON data. Raises: KeyError, TypeError, ValueError."""
        size, root = whole(document["size"]), _hash(text(document["root"]))
        if not 0 <= size <= LARGEST:
            raise ValueError(Words(N_("a tree of {size} leaves"), {"size": size}))
        return cls(text(document["origin"]), size, root)


def signed(checkpoint: Checkpoint, signer: Signer) -> SignedNote:
    """A checkpoint under the log's signature, whose name is the log's. Raises: ValueError where it cannot be."""
    return SignedNote(str(checkpoint), (note.sign(str(checkpoint), checkpoint.origin, signer),))


def opened(given: SignedNote, origin: str, keys: tuple[PublicKey, ...], verifier: Verifier) -> Checkpoint | None:
    """The checkpoint, if one of the log's keys has signed it; None where none has. Raises: ValueError."""
    checkpoint = Checkpoint.read(given.text)
    known = checkpoint.origin == origin and any(note.is_signed(given, origin, key, verifier) for key in keys)
    return checkpoint if known else None


# Cosignatures


def cosigned_bytes(written: str, seconds: int) -> bytes:
    """What a witness signs: the checkpoint's text and the time, in seconds since 1970."""
    return f"cosignature/v1\ntime {seconds}\n{written}".encode()


def cosign(written: str, name: str, signer: Signer, seconds: int) -> Line:
    """A witness's line under a checkpoint. Raises: ValueError where the name is none."""
    value = base64.b64decode(signer.sign(cosigned_bytes(written, seconds)))
    return note.made(name, signer.public, COSIGNATURE, seconds.to_bytes(STAMP) + value)


def cosigned(given: SignedNote, name: str, key: PublicKey, verifier: Verifier) -> int | None:
    """When this witness has signed the checkpoint, in seconds since 1970; None where it has not."""
    for value in given.by(name, key, COSIGNATURE):
        seconds, signature = int.from_bytes(value[:STAMP]), _told(value[STAMP:])
        if seconds <= LARGEST and verifier.verify(key, cosigned_bytes(given.text, seconds), signature):
            return seconds
    return None


# Offers


class Offer(NamedTuple):
    """A signed checkpoint for a witness, with the proof that it goes on from the tree of `old` leaves."""

    old: int
    proof: Proof
    note: SignedNote

    def __str__(self) -> str:
        return "".join([f"old {self.old}\n", *(f"{_told(one)}\n" for one in self.proof), "\n", str(self.note)])

    @classmethod
    def read(cls, written: str) -> "Offer":
        """An offer. Raises: ValueError."""
        head, gap, rest = written.partition("\n\n")
        first, *hashes = head.split("\n")
        if not gap or not first.startswith("old ") or len(hashes) > MOST_HASHES:
            raise ValueError(Words(N_("not an offer: old SIZE, hashes, an empty line and a checkpoint")))
        return cls(_number(first[4:]), tuple(map(_hash, hashes)), SignedNote.read(rest))


def _number(written: str) -> int:
    # int() would take signs, blanks, underscores, the digits of other scripts, and any length.
    if not (written.isascii() and written.isdigit() and len(written) <= 19):
        raise ValueError(Words(N_("a size is a decimal number")))
    if str(int(written)) != written or int(written) > LARGEST:
        raise ValueError(Words(N_("a size has no leading noughts, and is less than 2^63")))
    return int(written)


def _hash(written: str) -> bytes:
    raw = note.decoded(written)
    if len(raw) != HASH or _told(raw) != written:
        raise ValueError(Words(N_("not the base64 of 32 bytes")))
    return raw


def _told(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
