"""Putting the rooms together: the only place that names drivers. What a command does not touch is not even loaded."""

import glob
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cli.passphrase import ask
from cli.session import Session
from cli.text import _
from zhengyun.estate import Estate
from zhengyun.instant import SystemClock

if TYPE_CHECKING:
    from cloud.api import Notice
    from cloud.port import Cloud
    from governance.training import TrainingVault, TrainingWitness
    from inventory.source import Source
    from keys.files import Ed25519Verifier, FileSigner
    from records.assets import Assets
    from records.database import Database
    from records.ledger import Ledger
    from records.logbook import LogBook
    from records.rolefiles import RoleFiles
    from zhengyun.people import RoleFile
    from zhengyun.permit import Permit
    from zhengyun.ports import EvidenceSource
    from zhengyun.signing import PublicKey


@dataclass
class House:
    """Everything that a command may need, made when it is first asked for."""

    session: Session

    @cached_property
    def clock(self) -> SystemClock:
        """The machine's clock."""
        return SystemClock()

    # The estate

    def source(self, revision: str = "") -> "Source":
        """The estate's files: as they stand, or of a commit."""
        from inventory.source import Commit, Folder, resolve

        folder = self.session.estate
        return Commit(folder, resolve(folder, revision)) if revision else Folder(folder)

    def estate(self, revision: str = "") -> Estate:
        """The estate."""
        from inventory.loader import load

        return load(self.source(revision))

    # The records

    @cached_property
    def database(self) -> "Database":
        """The records' database."""
        from records.database import Database

        return Database(self.session.settings.records)

    @cached_property
    def ledger(self) -> "Ledger":
        """Requests and what became of them."""
        from records.ledger import Ledger

        return Ledger(self.database, self.clock)

    @cached_property
    def book(self) -> "LogBook":
        """The audit log."""
        from records.logbook import LogBook

        return LogBook(self.database, self.clock)

    @cached_property
    def role_files(self) -> "RoleFiles":
        """The versions of the role file."""
        from records.rolefiles import RoleFiles

        return RoleFiles(self.database, self.clock)

    @cached_property
    def assets(self) -> "Assets":
        """What was made and applied."""
        from records.assets import Assets

        return Assets(self.database)

    @property
    def roles(self) -> "RoleFile":
        """The role file in force."""
        from governance.roles import current

        return current(self.role_files, self.book, self.verifier)

    # Clouds

    def reading(self, estate: Estate, sites: Sequence[str]) -> "Mapping[str, Cloud]":
        """Connections that cannot write."""
        from cloud.readonly import ReadOnly

        return {name: ReadOnly(self._cloud(name, estate.site(name).cloud, estate.name)) for name in sites}

    @contextmanager
    def writing(self, estate: Estate, permit: "Permit") -> "Iterator[Mapping[str, Cloud]]":
        """Connections that a permit opens, for as long as they are needed."""
        with self.vault(estate).lease(permit) as clouds:
            yield {name: self._cloud(name, cloud, estate.name) for name, cloud in clouds.items()}

    def vault(self, estate: Estate) -> "TrainingVault":
        """Where credentials come from."""
        from governance.training import TrainingVault

        return TrainingVault({site.name: site.cloud for site in estate.sites})

    def evidence(self, sites: Sequence[str]) -> "Mapping[str, EvidenceSource]":
        """What the clouds' services have recorded, for the sites where that can be read."""
        from cloud.evidence import CadfLogs

        patterns = self.session.settings.audit_logs
        files = {site: [Path(one) for one in sorted(glob.glob(patterns[site]))] for site in sites if site in patterns}  # noqa: PTH207
        return {site: CadfLogs(site, tuple(found)) for site, found in files.items() if found}

    def _cloud(self, site: str, cloud: str, estate: str) -> "Cloud":
        from cloud.openstack import OpenStack
        from cloud.patience import Patience
        from cloud.sdk import Sdk

        settings = self.session.settings
        sdk = Sdk(site, cloud, settings.clouds)
        return OpenStack(sdk, estate, settings.image_store, Patience(seconds=settings.patience), told_by(self.session))

    # Keys

    @cached_property
    def verifier(self) -> "Ed25519Verifier":
        """Checks signatures."""
        from keys.files import Ed25519Verifier

        return Ed25519Verifier()

    @property
    def keys(self) -> Path:
        """The folder of signing keys."""
        return self.session.settings.keys

    def make_key(self, person: str) -> "PublicKey":
        """A new signing key; its passphrase is asked for twice."""
        from keys.files import make

        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        return make(self.key_file(person), ask(self.session, person, confirm=True))

    def public_key(self, person: str) -> "PublicKey":
        """The public half of somebody's key."""
        from keys.files import show

        return show(self.key_file(person))

    def key_file(self, person: str) -> Path:
        """Where somebody's key lies; the name of a key file stands for itself."""
        return Path(person) if person.endswith(".json") else self.keys / f"{person}.json"

    def witness(self) -> "TrainingWitness":
        """Who co-signs."""
        from governance.training import TrainingWitness

        settings = self.session.settings
        memory = settings.witness_memory or settings.records.with_suffix(".witness.json")
        return TrainingWitness(self._signer(settings.witness or "witness"), memory, self.book.entries)

    def signer(self) -> "FileSigner":
        """The acting person's key, opened."""
        return self._signer(self.session.person)

    def _signer(self, person: str) -> "FileSigner":
        from keys.files import unseal

        return unseal(self.key_file(person), ask(self.session, person))


def told_by(session: Session) -> "Callable[[Notice], None]":
    """Say on stderr that something is tried again; the same thing only once in a while."""
    lock, said = threading.Lock(), set[tuple[str, str, str]]()

    def tell(notice: "Notice") -> None:
        key = (notice.site, notice.service, notice.problem)
        with lock:
            if key in said and notice.attempt < 3:
                return
            said.add(key)
        seconds = f"{notice.seconds:.1f}"
        text = _("{site}: {service} says {problem}; trying again in {seconds} s")
        session.say(text.format(site=notice.site, service=notice.service, problem=notice.problem, seconds=seconds))

    return tell
