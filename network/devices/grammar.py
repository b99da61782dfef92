"""What may be told to a device at all: lines that are one command each, and of commands that this tool writes or the platform has printed. Pure."""

from typing import Final, NamedTuple

from network.port import Candidate
from zhengyun.errors import N_, Words

MOST: Final = 500
# A question mark asks for help in the middle of a line, a tab completes it, and what is below a space is a key of the terminal.
FORBIDDEN: Final = ("?", "\t")


class Fault(NamedTuple):
    """A line, counted from 1, and what is wrong with it."""

    line: int
    problem: Words


def misunderstood(candidate: Candidate) -> Fault | None:
    """The first line that cannot be told, if there is one."""
    for number, line in enumerate(candidate.lines, 1):
        if problem := _problem(line):
            return Fault(number, problem)
    return None


def _problem(line: str) -> Words | None:
    if not line.strip():
        return Words(N_("it is empty"))
    if len(line) > MOST:
        return Words(N_("it is longer than {most} characters"), {"most": MOST})
    if any(one in line for one in FORBIDDEN) or not line.isprintable():
        return Words(N_("it holds a character that a terminal takes for a key"))
    return None
