"""Signed notes: a text, and lines of signatures under it (C2SP signed-note). Pure: text in, verdict out."""

import base64
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from zhengyun.errors import N_, Words
from zhengyun.signing import PublicKey, Signer, Verifier

# A note is ten lines; a witness reads one from anybody.
LONGEST: Final = 1 << 16
MOST_SIGNATURES: Final = 64
DASH: Final = "\N{EM DASH} "
ED25519: Final = "ed25519"
# Signature types of the specification, for Ed25519; all other algorithms take 0xff and a name of our own.
NOTE: Final = 0x01
COSIGNATURE: Final = 0x04
OWN: Final = {NOTE: b"\xffzhengyun/note/", COSIGNATURE: b"\xffzhengyun/cosignature/"}


class Line(NamedTuple):
    """One signature: the key's name, the four bytes that tell keys of that name apart, and what it signed."""

    name: str
    key: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {base64.b64encode(self.key + self.value).decode()}\n"

    @classmethod
    def read(cls, line: str) -> "Line":
        """A signature line, with or without the end of its line. Raises: ValueError."""
        dash, name, value = line[:2], *line[2:].removesuffix("\n").partition(" ")[::2]
        raw = decoded(value)
        if dash != DASH or not is_name(name) or len(raw) <= 4 or base64.b64encode(raw).decode() != value:
            raise ValueError(Words(N_("not a line of a signature")))
        return cls(name, raw[:4], raw[4:])


def decoded(value: str) -> bytes:
    """The bytes of a base64. Raises: ValueError."""
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ValueError(Words(N_("no base64"))) from error


class SignedNote(NamedTuple):
    """A note. `text` ends with a line's end, which is signed too."""

    text: str
    lines: tuple[Line, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.lines))}"

    @classmethod
    def read(cls, note: str) -> "SignedNote":
        """A signed note. Raises: ValueError."""
        if len(note) > LONGEST or any(letter < " " and letter != "\n" for letter in note):
            raise ValueError(Words(N_("too long for a note, or it holds control characters")))
        note.encode()
        text, gap, under = note.rpartition("\n\n")
        lines = under.split("\n")
        if not gap or not text or lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
            raise ValueError(Words(N_("not a text, an empty line and lines of signatures")))
        return cls(text + "\n", tuple(map(Line.read, lines)))

    def more(self, *lines: Line) -> "SignedNote":
        """The same with further signatures; one that is there already is not there twice."""
        return self._replace(lines=tuple(dict.fromkeys((*self.lines, *lines))))

    def by(self, name: str, key: PublicKey, kind: int = NOTE) -> Iterator[bytes]:
        """What a key of that name has signed, unverified."""
        known = key_id(name, key, kind)
        return (line.value for line in self.lines if (line.name, line.key) == (name, known))


def sign(text: str, name: str, signer: Signer) -> Line:
    """A plain signature of a text. Raises: ValueError where the name is none."""
    return made(name, signer.public, NOTE, base64.b64decode(signer.sign(text.encode())))


def made(name: str, key: PublicKey, kind: int, value: bytes) -> Line:
    """A line of what a key has signed. Raises: ValueError where the name is none."""
    if not is_name(name):
        raise ValueError(Words(N_("{name} cannot stand in a note"), {"name": repr(name)}))
    return Line(name, key_id(name, key, kind), value)


def is_signed(note: SignedNote, name: str, key: PublicKey, verifier: Verifier) -> bool:
    """Whether this key has signed the note under this name."""
    data = note.text.encode()
    return any(verifier.verify(key, data, base64.b64encode(value).decode()) for value in note.by(name, key))


def key_id(name: str, key: PublicKey, kind: int = NOTE) -> bytes:
    """The four bytes that tell keys of one name apart; ours of another algorithm name themselves."""
    type_ = bytes([kind]) if key.algorithm == ED25519 else OWN[kind] + key.algorithm.encode() + b"\n"
    return sha256(name.encode() + b"\n" + type_ + base64.b64decode(key.value)).digest()[:4]


def is_name(name: str) -> bool:
    """Whether a key can be called that: not empty, without white space, controls or a plus sign."""
    return bool(name) and not any(letter.isspace() or letter == "+" or letter < " " for letter in name)
