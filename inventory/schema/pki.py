"""pki.yaml: whom the city trusts, what these may certify, and who must be there."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from inventory.schema.certified import (
    Command,
    Days,
    DnsName,
    EmailDomain,
    KeyName,
    Oid,
    People,
    Permitted,
    Principal,
    Subject,
    Threshold,
    Url,
)
from inventory.schema.values import Cidr, Name, PublicKey, Seconds, Span, Strict, Title, unexpected
from zhengyun.errors import N_
from zhengyun.estate.trust import SSH_LONGEST, SSH_MOST, SshAlgorithm, SshKind

Algorithm = Literal["p256", "p384", "rsa3072", "rsa4096", "ed25519", "sm2"]
Office = Literal["system", "security", "operator", "owner", "head"]


class TrustDomainModel(Strict):
    """A trust domain: one family of standards."""

    title: Title
    family: Literal["international", "sm2"]


class CeremonyModel(Strict):
    """Who has to be there when the authority's key is made: so many of these people."""

    threshold: Threshold
    people: People


class ScheduleModel(Strict):
    """How long a list of what is revoked holds, when the next is due before that, and the same of delta lists and answers."""

    crl: Span | None = None
    due: Span | None = None
    delta: Seconds | None = None
    answers: Span | None = None


class AuthorityModel(Strict):
    """An authority. Without `issuer` it is a root, which is kept offline; `key` is `ca-` and its name where it is left out."""

    domain: Name
    subject: Subject
    algorithm: Algorithm
    days: Days
    ceremony: CeremonyModel
    issuer: Name | None = None
    key: KeyName | None = None
    path_length: Annotated[int, Field(ge=0, le=8)] = 0
    schedule: ScheduleModel = ScheduleModel()
    crl_urls: list[Url] = []
    ocsp_urls: list[Url] = []
    issuer_urls: list[Url] = []
    policies: list[Oid] = []
    permitted: list[Permitted] = []
    escrow: bool = False


class ProfileModel(Strict):
    """What an authority certifies, and within which bounds; what a request says besides is refused."""

    authority: Name
    use: Literal["server", "client", "person-signing", "person-encryption", "device", "ocsp", "timestamp", "seal"]
    days: Days
    algorithms: Annotated[list[Algorithm], Field(min_length=1)]
    subject: Subject | None = None
    asks: list[Literal["CN", "OU", "E", "SN", "T", "GN", "SUR", "UID"]] = ["CN"]
    dns: list[DnsName] = []
    emails: list[EmailDomain] = []
    addresses: list[Cidr] = []
    extended: list[Oid] = []
    policies: list[Oid] = []
    dual: bool = False
    asker: Annotated[list[Office], Field(min_length=1)] = ["operator", "system"]
    reviewer: Office = "security"
    issuer: Office = "security"
    renew: Span | None = None

    @model_validator(mode="after")
    def _whole(self) -> "ProfileModel":
        if not self.subject and not self.asks:
            raise unexpected("asks", N_("a `subject`, or something that is asked for: a certificate names somebody"))
        return self


class RecoveryModel(Strict):
    """Who brings an escrowed key back: so many of these people for its user, and so many for a court."""

    threshold: Threshold
    people: People
    judicial: Threshold | None = None


class SshAuthorityModel(Strict):
    """An authority of SSH: its public key as machines are told of it; `key` is `ssh-` and its name where it is left out."""

    public: PublicKey
    key: KeyName | None = None


class StandingModel(Strict):
    """So many certificates may be agreed to beforehand, for so long at the longest."""

    count: Annotated[int, Field(ge=2, le=SSH_MOST)]
    within: Span


class SshProfileModel(Strict):
    """What an authority of SSH certifies, and within which bounds; what is asked for besides is refused."""

    authority: Name
    kind: SshKind
    principals: Annotated[list[Principal], Field(min_length=1)]
    longest: Span
    algorithms: Annotated[list[SshAlgorithm], Field(min_length=1)] = ["ed25519", "p256", "p384", "rsa"]
    command: Command | None = None
    sources: list[Cidr] = []
    permits: list[Literal["X11-forwarding", "agent-forwarding", "port-forwarding", "pty", "user-rc"]] = []
    asker: Annotated[list[Office], Field(min_length=1)] = ["operator", "system"]
    reviewer: Office = "security"
    issuer: Office = "security"
    standing: StandingModel | None = None

    @model_validator(mode="after")
    def _whole(self) -> "SshProfileModel":
        most = SSH_LONGEST[self.kind]
        if self.longest > most:
            raise unexpected(
                "longest", N_("at most 24 h for a person, 90 d for a host: what ends by itself needs no list")
            )
        if self.kind == "host" and (self.command or self.sources or self.permits):
            raise unexpected("kind: host", N_("command, sources and permits of people alone: a host has none"))
        if self.kind == "user" and any(one.startswith(".") for one in self.principals):
            raise unexpected("principals", N_("accounts by their whole names, where the profile is for people"))
        return self


class SshModel(Strict):
    """Who certifies keys for SSH, and what."""

    authorities: dict[Name, SshAuthorityModel]
    profiles: dict[Name, SshProfileModel] = {}


class PkiFile(Strict):
    """The whole PKI: trust domains, their authorities, what these certify, who recovers keys, and who certifies for SSH."""

    domains: dict[Name, TrustDomainModel]
    authorities: dict[Name, AuthorityModel]
    profiles: dict[Name, ProfileModel] = {}
    recovery: RecoveryModel | None = None
    ssh: SshModel | None = None
