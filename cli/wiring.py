"""Putting the rooms together: the only place that names drivers. What a command does not touch is not even loaded."""

import glob
import hashlib
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.entries import entry_of
from cli.passphrase import ask, given
from cli.session import Session
from cli.trouble import told_by
from cli.wiring_network import Networked

if TYPE_CHECKING:
    from cloud.evidence import CadfLogs
    from cloud.openstack import OpenStack
    from cloud.patience import Patience
    from cloud.port import Cloud, Service
    from cloud.what_if import Asked
    from governance.witnessing import Witnesses
    from inventory.source import Source
    from keys.algorithms import Verifier
    from keys.holding import Holding
    from keys.keyring import Keyring, Made
    from pki.driver import TrustDriver
    from zhengyun.estate import Estate
    from zhengyun.growing import Marks
    from zhengyun.rolefile import RoleFile
    from zhengyun.signing import PublicKey, RawSigner

# How long in seconds a site that does not answer is tried by somebody who only looks.
LOOKING: Final = 6.0


def key_digest(key: "PublicKey") -> bytes:
    """SHA-256 of a key's SubjectPublicKeyInfo, by which the register knows it; nothing where no certificate is for such."""
    from pki.algorithms import ALGORITHMS, public_info

    return hashlib.sha256(public_info(key)).digest() if key.algorithm in ALGORITHMS else b""


