"""From files to an estate: read, hold against the schema, check across files, bring into normal form.

Every error is found in one run. A file that the schema refuses takes only itself out of the later checks, so that
what is reported about the others is true.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from inventory import codes
from inventory.checks import CHECKS
from inventory.checks.quotas import quotas
from inventory.compile import estate_of
from inventory.files import EstateFiles, Loaded, Model, SiteFiles
from inventory.reader import read
from inventory.schema.estate import EstateFile
from inventory.schema.problems import accept
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from inventory.source import ROOT_FILE, Source
from zhengyun.errors import Place, Problems, ZhengyunError
from zhengyun.estate import Estate

SITE_FILE = "site.yaml"
TENANTS = "tenants"
SUFFIX = ".yaml"


def load(source: Source) -> Estate:
    """Read an estate.

    Raises: Problems with every error of every file; ZhengyunError where there are no files to read.
    """
    with _without_collector():
        loader = _Loader(source)
        files = loader.files()
        errors = list(loader.errors)
        if files:
            estate = estate_of(files, source.commit)
            errors += [error for check in CHECKS for error in check(files)]
            errors += quotas(files, estate)
            if not errors:
                return estate
        raise Problems(tuple(sorted(errors, key=lambda error: error.place or Place(""))))


class _Loader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._contents = dict(source.files())
        self.errors: list[ZhengyunError] = []

    def files(self) -> EstateFiles | None:
        """The accepted files, or nothing where estate.yaml is not among them."""
        estate = self._load(ROOT_FILE, EstateFile)
        if estate is None:
            self._read_whatever_there_is()
            return None
        sites = {}
        for position, name in enumerate(estate.model.sites):
            if name in estate.model.sites[:position]:
                continue  # told by the check of names
            if f"{name}/{SITE_FILE}" not in self._contents:
                place = estate.place("sites", position)
                self.errors.append(ZhengyunError(codes.NO_FILE, place=place, file=f"{name}/{SITE_FILE}"))
                continue
            site = self._load(f"{name}/{SITE_FILE}", SiteFile)
            tenants = self._tenants(name)
            if site:
                sites[name] = SiteFiles(site, tenants)
        for file in self._contents:
            self.errors.append(self._stray(file))
        return EstateFiles(estate, sites)

    def _read_whatever_there_is(self) -> None:
        """Without a list of sites, hold each file against what its name says that it is."""
        for file in list(self._contents):
            if file.endswith("/" + SITE_FILE):
                self._load(file, SiteFile)
            elif f"/{TENANTS}/" in file:
                self._load(file, TenantFile)

    def _tenants(self, site: str) -> Mapping[str, Loaded[TenantFile]]:
        prefix = f"{site}/{TENANTS}/"
        names = [file for file in self._contents if _is_tenant(file, prefix)]
        loaded = {file: self._load(file, TenantFile) for file in names}
        return {file[len(prefix) :].rpartition(".")[0]: one for file, one in loaded.items() if one}

    def _load(self, file: str, model: type[Model]) -> Loaded[Model] | None:
        try:
            document = read(self._shown(file), self._contents.pop(file))
            return Loaded(document, accept(document, model))
        except Problems as error:
            self.errors += error.errors
        except ZhengyunError as error:
            self.errors.append(error)
        return None

    def _stray(self, file: str) -> ZhengyunError:
        """A file that nothing reads; often only its ending is wrong."""
        meant = file if file.endswith(SUFFIX) else file[: file.rindex(".")] + SUFFIX
        nearest = "" if meant == file else meant.rpartition("/")[2]
        return ZhengyunError(codes.STRAY_FILE, place=Place(self._shown(file)), nearest=nearest)

    def _shown(self, file: str) -> str:
        """A file's name as the person who reads the message can open it."""
        return str(self._source.folder / file)


def _is_tenant(file: str, prefix: str) -> bool:
    return file.startswith(prefix) and file.endswith(SUFFIX) and "/" not in file[len(prefix) :]


@contextmanager
def _without_collector() -> Iterator[None]:
    """A large estate is hundreds of thousands of small objects, none of them garbage: do not look for any meanwhile."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
