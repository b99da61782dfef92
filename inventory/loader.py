"""From files to an estate: read, hold against the schema, check across files, bring into normal form.

Every error is found in one run. What is refused, a value or a whole file, takes out of the later checks only what rests
on it: what is reported is true, and is no mere consequence of what was told already.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from inventory import codes
from inventory.checks import CHECKS
from inventory.checks.images import Store, images
from inventory.checks.quotas import quotas
from inventory.compile import estate_of
from inventory.files import EstateFiles, Loaded, Model, SiteFiles
from inventory.reader import Document, read
from inventory.schema.adopt import AdoptFile
from inventory.schema.devices import DevicesFile
from inventory.schema.drift import DriftFile
from inventory.schema.estate import EstateFile
from inventory.schema.hosts import HostsFile
from inventory.schema.mending import nothing
from inventory.schema.network import NetworkFile
from inventory.schema.pki import PkiFile
from inventory.schema.problems import Accepted, accept
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from inventory.schema.time import TimeFile
from inventory.source import ROOT_FILE, Source
from zhengyun.errors import Place, Problems, ZhengyunError
from zhengyun.estate import Estate

SITE_FILE: Final = "site.yaml"
HOSTS_FILE: Final = "hosts.yaml"
DEVICES_FILE: Final = "devices.yaml"
DRIFT_FILE: Final = "drift.yaml"
PKI_FILE: Final = "pki.yaml"
TIME_FILE: Final = "time.yaml"
NETWORK_FILE: Final = "network.yaml"
TENANTS: Final = "tenants"
ADOPTIONS: Final = "adopt"
SUFFIX: Final = ".yaml"


def load(source: Source, store: Store | None = None) -> Estate:
    """Read an estate, and with a store hold its images against the files in it.

    Raises: Problems with every error of every file; ZhengyunError where there are no files to read.
    """
    with _without_collector():
        loader = _Loader(source)
        files = loader.files()
        estate = estate_of(files, source.commit)
        errors = [*loader.errors, *(error for check in CHECKS for error in check(files)), *quotas(files, estate)]
        if store:
            errors += images(files, store)
        if not errors:
            return estate
        raise Problems(tuple(sorted(errors, key=lambda error: error.place or Place(""))))


class _Loader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self.errors: list[ZhengyunError] = []
        self._contents: dict[str, bytes] = {}
        try:
            for file, content in source.files():
                self._contents[file] = content
        except Problems as error:
            # The source has told of everything else by now.
            self.errors += error.errors
        self._unreadable = {error.place.file for error in self.errors if error.place}

    def files(self) -> EstateFiles:
        """The files, with what is known of them."""
        estate = self._load(ROOT_FILE, EstateFile)
        sites = {name: self._site(name, place) for name, place in self._sites(estate).items()}
        drift, pki = self._if_there(DRIFT_FILE, DriftFile), self._if_there(PKI_FILE, PkiFile)
        time, network = self._if_there(TIME_FILE, TimeFile), self._if_there(NETWORK_FILE, NetworkFile)
        self.errors += [self._stray(file) for file in self._contents]
        return EstateFiles(estate, sites, drift, pki, time, network)

    def _sites(self, estate: Loaded[EstateFile]) -> Mapping[str, Place | None]:
        """Where each site is named. Where not all of their names are known, whatever folder looks like a site is one."""
        sites: dict[str, Place | None] = {}
        for position, name in enumerate(estate.model.sites):
            if estate.knows("sites", position):
                sites.setdefault(name, estate.place("sites", position))
        if not estate.knows("sites"):
            for file in self._contents:
                name, _, rest = file.partition("/")
                if rest in {SITE_FILE, HOSTS_FILE, DEVICES_FILE} or _is_tenant(file, f"{name}/{TENANTS}/"):
                    sites.setdefault(name, None)
        return sites

    def _site(self, name: str, place: Place | None) -> SiteFiles:
        file = f"{name}/{SITE_FILE}"
        if place and not self._is_there(file):
            self.errors.append(ZhengyunError(codes.NO_FILE, place=place, file=file))
        return SiteFiles(
            self._load(file, SiteFile),
            self._tenants(name),
            self._adoptions(name),
            self._if_there(f"{name}/{HOSTS_FILE}", HostsFile),
            self._if_there(f"{name}/{DEVICES_FILE}", DevicesFile),
        )

    def _is_there(self, file: str) -> bool:
        """Whether a file is there, or is told of already: it cannot be read, or is stray for its ending."""
        shown = self._shown(file)
        if any(shown == one or shown.startswith(one + "/") for one in self._unreadable):
            return True
        return any(file == one or file == _meant(one) for one in self._contents)

    def _tenants(self, site: str) -> Mapping[str, Loaded[TenantFile]]:
        return self._folder(f"{site}/{TENANTS}/", TenantFile)

    def _adoptions(self, site: str) -> Mapping[str, Loaded[AdoptFile]]:
        return self._folder(f"{site}/{ADOPTIONS}/", AdoptFile)

    def _folder(self, prefix: str, form: type[Model]) -> Mapping[str, Loaded[Model]]:
        names = [file for file in self._contents if _is_tenant(file, prefix)]
        return {file[len(prefix) :].rpartition(".")[0]: self._load(file, form) for file in names}

    def _if_there(self, file: str, form: type[Model]) -> Loaded[Model] | None:
        return self._load(file, form) if file in self._contents else None

    def _load(self, file: str, form: type[Model]) -> Loaded[Model]:
        document = self._read(file)
        return self._told(document, accept(document, form)) if document else self._nothing(file, form)

    def _told(self, document: Document, found: Accepted[Model]) -> Loaded[Model]:
        self.errors += [*document.errors, *found.errors]
        return Loaded(document, found.model, found.holes)

    def _nothing(self, file: str, form: type[Model]) -> Loaded[Model]:
        model, holes = nothing(form)
        return Loaded(Document(self._shown(file), None, None), model, holes)

    def _read(self, file: str) -> Document | None:
        """The file, or nothing where it is not there or was refused whole."""
        try:
            return read(self._shown(file), self._contents.pop(file)) if file in self._contents else None
        except ZhengyunError as error:
            self.errors.append(error)
            return None

    def _stray(self, file: str) -> ZhengyunError:
        """A file that nothing reads; often only its ending is wrong."""
        meant = _meant(file)
        nearest = "" if meant == file else meant.rpartition("/")[2]
        return ZhengyunError(codes.STRAY_FILE, place=Place(self._shown(file)), nearest=nearest)

    def _shown(self, file: str) -> str:
        """A file's name as the person who reads the message can open it."""
        return str(self._source.folder / file)


def _meant(file: str) -> str:
    """The file with the ending that it should have."""
    return file if file.endswith(SUFFIX) else file[: file.rindex(".")] + SUFFIX


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