@dataclass
class House(Networked):
    """Everything that a command may need, made when it is first asked for."""

    # The estate

    def source(self, revision: str = "") -> "Source":
        """The estate's files: as they stand, or of a commit."""
        from inventory.source import Commit, Folder, resolve

        folder = self.session.estate
        return Commit(folder, resolve(folder, revision)) if revision else Folder(folder)

    def estate(self, revision: str = "") -> "Estate":
        """The estate, where an instance of its network may be.

        Raises: Problems; ZhengyunError (ZY-HOST-080, ZY-HOST-081).
        """
        from cli.apart import refuse_where_joined
        from inventory.loader import load

        estate = load(self.source(revision))
        refuse_where_joined(estate)
        return estate

    # The people

    @property
    def roles(self) -> "RoleFile":
        """The role file in force."""
        from governance.roles import current

        return self.by_register(current(self.role_files, self.book, self.verifier))

    def by_register(self, roles: "RoleFile") -> "RoleFile":
        """A role file, and who of its people is locked out by what is on record of his certificate."""
        from zhengyun.lockout import bound

        # Whoever has no records yet can check the draft of a role file all the same.
        return (
            roles if not any(one.certificate for one in roles.people) else bound(roles, self.certificates, key_digest)
        )

    # Clouds

    def reading(self, estate: "Estate", sites: Sequence[str], *, agrees: bool = False) -> "Mapping[str, Cloud]":
        """Connections that cannot write, and that say soon that a site does not answer: nothing waits for them.

        Who only `agrees` to a plan may have credentials that nothing could be applied with; where a vault lends those to the executor,
        so may everybody.
        """
        from cloud.patience import Patience
        from cloud.readonly import ReadOnly

        patience = Patience(seconds=min(LOOKING, self.session.settings.patience))
        entries = {name: entry_of(self.session, estate, name) for name in sites}
        applies = not agrees and not self.executor_name
        return {
            name: ReadOnly(self._cloud(name, entry, estate, patience, reads=True, applies=applies))
            for name, entry in entries.items()
        }

    def bound(self, estate: "Estate", site: str) -> str:
        """The type of a site's credentials, where they are bound to one project; else nothing."""
        from cloud.sdk import Sdk

        return Sdk(site, entry_of(self.session, estate, site), self.session.settings.clouds).bound

    def asked(self, estate: "Estate", sites: Sequence[str]) -> "Mapping[str, Asked]":
        """Sites that can be read and asked for their stock."""
        from cloud.patience import Patience

        patience = Patience(seconds=min(LOOKING, self.session.settings.patience))
        entries = {name: entry_of(self.session, estate, name) for name in sites}
        return {name: self._cloud(name, entry, estate, patience, reads=True) for name, entry in entries.items()}

    def writing(self, estate: "Estate", sites: Collection[str]) -> "Mapping[str, Cloud]":
        """Connections to these sites for whoever carries out a change, and to no other site."""
        from cloud.patience import Patience

        patience = Patience(seconds=self.session.settings.patience)
        entries = {name: entry_of(self.session, estate, name) for name in sites}
        lent = bool(self.executor_name)
        return {name: self._cloud(name, entry, estate, patience, lent=lent) for name, entry in entries.items()}

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
        self,
        site: str,
        cloud: str,
        estate: "Estate",
        patience: "Patience",
        *,
        reads: bool = False,
        applies: bool = True,
        lent: bool = False,
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
        way = self.minting(sdk, patience) if lent else sdk
        return OpenStack(way, owner, store, patience, tell, bounds, safe, applies=applies, resizes_here=here)

    # The trust

    def trust(self, actor: str = "", request: str = "") -> "TrustDriver":
        """What is in force of the PKI; whoever changes it does so for a request."""
        from pki.driver import TrustDriver

        return TrustDriver(self.trusts, self.clock.now, actor, request)

    # Keys

    @cached_property
    def verifier(self) -> "Verifier":
        """Checks signatures."""
        from keys.algorithms import Verifier

        return Verifier()

    def digest(self, name: str, data: bytes) -> bytes:
        """A digest by its word, SM3 among them."""
        from keys.digests import digest

        return digest(name, data)

    @cached_property
    def keyring(self) -> "Keyring":
        """Everybody's keys."""
        from keys.keyring import Keyring

        said = self.session.settings
        return Keyring(said.keys, said.token_keys, said.pkcs11_module, said.pkcs11_environment)

    def make_key(self, person: str, algorithm: str = "ed25519", token: str = "") -> "Made":
        """A new signing key; its passphrase is asked for twice, a token's PIN once."""
        return self.keyring.make(
            self.keyring.place(person, token),
            algorithm,
            lambda pin: ask(self.session, person, token=pin, confirm=not pin),
        )

    def public_key(self, person: str) -> "PublicKey":
        """The public half of somebody's key."""
        return self.keyring.show(self.keyring.place(person))

    def key_holding(self, person: str, secret: Callable[[Session, str], str] = given) -> "Holding":
        """How firmly somebody's key is held, as far as that can be told without asking anybody."""
        return self.keyring.holding(self.keyring.place(person), lambda _: secret(self.session, person))

    def key_file(self, person: str) -> Path:
        """Where somebody's key lies, if it is a file; the name of a key file stands for itself."""
        return self.keyring.file(person)

    def witness(self) -> "Witnesses":
        """Who co-signs: whoever the settings have a command for, under checkpoints that the log's key signs."""
        from governance.command import Command
        from governance.witnessing import Witnesses

        settings = self.session.settings
        asks = {one.name: Command(one.command) for one in settings.witnesses}
        return Witnesses(self.book, self.roles, self._signer(settings.log), self.verifier, asks)

    def ring_of(self, folder: Path, **told: Any) -> "Keyring":
        """The keys of somebody who has no settings, such as a witness; where a token comes in, `told` as a keyring takes it."""
        from keys.keyring import Keyring

        return Keyring(folder, **told)

    def signer(self, person: str = "") -> "RawSigner":
        """The key of a person, opened; the acting person's where nobody is named."""
        return self._signer(person or self.session.person)

    def proven(self) -> str:
        """The acting person, who has opened the key that the role file names: nobody speaks in another's name.

        Raises: ZhengyunError (ZY-GOV-024, ZY-KEY-001 to 007, ZY-PERMIT-007, ZY-PERMIT-008).
        """
        from governance.entitlement import in_office, own_key

        own_key(in_office(self.roles, self.session.person, self.clock.now()), self.signer())
        return self.session.person

    def _signer(self, person: str) -> "RawSigner":
        return self.keyring.unlock(self.keyring.place(person), lambda pin: ask(self.session, person, token=pin))
