"""Values that a PKI is made of: names, domains that may be asked for, identifiers, addresses of services, people.

A distinguished name is read here by its form alone; what may be signed is decided when it is planned.
"""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

from inventory.schema.values import StandIn, text, unexpected
from zhengyun.errors import N_

TYPES: Final = ("C", "ST", "L", "O", "OU", "CN", "SN", "T", "GN", "SUR", "UID", "DC", "E")
LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN_PATTERN: Final = rf"{LABEL}(\.{LABEL})*"
DNS_PATTERN: Final = rf"^(\*?\.)?{DOMAIN_PATTERN}$"
EMAIL_PATTERN: Final = rf"^\.?{DOMAIN_PATTERN}$"
PERMITTED_PATTERN: Final = rf"^[.@]{DOMAIN_PATTERN}$"
# Below 0 and 1 there are forty arcs (ITU-T X.660 section A.2): 1.40 would be read as 2.0.
OID_PATTERN: Final = r"^([01]\.[1-3]?[0-9]|2\.(0|[1-9][0-9]{0,17}))(\.(0|[1-9][0-9]{0,17})){0,23}$"
URL_PATTERN: Final = r"^http://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[!-~]{0,200}$"
KEY_PATTERN: Final = r"^[a-z][a-z0-9-]{0,46}[a-z0-9]$"
PERSON_PATTERN: Final = r"^[^\s,;/]{1,64}$"
# Up to a comma that has no backslash before it.
PART: Final = r"(?:\\.|[^,\\])+"
# An account or a host's name, as one word of a certificate; with a dot before it all below a domain.
PRINCIPAL_PATTERN: Final = r"^\.?[A-Za-z0-9_]([A-Za-z0-9_.:-]{0,126}[A-Za-z0-9_])?$"
COMMAND_PATTERN: Final = r"^[!-~]([ -~]{0,510}[!-~])?$"
SUBJECT_PATTERN: Final = r"^\s*[A-Za-z]{1,3}\s*=.+$"
# RFC 1035 section 2.3.4.
LONGEST: Final = 253


def _subject(value: object) -> str:
    """A name, most general part first; no two parts can be told from one another if a comma lacks its backslash."""
    written = value if isinstance(value, str) and value.isprintable() else ""
    if re.fullmatch(f"{PART}(,{PART})*", written) and all(map(_is_part, re.findall(PART, written))):
        return written
    raise unexpected(value, N_("a name such as C=CN,O=Finance Bureau,CN=www.finance.example"))


def _is_part(part: str) -> bool:
    word, equal, value = part.strip().partition("=")
    country = word.strip().upper() != "C" or re.fullmatch("[A-Z]{2}", value.strip())
    return bool(equal and value.strip() and country) and word.strip().upper() in TYPES


def _matching(pattern: str, expected: str, longest: int = LONGEST) -> BeforeValidator:
    """A text of this form."""

    def validate(value: object) -> str:
        if isinstance(value, str) and len(value) <= longest and re.fullmatch(pattern[1:-1], value):
            return value
        likely = value.strip().lower() if isinstance(value, str) else ""
        raise unexpected(value, expected, likely if re.fullmatch(pattern[1:-1], likely) else "")

    return BeforeValidator(validate)


Subject = Annotated[str, BeforeValidator(_subject), text(SUBJECT_PATTERN, "C=CN,O=Town"), StandIn("CN=-")]
DnsName = Annotated[
    str,
    _matching(
        DNS_PATTERN, N_("a domain, with a dot before it all below it, with *. wildcards too, such as .town.example")
    ),
    text(DNS_PATTERN, ".town.example"),
    StandIn("example"),
]
EmailDomain = Annotated[
    str,
    _matching(EMAIL_PATTERN, N_("the domain of an e-mail address, such as town.example")),
    text(EMAIL_PATTERN, "town.example"),
    StandIn("example"),
]
Permitted = Annotated[
    str,
    _matching(
        PERMITTED_PATTERN, N_("a domain with a dot before it, or an e-mail domain with @, such as .town.example")
    ),
    text(PERMITTED_PATTERN, ".town.example", "@town.example"),
    StandIn(".example"),
]
Oid = Annotated[
    str,
    _matching(OID_PATTERN, N_("an object identifier such as 1.3.6.1.4.1.32473.1")),
    text(OID_PATTERN, "1.3.6.1.4.1.32473.1"),
    StandIn("0.0"),
]
Url = Annotated[
    str,
    _matching(
        URL_PATTERN,
        N_("an address such as http://pki.town.example/root.crl; what lies there is signed and takes no TLS"),
    ),
    text(URL_PATTERN, "http://pki.town.example/root.crl"),
    StandIn("http://example/"),
]
KeyName = Annotated[
    str,
    _matching(KEY_PATTERN, N_("the name of a key: small letters, digits and hyphens, a letter first, at most 48")),
    text(KEY_PATTERN, "ca-root"),
    StandIn("ca-none"),
]
PersonName = Annotated[
    str,
    _matching(PERSON_PATTERN, N_("the name of a person of the role file"), 64),
    text(PERSON_PATTERN, "security"),
    StandIn("-"),
]
Principal = Annotated[
    str,
    _matching(PRINCIPAL_PATTERN, N_("an account or a host's name, with a dot before it all below a domain")),
    text(PRINCIPAL_PATTERN, "ops", ".town.example"),
    StandIn("-"),
]
Command = Annotated[
    str,
    _matching(COMMAND_PATTERN, N_("a command of printable ASCII characters, at most 512"), 512),
    text(COMMAND_PATTERN, "/usr/local/bin/backup"),
    StandIn("-"),
]
Days = Annotated[int, Field(ge=1, le=36_525)]
People = Annotated[list[PersonName], Field(min_length=1)]
# What several people are named for, one alone cannot do.
Threshold = Annotated[int, Field(ge=2, le=255)]
