"""Which answer is whose: each question goes with a word that nobody can know before, and its answer begins with it."""

import secrets


def asked(question: bytes) -> tuple[bytes, bytes]:
    """The word, and the line that is sent: WORD QUESTION."""
    word = secrets.token_hex(8).encode()
    return word, word + b" " + question + b"\n"


def answered(word: bytes, line: bytes) -> bytes | None:
    """What stands in a line after its word; None where it answers something else, or nothing that was ever asked."""
    first, _, rest = line.rstrip(b"\n").partition(b" ")
    return rest if first == word else None
