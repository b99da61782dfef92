"""The wanted trust: domains, their authorities, what these may certify, and when they say what is revoked.

Durations are whole seconds. Names are RFC 4514 texts in the order of writing, most general first: `C=CN,O=...,CN=...`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

SITE: Final = "trust"
"""What stands in a site's place where a plan is about the trust; no site of the estate is called so."""

TENANT: Final = "pki"
"""What stands in a tenant's place there: whatever is granted for a department, or for what all share, is not for this."""

Family = Literal["international", "sm2"]
"""Which standards a domain keeps: RFC 5280 with NIST's algorithms, or GM/T 0015 with SM2 and SM3."""

FAMILIES: Final[Mapping[Family, tuple[str, ...]]] = {
    "international": ("p256", "p384", "rsa3072", "rsa4096", "ed25519"),
    "sm2": ("sm2",),
}
"""The algorithms of each, in words of `keys`."""

Use = Literal[
    "server", "client", "person-signing", "person-encryption", "device", "ocsp", "timestamp", "seal", "authority"
]
"""What a certificate is for; its key usages follow from it, and no request changes them."""
USES: Final = get_args(Use)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When an authority says what is revoked: how long a list holds, and how long before its end the next one is due.

    `delta` is how long a delta list holds, 0 for none; `answers` how long an answer of OCSP holds.
    """

    crl: int = 7 * 86_400
    due: int = 86_400
    delta: int = 0
    answers: int = 12 * 3_600


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Who has to be there when an authority's key is made: so many of these people of the role file."""

    threshold: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority. `issuer` is the one that certifies it, or empty for a root; a root is kept offline.

    `algorithm` is a word of `keys`; `key` where its key is, as the keyring knows it; `escrow` is whether encryption keys are
    made and kept here. `permitted` are name constraints: DNS suffixes beginning with a dot, or e-mail domains with `@`.
    """

    name: str
    domain: str
    subject: str
    algorithm: str
    key: str
    days: int
    ceremony: Ceremony
    issuer: str = ""
    path_length: int = 0
    schedule: Schedule = Schedule()
    crl_urls: tuple[str, ...] = ()
    ocsp_urls: tuple[str, ...] = ()
    issuer_urls: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()
    escrow: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What an authority certifies, and within which bounds; whatever a request says besides is refused, never copied.

    `subject` holds what stands in every name; `asks` the attributes that a request fills in (`CN`, `OU`, `E`, `SN`).
    `dns`, `emails` and `addresses` say which alternative names may be asked for: suffixes, domains, networks. With `dual`
    an encryption certificate goes with each signing certificate, its key made and escrowed by the authority.
    `asker`, `reviewer` and `issuer` are roles; the three are three people.
    """

    name: str
    authority: str
    use: Use
    days: int
    algorithms: tuple[str, ...]
    subject: str = ""
    asks: tuple[str, ...] = ("CN",)
    dns: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    dual: bool = False
    asker: tuple[str, ...] = ("operator", "system")
    reviewer: str = "security"
    issuer: str = "security"
    renew: int = 30 * 86_400
    """How long before its end a certificate may be renewed."""


SSH: Final = "ssh/"
"""Before the name of whatever has to do with SSH; no other name has a slash in it."""

SshKind = Literal["user", "host"]
SshAlgorithm = Literal["ed25519", "p256", "p384", "rsa"]
SSH_LONGEST: Final[Mapping[SshKind, int]] = {"user": 86_400, "host": 90 * 86_400}
"""A person asks anew each day; a host's key stays where it is, and is asked for each quarter. Nobody is certified for longer."""
SSH_MOST: Final = 1000
"""So many certificates one standing approval is good for."""


@dataclass(frozen=True, slots=True)
class SshAuthority:
    """An authority of SSH, `ssh/` and its name: a key that does nothing else.

    `key` is where it is, as the keyring knows it; `public` its line, as machines are told of it.
    """

    name: str
    key: str
    public: str


@dataclass(frozen=True, slots=True)
class SshProfile:
    """What an authority of SSH certifies, and within which bounds; whatever is asked for besides is refused. Its name begins with `ssh/`.

    `principals` are accounts, or names of hosts: with a dot before it all below a domain. `longest` is in seconds. `command` is the
    one command that a certificate is good for, `sources` the networks from which it is, where any are said; `permits` what a person may
    do. With `standing` so many certificates may be agreed to beforehand, for `standing_for` seconds at the longest.
    """

    name: str
    authority: str
    kind: SshKind
    principals: tuple[str, ...]
    longest: int
    algorithms: tuple[str, ...] = ("ed25519", "p256", "p384", "rsa")
    command: str = ""
    sources: tuple[str, ...] = ()
    permits: tuple[str, ...] = ()
    asker: tuple[str, ...] = ("operator", "system")
    reviewer: str = "security"
    issuer: str = "security"
    standing: int = 0
    standing_for: int = 0


@dataclass(frozen=True, slots=True)
class Domain:
    """A trust domain: one family of standards, one city."""

    name: str
    title: str
    family: Family


@dataclass(frozen=True, slots=True)
class Recovery:
    """Who brings an escrowed key back: its user asks and so many of these agree; for a court, so many of the same.

    Without people nobody does, and no authority keeps a key of anybody's.
    """

    threshold: int = 3
    people: tuple[str, ...] = ()
    judicial: int = 3


@dataclass(frozen=True, slots=True)
class Trust:
    """All of it, by name."""

    domains: Mapping[str, Domain]
    authorities: Mapping[str, Authority]
    profiles: Mapping[str, Profile]
    recovery: Recovery = Recovery()
    ssh_authorities: Mapping[str, SshAuthority] = field(default_factory=dict)
    ssh_profiles: Mapping[str, SshProfile] = field(default_factory=dict)
