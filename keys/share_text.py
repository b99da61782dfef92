"""A share as a person prints and types it: numbered lines of groups of four, the last group of each checking the others.

Each line has 24 letters (`keys.letters`), 15 bytes, and its check, which covers the line's number, so that lines out of order are
noticed too.
"""

import unicodedata
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from keys import codes, letters
from keys.letters import GROUP, LETTERS
from keys.sharing import MOST, Share, read
from zhengyun.errors import N_, ZhengyunError

TAKEN_FOR: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, "\u2010": None, "\u2013": None})
LINE: Final = 24
DOMAIN: Final = b"zhengyun-share/1"
# Letters of a text: no share is longer, however much is left between its groups.
LONGEST: Final = 8 * MOST


def printed(share: Share) -> str:
    """The lines of a share, each with its end."""
    whole = letters.written(share.data)
    lines = [whole[begin : begin + LINE] for begin in range(0, len(whole), LINE)]
    wide = len(str(len(lines)))
    return "".join(
        f"{number:>{wide}}  {letters.grouped(line)} {_check(number, line)}\n" for number, line in enumerate(lines, 1)
    )


def typed(text: str) -> Share:
    """A share from its lines; the number before a line may be left out.

    Raises: ZhengyunError (ZY-KEY-051, ZY-KEY-052).
    """
    if len(text) > LONGEST:
        raise ZhengyunError(codes.NOT_A_SHARE, problem=N_("it is too long"))
    whole = "".join(_lines(text))
    try:
        return read(letters.read(whole))
    except ValueError:
        # Each line is right: what is missing are lines.
        raise ZhengyunError(
            codes.NOT_A_SHARE, problem=N_("lines are missing at its end, or are of another share")
        ) from None


def _lines(text: str) -> Iterator[str]:
    """What stands in each line before its check."""
    for number, line in enumerate(filter(None, map(_plain, text.splitlines())), 1):
        first, _, rest = line.partition(" ")
        found = (rest if first == str(number) else line).replace(" ", "")
        data, check = found[:-GROUP], found[-GROUP:]
        if not 0 < len(data) <= LINE or not set(found) <= set(LETTERS) or check != _check(number, data):
            raise ZhengyunError(codes.MISTYPED, line=number)
        yield data


def _plain(line: str) -> str:
    """A line as it is printed; letters of full width are those of an input method."""
    return " ".join(unicodedata.normalize("NFKC", line).upper().translate(TAKEN_FOR).split())


def _check(number: int, line: str) -> str:
    return letters.written(sha256(DOMAIN + number.to_bytes(2, "big") + line.encode()).digest())[:GROUP]
