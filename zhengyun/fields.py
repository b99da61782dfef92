"""Reading an object of JSON field by field: whatever is wrong is told with its place, and all of it at once."""

import base64
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from zhengyun import instant
from zhengyun.errors import N_, Words

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

# What a field is read as where it is wrong: nothing comes of it, because the fault is told.
NEVER = "1970-01-01T00:00:00Z"


class Fault(NamedTuple):
    """What is wrong, and at which place, such as `people[2].key.value`."""

    place: str
    problem: Words

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


def fault(place: str, problem: str, **facts: object) -> Fault:
    """A fault, of a text of ours and what fills it."""
    return Fault(place, Words(problem, facts))


class MisreadError(ValueError):
    """Data that is not what it should be: every fault of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


class Fields:
    """One object. What is asked for and is not there, or is of another type, becomes a fault; nothing is converted."""

    def __init__(self, value: object, place: str, faults: list[Fault]) -> None:
        self._place, self._faults = place, faults
        self._left: dict[str, Any] = {}
        if isinstance(value, Mapping):
            self._left = dict(value)
        else:
            self._fault(place, N_("an object is needed"))

    @classmethod
    def whole(cls, value: object, read: Callable[["Fields"], T]) -> T:
        """What a document says.

        Raises: MisreadError with all that is wrong with it.
        """
        faults: list[Fault] = []
        made = _read_object(value, "", faults, read)
        if faults or made is None:
            raise MisreadError(faults)
        return made

    def text(self, name: str, default: str | None = None) -> str:
        """A text; where there is no default it must not be empty."""
        value = self._take(name, default)
        if not isinstance(value, str):
            return self._wrong(name, N_("a text is needed"), "")
        if not value and default is None:
            return self._wrong(name, N_("it must not be empty"), "")
        return value

    def number(self, name: str, least: int, default: int | None = None) -> int:
        """A whole number, and no truth value."""
        value = self._take(name, default)
        if type(value) is not int or value < least:
            return self._wrong(name, N_("a whole number of at least {least} is needed"), least, least=least)
        return value

    def truth(self, name: str, default: bool | None = None) -> bool:
        """True or false."""
        value = self._take(name, default)
        return value if isinstance(value, bool) else self._wrong(name, N_("true or false is needed"), False)

    def instant(self, name: str, default: str | None = None) -> str:
        """An instant as in `zhengyun.instant`; empty only where that is the default."""
        value = self._take(name, default)
        try:
            if not value == default == "":
                instant.parse(value)
        except (TypeError, ValueError):
            return self._wrong(name, N_("an instant such as 2026-01-31T08:00:00Z is needed"), NEVER)
        return str(value)

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        found = []
        for place, value in self._items(name, default):
            if isinstance(value, str) and value:
                found.append(value)
            else:
                self._fault(place, N_("a text is needed"))
        return tuple(found)

    def base64(self, name: str) -> str:
        """A text that is base64 (RFC 4648 section 4) of something."""
        value = self.text(name)
        try:
            base64.b64decode(value, validate=True)
        except ValueError:
            return self._wrong(name, N_("it is not base64"), "")
        return value

    def word(self, name: str, kind: type[E]) -> E:
        """A word of an enumeration."""
        value = self._take(name, None)
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        return self._wrong(name, N_("expected one of: {legal}"), next(iter(kind)), legal=", ".join(kind))

    def words(self, name: str, kind: type[E], default: tuple[E, ...] | None = None) -> tuple[E, ...]:
        """A list of words of an enumeration."""
        found = []
        for place, value in self._items(name, default):
            if isinstance(value, str) and value in list(kind):
                found.append(kind(value))
            else:
                self._fault(place, N_("expected one of: {legal}"), legal=", ".join(kind))
        return tuple(found)

    def lists(self, name: str, kind: type[E], default: tuple[tuple[E, ...], ...]) -> tuple[tuple[E, ...], ...]:
        """A list of lists of words of an enumeration."""
        if name not in self._left:
            return default
        inner = dict(self._items(name, ()))
        whole = Fields(inner, "", self._faults)
        return tuple(whole.words(place, kind) for place in inner)

    def each(self, name: str, read: Callable[["Fields"], T], default: tuple[()] | None = None) -> tuple[T, ...]:
        """A list of objects, of which those that are wrong are left out."""
        made = [_read_object(value, place, self._faults, read) for place, value in self._items(name, default)]
        return tuple(one for one in made if one is not None)

    def part(self, name: str, read: Callable[["Fields"], T], instead: T, *, optional: bool = False) -> T:
        """An object in the object; `instead` of one that is wrong, or that is not there and `optional`."""
        if optional and name not in self._left:
            return instead
        made = _read_object(self._take(name, None), self._at(name), self._faults, read)
        return instead if made is None else made

    def strange(self) -> None:
        """Tell of every field that nobody has asked for."""
        for name in self._left:
            self._fault(self._at(str(name)), N_("there is no such field"))

    def _items(self, name: str, default: object) -> list[tuple[str, Any]]:
        value = self._take(name, default)
        if not isinstance(value, list | tuple):
            self._fault(self._at(name), N_("a list is needed"))
            return []
        return [(f"{self._at(name)}[{position}]", one) for position, one in enumerate(value)]

    def _take(self, name: str, default: object) -> Any:
        if name not in self._left and default is None:
            # The type that is asked for next says what is missing.
            return None
        return self._left.pop(name, default)

    def _wrong(self, name: str, problem: str, instead: T, **values: object) -> T:
        self._fault(self._at(name), problem, **values)
        return instead

    def _fault(self, place: str, problem: str, **values: object) -> None:
        self._faults.append(fault(place, problem, **values))

    def _at(self, name: str) -> str:
        return f"{self._place}.{name}" if self._place else name


def _read_object(value: object, place: str, faults: list[Fault], read: Callable[[Fields], T]) -> T | None:
    """What one object says, or nothing where anything is wrong with it."""
    before = len(faults)
    fields = Fields(value, place, faults)
    if len(faults) > before:
        return None
    try:
        made = read(fields)
    except MisreadError as error:
        # The parts are right by themselves and do not go together.
        if len(faults) == before:
            faults += [one._replace(place=".".join(filter(None, (place, one.place)))) for one in error.faults]
        return None
    fields.strange()
    return made if len(faults) == before else None
