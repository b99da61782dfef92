"""An estate's files with some of them as they would be."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.source import Source


@dataclass(frozen=True)
class Overlay:
    """Another source, where these files stand in place of its own or beside them."""

    source: Source
    contents: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """The same folder."""
        return self.source.folder

    @property
    def commit(self) -> str:
        """None: nobody has committed them."""
        return ""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file, in order.

        Raises: as the other source.
        """
        yield from sorted({**dict(self.source.files()), **self._encoded()}.items())

    def _encoded(self) -> dict[str, bytes]:
        return {name: text.encode() for name, text in self.contents.items()}


@dataclass(frozen=True)
class Without:
    """Another source, as it would be without these files."""

    source: Source
    names: Collection[str]

    @property
    def folder(self) -> Path:
        """The same folder."""
        return self.source.folder

    @property
    def commit(self) -> str:
        """None: nobody has committed this."""
        return ""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file but these, in order.

        Raises: as the other source.
        """
        yield from ((name, content) for name, content in self.source.files() if name not in self.names)
