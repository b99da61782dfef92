"""Putting the rooms together: the only place that names drivers. What a command does not touch is not even loaded."""

import glob
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.entries import entry_of
from cli.passphrase import ask
from cli.session import Session
from cli.text import _
from zhengyun.estate import Estate
from zhengyun.instant import SystemClock

if TYPE_CHECKING:
    from cloud.evidence import CadfLogs
    from cloud.growing import Marks
    from cloud.openstack import OpenStack
    from cloud.patience import Notice, Patience
    from cloud.port import Cloud, Service
    from cloud.what_if import Asked
    from governance.training import TrainingVault, TrainingWitness
    from inventory.source import Source
    from keys.files import Ed25519Verifier, FileSigner
    from records.assets import Assets
    from records.database import Database
    from records.ledger import Ledger
    from records.logbook import LogBook
    from records.readings import Readings
    from records.rolefiles import RoleFiles
    from records.stocks import Stocks
    from zhengyun.people import RoleFile
    from zhengyun.permit import Permit
    from zhengyun.signing import PublicKey

# How long in seconds a site that does not answer is tried by somebody who only looks.
LOOKING: Final = 6.0
# So many seconds nothing more is said of a service that has been told to be in trouble.
QUIET: Final = 10.0


@dataclass
class House:
    """Everything that a command may need, made when it is first asked for."""

    session: Session
    begins: bool = False
    """Whether records that are not there are begun."""

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

        return Database(self.session.settings.records, begin=self.begins)

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

    @cached_property
    def readings(self) -> "Readings":
        """What drift has found at each site."""
        from records.readings import Readings

        return Readings(self.database)

    @cached_property
    def stocks(self) -> "Stocks":
        """What has been recorded of capacity."""
        from records.stocks import Stocks

        return Stocks(self.database)

    @property
    def roles(self) -> "RoleFile":
        """The role file in force."""
        from governance.roles import current

        return current(self.role_files, self.book, self.verifier)

    # Clouds

    def reading(self, estate: Estate, sites: Sequence[str], *, agrees: bool = False) -> "Mapping[str, Cloud]":
        """Connections that cannot write, and that say soon that a site does not answer: nothing waits for them.

        Who only `agrees` to a plan may have credentials that nothing could be applied with.
        """
        from cloud.patience import Patience
        from cloud.readonly import ReadOnly

        patience = Patience(seconds=min(LOOKING, self.session.settings.patience))
        entries = {name: entry_of(self.session, estate, name) for name in sites}
        return {
            name: ReadOnly(self._cloud(name, entry, estate, patience, reads=True, applies=not agrees))
            for name, entry in entries.items()
        }

    def bound(self, estate: Estate, site: str) -> str:
        """The type of a site's credentials, where they are bound to one project; else nothing."""
        from cloud.sdk import Sdk

        return Sdk(site, entry_of(self.session, estate, site), self.session.settings.clouds).bound

    def asked(self, estate: Estate, sites: Sequence[str]) -> "Mapping[str, Asked]":
        """Sites that can be read and asked for their stock."""
        from cloud.patience import Patience

        patience = Patience(seconds=min(LOOKING, self.session.settings.patience))
        entries = {name: entry_of(self.session, estate, name) for name in sites}
        return {name: self._cloud(name, entry, estate, patience, reads=True) for name, entry in entries.items()}

    @contextmanager
    def writing(self, estate: Estate, permit: "Permit", sites: Collection[str]) -> "Iterator[Mapping[str, Cloud]]":
        """Connections to these sites that a permit opens, for as long as they are needed; to no other site."""
        with self.vault(estate, sites).lease(permit) as clouds:
            from cloud.patience import Patience

            patience = Patience(seconds=self.session.settings.patience)
            yield {name: self._cloud(name, cloud, estate, patience) for name, cloud in clouds.items()}

    def vault(self, estate: Estate, sites: Collection[str]) -> "TrainingVault":
        """Where the credentials of these sites come from."""
        from governance.training import TrainingVault

        return TrainingVault({name: entry_of(self.session, estate, name) for name in sites})

    def evidence(self, sites: Sequence[str], marks: "Mapping[str, Marks] | None" = None) -> "Mapping[str, CadfLogs]":
        """What the clouds' services have recorded, for the sites where that can be read; by site, from the marks on."""
        from cloud.evidence import CadfLogs

        patterns = self.session.settings.audit_logs
        files = {site: [Path(one) for one in sorted(glob.glob(patterns[site]))] for site in sites if site in patterns}  # noqa: PTH207
        known = marks or {}
        return {site: CadfLogs(site, tuple(found), known.get(site, {})) for site, found in files.items() if found}

    def silent(self, found: "Sequence[Service]") -> tuple[str, ...]:
        """The services that a site needs and that are not among those that answer."""
        from cloud.openstack import SERVICES

        return tuple(name for name in SERVICES if name not in {one.name for one in found})

    def _cloud(
        self, site: str, cloud: str, estate: Estate, patience: "Patience", *, reads: bool = False, applies: bool = True
    ) -> "OpenStack":
        from cloud import mark
        from cloud.limits import Bounds
        from cloud.openstack import OpenStack
        from cloud.safe_files import FileSafe
        from cloud.sdk import Sdk

        # What a library logs on its way to an error is told by the error, in our words.
        for name in ("keystoneauth", "openstack"):
            logging.getLogger(name).addHandler(logging.NullHandler())
        settings = self.session.settings
        sdk = Sdk(site, cloud, settings.clouds)
        bounds = Bounds(settings.calls_least, settings.calls_most)
        if reads:
            # A reading asks for each list once: there is nothing to learn from, and people wait for it.
            bounds = replace(bounds, first=bounds.most)
        safe = FileSafe(settings.credential_store)
        owner, tell = mark.owner(estate.name, site), told_by(self.session)
        here = estate.site(site).resizes_here
        store = settings.image_store
        return OpenStack(sdk, owner, store, patience, tell, bounds, safe, applies=applies, resizes_here=here)

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

    def proven(self) -> str:
        """The acting person, who has opened the key that the role file names: nobody speaks in another's name.

        Raises: ZhengyunError (ZY-GOV-024, ZY-KEY-001 to 007, ZY-PERMIT-007, ZY-PERMIT-008).
        """
        from governance.roles import in_office, own_key

        own_key(in_office(self.roles, self.session.person, self.clock.now()), self.signer())
        return self.session.person

    def _signer(self, person: str) -> "FileSigner":
        from keys.files import unseal

        return unseal(self.key_file(person), ask(self.session, person))


def told_by(session: Session) -> "Callable[[Notice], None]":
    """Say on stderr that something is tried again: of one service once in a while, with how often it was."""
    lock, told, untold = threading.Lock(), dict[tuple[str, str], float](), Counter[tuple[str, str]]()

    def tell(notice: "Notice") -> None:
        key, now = (notice.site, notice.service), time.monotonic()
        with lock:
            untold[key] += 1
            if now - told.get(key, -QUIET) < QUIET:
                return
            told[key], times = now, untold.pop(key)
        seconds = f"{notice.seconds:.1f}"
        text = _("{site}: {service} says {problem}; trying again in {seconds} s")
        more = _(" ({times} times since this was last said)").format(times=times) if times > 1 else ""
        problem = _(notice.problem)
        session.say(text.format(site=notice.site, service=notice.service, problem=problem, seconds=seconds) + more)

    return tell
