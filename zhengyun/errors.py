"""How zhengyun says no: one error root, and codes that explain themselves.

A room keeps its codes in `<room>/codes.py`. The texts are English templates, marked with `N_` for the
catalogue; they are translated and filled in once, at the edge (`cli/main.py`), so that an error can be
printed in any language and as data.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple


class Exit(IntEnum):
    """Exit codes of the command line, the same for every command."""

    OK = 0
    FAILED = 1
    BAD_INPUT = 2
    REFUSED = 3
    DRIFT = 4
    BROKEN = 5
    UNREACHABLE = 6
    MISSED = 7
    WAITING = 8


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a text for the catalogue without translating it."""
    return text


class Code(NamedTuple):
    """One way in which zhengyun says no.

    `reason` says what is wrong, `rule` what it rests on, `unlock` who or what can lift it, `next` is the
    command to try, `more` what `zhengyun explain` adds. `{name}` in a text is filled from the error's values.
    """

    id: str
    exit: Exit
    reason: str
    more: str
    rule: str = ""
    unlock: str = ""
    next: str = ""


class Words(NamedTuple):
    """A text of ours with what fills it, as a value of an error: it is translated with the error."""

    text: str
    facts: Mapping[str, object] = {}

    def __str__(self) -> str:
        return fill(self.text, dict(self.facts))


def why(error: BaseException) -> Words | str:
    """What an exception of Python's says: our own words where it bears them, so that they can be translated."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, Words) else str(error)


class Place(NamedTuple):
    """Where in a file: line and column count from 1; 0 where the file as a whole is meant."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class ZhengyunError(Exception):
    """A refusal or failure that a person can act on: a code, the values that fill its texts, a place."""

    def __init__(self, code: Code, /, *, place: Place | None = None, **values: object) -> None:
        super().__init__(code.id)
        self.code = code
        self.place = place
        self.values = values

    @property
    def exit(self) -> Exit:
        """The exit code that the process ends with when nothing handles this error."""
        return self.code.exit

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.code.id} {fill(self.code.reason, self.values)}"


class Problems(ZhengyunError):
    """Several errors found in one run; where only one can be told, it is the first."""

    def __init__(self, errors: tuple[ZhengyunError, ...]) -> None:
        super().__init__(errors[0].code, place=errors[0].place, **errors[0].values)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def fill(text: str, values: dict[str, object]) -> str:
    """Fill a code's text with an error's values; an unknown name stays as it is written, and so does what is no template."""
    try:
        return text.format_map(_Shown(values))
    except (ValueError, LookupError, AttributeError):
        # The name of a file may have braces, too.
        return text
