"""Resources as another tool recorded them: each of a type, with the values that it wrote down."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One resource. `at` is how the tool names it; `type` is Terraform's word for it, whoever recorded it."""

    type: str
    at: str
    values: Values = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The service's identifier."""
        return self.text("id")

    def text(self, *names: str) -> str:
        """The first of these values that says something; what is no text or number says nothing."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
                return str(value)
        return ""

    def number(self, name: str, otherwise: int = 0) -> int:
        """A whole number."""
        text = self.text(name)
        return int(text) if text.lstrip("-").isdigit() and len(text) < 12 else otherwise

    def truth(self, name: str, *, otherwise: bool) -> bool:
        """Yes or no; older versions of the provider wrote it as text."""
        value = self.values.get(name)
        return value in {True, "true"} if value in {True, False, "true", "false"} else otherwise

    def texts(self, *names: str) -> list[str]:
        """The first of these lists that holds something."""
        for name in names:
            value = self.values.get(name)
            if isinstance(value, list) and value:
                return [str(one) for one in value if isinstance(one, str | int)]
        return []

    def blocks(self, name: str) -> list["Recorded"]:
        """The blocks of a name that stand in it."""
        value = self.values.get(name)
        many = value if isinstance(value, list) else [value]
        return [Recorded(name, self.at, one) for one in many if isinstance(one, Mapping)]


@dataclass
class Records:
    """Everything that was recorded, and what of it is not known."""

    found: list[Recorded] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """What is not understood, by the names that the tool has for it."""
    project: str = ""
    """The identifier of the project that it lies in, where it says so as a whole."""
    file: str = ""
    """What it was read from, for messages."""

    def of(self, *types: str) -> Iterator[Recorded]:
        """Those of some types that have an identifier, each once."""
        seen = set()
        for one in self.found:
            if one.type in types and one.id and one.id not in seen:
                seen.add(one.id)
                yield one

    def all(self, *types: str) -> Iterable[Recorded]:
        """Those of some types, whether they have an identifier or not."""
        return [one for one in self.found if one.type in types]
