"""Authorities at work: records with the trust in force, both families, their keys, and everybody of the cast at a desk."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from governance.roles import dated
from keys import files
from keys.algorithm import Private
from keys.files import FileSigner
from pki import authorities
from pki.certificate import Certificate, Draft, read, signed
from pki.flows.asking import ask
from pki.flows.certifier import fingerprint
from pki.flows.desk import Desk
from pki.flows.issuing import Issuer, carries, issue
from pki.flows.reviewing import approve, look
from pki.inforce import things
from pki.listing import Office, sign_list
from pki.names import show
from records.applications import Applications
from records.certificates import Certificates
from records.database import Database
from records.trusts import Trusts
from tests.authorities import ISSUING, NOW, PERSON, ROOT, SERVER, House, house, public, wish
from tests.cast import VERIFIER, role_file, signer
from tests.records import Records, begun
from zhengyun import settings
from zhengyun.application import Application, Asked
from zhengyun.certified import AuthorityCertificate, Certified, RevocationList
from zhengyun.entry import Note
from zhengyun.estate.trust import Authority, Domain, Recovery, SshAuthority, Trust
from zhengyun.instant import SystemClock, text
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey

NOTE: Final = Note("trust.applied", "wang", {})
# In the year of the authorities; the cast is in office until the next spring.
TODAY: Final = NOW + timedelta(hours=1)


def trust(algorithm: str = "p256") -> Trust:
    """A root, an issuing authority and two profiles."""
    made = house(algorithm)
    domain = Domain("city", "云州", "sm2" if algorithm == "sm2" else "international")
    return Trust(
        {"city": domain},
        {"root": made.root, "issuing": made.issuing},
        {"server": SERVER, "person": PERSON},
        Recovery(),
    )


def establish(records: Records, algorithm: str = "p256") -> House:
    """Put a trust in force, and the certificates of its authorities, as a ceremony leaves them."""
    made, trusts = house(algorithm), Trusts(records.database, records.clock)
    trusts.put(things(trust(algorithm)), NOTE)
    keep(trusts, made.root, made.root_certificate)
    keep(trusts, made.issuing, made.certificate)
    return made


def keep(trusts: Trusts, authority: Authority, found: Certificate) -> None:
    """Keep an authority's certificate, and that its issuer has issued it."""
    at = text(found.not_before)
    row = Certified(
        authority=authority.issuer or authority.name,
        serial=found.serial,
        holder=authority.name,
        profile="authority",
        subject=show(found.subject),
        not_before=text(found.not_before),
        not_after=text(found.not_after),
        at=at,
        certificate=found.raw,
        key=fingerprint(found.public_info),
        state_at=at,
    )
    own = AuthorityCertificate(authority.name, found.serial, found.raw, authority.key, at)
    trusts.certify_authority(own, NOTE, row)


def settle(town: Path, algorithm: str = "p256", name: str = "") -> Trust:
    """In a training set: authorities of that algorithm with their keys in files, beside those that are there.

    `name` stands before the names of authorities and profiles.
    """
    clock, said = SystemClock(), settings.load(town / "zhengyun.toml")
    assert said.passphrases
    database = Database(Path(said.records))
    trusts, now, signers = Trusts(database, clock), clock.now(), list[FileSigner]()
    root, issuing = (
        replace(one, name=name + one.name, algorithm=algorithm, key=f"ca-{name}{one.name}", domain=f"{name}city")
        for one in (ROOT, ISSUING)
    )
    issuing = replace(issuing, issuer=root.name)
    for one in (root, issuing):
        (said.passphrases / one.key).write_text("correct horse battery\n")
        file = said.keys / f"{one.key}.json"
        files.make(file, "correct horse battery", algorithm)
        signers.append(files.unseal(file, "correct horse battery"))
    first = _signed(authorities.root(root, signers[0].public, now), signers[0])
    second = _signed(authorities.certified(issuing, signers[1].public, root, first, now), signers[0])
    profiles = [replace(one, name=name + one.name, authority=issuing.name) for one in (SERVER, PERSON)]
    domain = Domain(f"{name}city", "云州", "sm2" if algorithm == "sm2" else "international")
    whole = Trust(
        {domain.name: domain},
        {one.name: one for one in (root, issuing)},
        {one.name: one for one in profiles},
    )
    trusts.put(things(whole), NOTE)
    keep(trusts, root, first)
    keep(trusts, issuing, second)
    database.close()
    return whole


def _signed(draft: Draft, key: FileSigner) -> Certificate:
    body = draft.to_be_signed()
    return read(signed(body, draft.algorithm, base64.b64decode(key.sign(body))))


@dataclass(frozen=True)
class Opened:
    """A private key as an opened keyring has it."""

    algorithm: str
    private: Private

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return public(self.algorithm, self.private)

    def sign(self, data: bytes) -> str:
        """Base64 of the signature."""
        return base64.b64encode(self.private.sign(data)).decode()


@dataclass
class Court:
    """Records, and the authorities whose certificates are in them."""

    records: Records
    house: House
    roles: RoleFile

    def desk(self) -> Desk:
        """A desk, as each command makes one."""
        again, clock = self.records.database, self.records.clock
        kept = Applications(again, clock), Certificates(again, clock), Trusts(again, clock)
        known = partial(dated, self.records.roles, self.records.book, VERIFIER)
        return Desk(*kept, self.roles, VERIFIER, clock, known)

    def key(self, _: Authority | SshAuthority | None = None) -> Opened:
        """The issuing authority's key."""
        return Opened(self.house.issuing.algorithm, self.house.issuing_key)

    def ask(self, *rows: Asked, asker: str = "wang", profile: str = "server") -> Application:
        """Ask for certificates; for a server's where nothing is said."""
        wanted = rows or (asked(1, self.house.root.algorithm),)
        return ask(self.desk(), profile, wanted, asker=asker, signer=signer(asker), reason="because")[0]

    def approve(self, name: str, reviewer: str = "li") -> Application:
        """Agree to an application."""
        desk = self.desk()
        return approve(desk, look(desk, name, reviewer), reviewer=reviewer, signer=signer(reviewer))

    def issue(self, name: str, person: str = "sun", told: Callable[[int, int], None] = lambda *_: None) -> Application:
        """Certify."""
        desk = self.desk()
        application = carries(desk, name, person)
        return issue(desk, application, Issuer(person, signer(person)), self.key, told)

    def listed(self, name: str = "issuing") -> RevocationList:
        """Sign the next list of an authority."""
        desk, below = self.desk(), name == "issuing"
        own = desk.trusts.authority(name)
        assert own
        office = Office(self.house.issuing if below else self.house.root, own)
        key = Opened(office.authority.algorithm, self.house.issuing_key if below else self.house.root_key)
        return sign_list(office, desk.register, desk.trusts, key, "li", desk.now(), delta=False)

    def issued(self, *rows: Asked) -> list[Certified]:
        """Certificates, by three people."""
        application = self.ask(*rows)
        self.approve(application.id)
        self.issue(application.id)
        return list(self.desk().register.of_application(application.id))


def court(file: Path, algorithm: str = "p256", roles: RoleFile | None = None) -> Court:
    """Records of their own, with the trust in force."""
    people = roles or role_file()
    records = begun(file, people)
    records.clock.instant = TODAY
    return Court(records, establish(records, algorithm), people)


def asked(number: int, algorithm: str = "p256", holder: str = "finance", name: str = "www") -> Asked:
    """A row for a server."""
    host = f"{name}.city.example"
    request = wish(algorithm, f"C=CN,O=City,OU=Finance,CN={host}", (f"dns:{host}",))
    return Asked(number, holder, request)
