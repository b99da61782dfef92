"""What a question is about: an estate, tenants that are to come, or a wave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.files import read
from cli.scope import one_site, refuse_unknown, scope_of
from cli.wiring import House
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.waves import Wave

if TYPE_CHECKING:
    from inventory.reader import Document
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

    Raises: ZhengyunError (ZY-EST-180 to 183, ZY-CLOUD-162 and whatever is wrong with the files).
    """
    from inventory import codes, waves
    from inventory.reader import read as parse

    if len(files) == 1 and not files[0].is_file():
        then = _whole(house, files[0])
        return Question(None, then, scope_of(then, sites, ()).sites)
    documents = {file: parse(str(file), read(file)) for file in files}
    now = house.estate()
    refuse_unknown(now, sites)
    if len(files) == 1 and waves.is_wave(documents[files[0]]):
        return _wave(now, documents[files[0]], files[0], sites)
    names = {file: one.data.get("tenant") for file, one in documents.items() if isinstance(one.data, dict)}
    unclear = [file for file in files if not isinstance(names.get(file), str)]
    if unclear:
        raise ZhengyunError(codes.UNCLEAR_QUESTION, file=unclear[0])
    site = one_site(now, sites)
    return Question(now, _grown(house.source(), _each_once(site, names)), (site,))


def _wave(now: Estate, document: "Document", file: Path, sites: Sequence[str]) -> Question:
    """A wave at the site that its file names, or else at the one that is meant."""
    from inventory import codes, waves

    named = "" if document.data.get("site") else one_site(now, sites)
    wave = waves.load(file, read(file), now, named)
    if set(sites) - {wave.site}:
        raise ZhengyunError(codes.OTHER_SITE, file=file, site=wave.site, given=", ".join(sites))
    return Question(now, now, (wave.site,), wave)


def _grown(source: "Source", more: Mapping[str, Path]) -> Estate:
    """The estate with these files at their paths; what is wrong with them is told at its place in the file that was named."""
    from inventory.loader import load

    try:
        return load(_With(source, {path: read(file) for path, file in more.items()}))
    except Problems as problems:
        given = {str(source.folder / path): str(file) for path, file in more.items()}
        raise Problems(tuple(_as_given(error, given) for error in problems.errors)) from None


def _each_once(site: str, names: Mapping[Path, object]) -> Mapping[str, Path]:
    """By the path at which it would stand, each file.

    Raises: ZhengyunError (ZY-EST-182).
    """
    from inventory import codes

    found = dict[str, Path]()
    for file, name in names.items():
        path = f"{site}/tenants/{name}.yaml"
        if path in found:
            raise ZhengyunError(codes.ASKED_TWICE, file=file, other=found[path], tenant=name)
        found[path] = file
    return found


def _as_given(error: ZhengyunError, given: Mapping[str, str]) -> ZhengyunError:
    """The error at its place in the file that was named."""
    if error.place and error.place.file in given:
        error.place = error.place._replace(file=given[error.place.file])
    return error


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
        if error.code is not codes.NO_COMMIT:
            raise
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
