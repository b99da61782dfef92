"""SSH certificates (PROTOCOL.certkeys of OpenSSH): written from what they shall say, and read strictly."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from pki.ssh.keys import LONGEST_LINE, SshKey, bare, fields_of, of_blob
from pki.ssh.wire import Reader, SshError, string, strings, uint32, uint64
from zhengyun.errors import N_

SUFFIX: Final = "-cert-v01@openssh.com"
NONCE: Final = 32
# So many names are read (OpenSSH's SSHKEY_CERT_MAX_PRINCIPALS).
MOST_PRINCIPALS: Final = 256
# What OpenSSH understands; whatever else is critical nobody could obey.
WITH_VALUE: Final = ("force-command", "source-address")
BARE: Final = ("verify-required",)
# What a person may be permitted, by PROTOCOL.certkeys; a host has none.
EXTENSIONS: Final = (
    "no-touch-required",
    "permit-X11-forwarding",
    "permit-agent-forwarding",
    "permit-port-forwarding",
    "permit-pty",
    "permit-user-rc",
)


class Kind(IntEnum):
    """Whom it is for."""

    USER = 1
    HOST = 2


@dataclass(frozen=True)
class Draft:
    """What a certificate shall say. `begins` and `ends` are seconds since 1970, the end outside; `serial` has 64 bits.

    An option with a value is critical: who does not know it refuses the certificate. Extensions permit something.
    """

    key: SshKey
    kind: Kind
    serial: int
    identity: str
    principals: tuple[str, ...]
    begins: int
    ends: int
    authority: SshKey
    options: Mapping[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raises: SshError where it would say what nobody should sign."""
        problem = next((text for text, wrong in _problems(self) if wrong), "")
        if problem:
            raise SshError(problem)

    def to_be_signed(self, nonce: bytes) -> bytes:
        """What is signed; the nonce is random, so that nobody knows beforehand what a signature is of."""
        # Section 3: options in the order of their names.
        critical = (
            (name, string(value) if name in WITH_VALUE else b"") for name, value in sorted(self.options.items())
        )
        return b"".join(
            (
                strings(self.key.kind + SUFFIX, nonce),
                self.key.fields,
                uint64(self.serial),
                uint32(self.kind),
                strings(self.identity, strings(*self.principals)),
                uint64(self.begins) + uint64(self.ends),
                string(b"".join(strings(name, value) for name, value in critical)),
                string(b"".join(strings(name, b"") for name in sorted(self.extensions))),
                strings(b"", self.authority.blob),
            )
        )


@dataclass(frozen=True)
class SshCertificate:
    """One that was read: what it says, what was signed, and the signature."""

    draft: Draft
    signed: bytes
    signature: bytes


def whole(to_be_signed: bytes, signature: bytes) -> bytes:
    """The certificate."""
    return to_be_signed + string(signature)


def line(data: bytes, comment: str = "") -> str:
    """As a `-cert.pub` file has it."""
    kind = Reader(data).text()
    return " ".join(filter(None, (kind, base64.b64encode(data).decode(), comment)))


def of_line(text: str) -> bytes:
    """The certificate of a `-cert.pub` file. Raises: SshError."""
    parts = text.split()
    if len(text) > 4 * LONGEST_LINE or len(parts) < 2:
        raise SshError(N_("expected one line with a certificate"))
    return bare(parts[1])


def read(data: bytes) -> SshCertificate:
    """A certificate; its signature is not looked at. Raises: SshError for whatever is not exactly as it should be."""
    reader = Reader(data)
    name = reader.text()
    if not name.endswith(SUFFIX):
        raise SshError(N_("it is no certificate"))
    nonce = reader.string()
    if not 16 <= len(nonce) <= 64:
        raise SshError(N_("its nonce is too short or too long"))
    kind, start = name.removesuffix(SUFFIX), len(strings(name, nonce))
    fields_of(kind, reader)
    fields = data[start : reader.at]
    serial, whom = reader.uint64(), reader.uint32()
    if whom not in set(Kind):
        raise SshError(N_("it is neither for a person nor for a host"))
    identity, principals = reader.text(), _principals(reader.string())
    begins, ends = reader.uint64(), reader.uint64()
    options, extensions = _options(reader.string()), _options(reader.string())
    if reader.string():
        raise SshError(N_("it says something in a place that is reserved"))
    authority = of_blob(reader.string())
    end = reader.at
    signature = reader.string()
    reader.end()
    if any(extensions.values()):
        raise SshError(N_("an extension has a value"))
    values = {name: _value(name, value) for name, value in options.items()}
    key = SshKey(kind, fields)
    draft = Draft(key, Kind(whom), serial, identity, principals, begins, ends, authority, values, tuple(extensions))
    return SshCertificate(draft, data[:end], signature)


def _principals(data: bytes) -> tuple[str, ...]:
    reader, found = Reader(data), list[str]()
    while reader.left:
        found.append(reader.text())
        if len(found) > MOST_PRINCIPALS:
            raise SshError(N_("it has more than {most} principals"), most=MOST_PRINCIPALS)
    return tuple(found)


def _options(data: bytes) -> dict[str, bytes]:
    """Names with what goes with them; each once, in the order of their names."""
    reader, found = Reader(data), dict[str, bytes]()
    while reader.left:
        name, value = reader.text(), reader.string()
        if found and name <= max(found):
            raise SshError(N_("its options are not in order, or one is there twice"))
        found[name] = value
    return found


def _value(name: str, value: bytes) -> str:
    if name not in WITH_VALUE:
        if value:
            raise SshError(N_("an option has a value that takes none"))
        return ""
    reader = Reader(value)
    found = reader.text()
    reader.end()
    return found


def _problems(one: Draft) -> tuple[tuple[str, bool], ...]:
    shown = (one.identity, *one.principals, *one.options.values())
    critical = {*WITH_VALUE, *BARE}
    return (
        # A certificate without names is one for all of them.
        (N_("it names no principal, and would be good for every one"), not one.principals),
        (N_("a principal is empty, is there twice or has a comma or blank in it"), _unfit(one.principals)),
        (N_("it names more principals than anybody reads"), len(one.principals) > MOST_PRINCIPALS),
        (N_("a text in it has characters that cannot be shown"), not all(text.isprintable() for text in shown)),
        (N_("it has no identity to be known by in logs"), not one.identity),
        (N_("it ends before it begins, or never"), not 0 <= one.begins < one.ends < 1 << 63),
        (N_("its serial number is 0 or has more than 64 bits"), not 0 < one.serial < 1 << 64),
        (N_("it has a critical option that nobody could obey"), not critical.issuperset(one.options)),
        (
            N_("an option that takes a value has none"),
            any(name in WITH_VALUE and not one.options[name] for name in one.options),
        ),
        (N_("an extension is there twice, or none that is known"), _strange(one.extensions)),
        (
            N_("a host has neither options nor extensions"),
            one.kind is Kind.HOST and bool(one.options or one.extensions),
        ),
        (N_("it certifies the key that signs it"), one.key == one.authority),
    )


def _unfit(principals: tuple[str, ...]) -> bool:
    return len(set(principals)) < len(principals) or any(not one or set(one) & {",", " "} for one in principals)


def _strange(extensions: tuple[str, ...]) -> bool:
    return len(set(extensions)) < len(extensions) or not set(EXTENSIONS).issuperset(extensions)
