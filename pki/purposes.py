"""What a certificate was made for: uses and names (RFC 5280 sections 4.2.1.3 to 4.2.1.12, RFC 9525, GM/T 0015)."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final, NamedTuple

from pki import der
from pki.certificate import Certificate
from pki.extensions import ALTERNATIVE_NAMES, EXTENDED, KEY_USAGE, PURPOSES
from pki.names import value_of
from zhengyun.errors import N_

SERVER: Final = PURPOSES["serverAuth"]
CLIENT: Final = PURPOSES["clientAuth"]
STAMPING: Final = PURPOSES["timeStamping"]
OCSP_SIGNING: Final = PURPOSES["OCSPSigning"]
ANY_USE: Final = "2.5.29.37.0"
# Bits of KeyUsage.
DIGITAL_SIGNATURE, CONTENT_COMMITMENT, KEY_ENCIPHERMENT, DATA_ENCIPHERMENT, KEY_AGREEMENT, CERT_SIGN, CRL_SIGN = range(
    7
)
LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")


class Needs(NamedTuple):
    """What a use takes: one of these bits, and this extended use where the certificate names any."""

    bits: frozenset[int]
    extended: str = ""
    named: bool = False
    """Whether the extended use has to be named."""


NEEDS: Final = {
    "server": Needs(frozenset({DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_AGREEMENT}), SERVER, named=True),
    "client": Needs(frozenset({DIGITAL_SIGNATURE, KEY_AGREEMENT}), CLIENT, named=True),
    "person-signing": Needs(frozenset({DIGITAL_SIGNATURE, CONTENT_COMMITMENT})),
    "person-encryption": Needs(frozenset({KEY_ENCIPHERMENT, DATA_ENCIPHERMENT, KEY_AGREEMENT})),
    "device": Needs(frozenset({DIGITAL_SIGNATURE}), CLIENT),
    "ocsp": Needs(frozenset({DIGITAL_SIGNATURE, CONTENT_COMMITMENT}), OCSP_SIGNING, named=True),
    "timestamp": Needs(frozenset({DIGITAL_SIGNATURE, CONTENT_COMMITMENT}), STAMPING, named=True),
    "seal": Needs(frozenset({DIGITAL_SIGNATURE, CONTENT_COMMITMENT})),
    "authority": Needs(frozenset({CERT_SIGN})),
}


def fits(found: Certificate, use: str) -> str:
    """Why a certificate is not for that use; nothing where it is. Raises: KeyError for a use that there is not."""
    needs = NEEDS[use]
    if KEY_USAGE in found.extensions and not needs.bits & set(bits_of(found)):
        return N_("its key usage does not allow {asked}")
    extended = extended_of(found)
    if needs.extended and (extended or needs.named) and not {needs.extended, ANY_USE} & set(extended):
        return N_("its extended key usage does not allow {asked}")
    return ""


def bits_of(found: Certificate) -> Iterator[int]:
    """The bits of its key usage, if it has one. Raises: DerError."""
    if KEY_USAGE in found.extensions:
        content = der.read(found.extensions[KEY_USAGE].value).expect(der.BIT_STRING).content[1:]
        for place, octet in enumerate(content):
            yield from (place * 8 + bit for bit in range(8) if octet & 0x80 >> bit)


def extended_of(found: Certificate) -> Sequence[str]:
    """Its extended key usages. Raises: DerError."""
    if EXTENDED not in found.extensions:
        return ()
    return [der.dotted(one) for one in der.read(found.extensions[EXTENDED].value).expect(der.SEQUENCE).children()]


def named(found: Certificate, host: str = "", email: str = "") -> str:
    """Why a certificate is not for that host or that address; nothing where it is. A common name does not count (RFC 9525 section 2)."""
    names = list(alternatives(found))
    if email:
        same = [name for kind, name in names if kind == "email" and _same_mailbox(str(name), email)]
        return "" if same or _same_mailbox(value_of(found.subject, "E"), email) else N_("it does not name {asked}")
    try:
        address = ip_address(host).packed
    except ValueError:
        matches = any(kind == "dns" and _matches(str(name), host) for kind, name in names)
    else:
        matches = any(kind == "ip" and name == address for kind, name in names)
    return "" if matches else N_("it does not name {asked}")


def alternatives(found: Certificate) -> Iterator[tuple[str, str | bytes]]:
    """Its alternative names that are DNS names, e-mail addresses and addresses of machines. Raises: DerError."""
    if ALTERNATIVE_NAMES not in found.extensions:
        return
    for one in der.read(found.extensions[ALTERNATIVE_NAMES].value).expect(der.SEQUENCE).children():
        if one.tag in {0x81, 0x82}:
            yield {0x81: "email", 0x82: "dns"}[one.tag], one.content.decode("ascii", "replace")
        elif one.tag == 0x87:
            yield "ip", one.content


def _matches(pattern: str, host: str) -> bool:
    """RFC 9525 section 6.3: a wildcard stands for the whole leftmost label."""
    # A host may be written with the dot of the root. A certificate never is, and constraints on names do not see past it.
    ours, theirs = pattern.lower().split("."), host.lower().removesuffix(".").split(".")
    if len(ours) != len(theirs) or not all(LABEL.fullmatch(label) for label in theirs):
        return False
    if ours[0] == "*" and len(ours) > 2:
        return ours[1:] == theirs[1:]
    return ours == theirs


def _same_mailbox(ours: str, theirs: str) -> bool:
    """RFC 5280 section 7.5: the part before the @ as it is written, the domain in any case."""
    mine, _, my_domain = ours.rpartition("@")
    other, _, other_domain = theirs.rpartition("@")
    return bool(mine) and mine == other and my_domain.lower() == other_domain.lower()
