"""What a question is about: an estate, tenants that are to come, or a wave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.files import read
from cli.scope import scope_of
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.waves import Wave

if TYPE_CHECKING:
    from inventory.source import Source


@dataclass(frozen=True)
class Question:
    """What is declared now (None where something else is asked about), what shall be, and a wave on top, at some sites."""

    now: Estate | None
    then: Estate
    sites: tuple[str, ...]
    wave: Wave | None = None


def asked(house: House, files: Sequence[Path], sites: Sequence[str]) -> Question:
    """Understand what is asked.

    Raises: ZhengyunError (ZY-EST-180, 181 and whatever is wrong with the files).
    """
    from inventory import codes, waves
    from inventory.loader import load
    from inventory.reader import read as parse

    if len(files) == 1 and not files[0].is_file():
        then = _whole(house, files[0])
        return Question(None, then, scope_of(then, sites, ()).sites)
    documents = {file: parse(str(file), read(file)) for file in files}
    now = house.estate()
    if len(files) == 1 and waves.is_wave(documents[files[0]]):
        scope_of(now, sites, ())
        wave = waves.load(files[0], read(files[0]), now, sites[0] if sites else "")
        return Question(now, now, (wave.site,), wave)
    names = {file: one.data.get("tenant") for file, one in documents.items() if isinstance(one.data, dict)}
    where = scope_of(now, sites, ()).sites
    unclear = [file for file in files if not isinstance(names.get(file), str)] or (files if len(where) != 1 else [])
    if unclear:
        raise ZhengyunError(codes.UNCLEAR_QUESTION, file=unclear[0])
    more = {f"{where[0]}/tenants/{names[file]}.yaml": read(file) for file in files}
    return Question(now, load(_With(house.source(), more)), where)


def _whole(house: House, given: Path) -> Estate:
    """Another estate's folder, or a commit of this one."""
    from inventory import codes
    from inventory.loader import load
    from inventory.source import Folder

    if given.is_dir():
        return load(Folder(given))
    try:
        return house.estate(str(given))
    except ZhengyunError as error:
        raise ZhengyunError(codes.UNCLEAR_QUESTION, file=given) from error


@dataclass(frozen=True)
class _With:
    """An estate's files with some more, which take the place of those of the same name."""

    source: "Source"
    more: Mapping[str, bytes]

    @property
    def folder(self) -> Path:
        """As the source."""
        return self.source.folder

    @property
    def commit(self) -> str:
        """None: nobody has committed these files."""
        return ""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file."""
        yield from self.more.items()
        yield from ((path, content) for path, content in self.source.files() if path not in self.more)
