"""Names of machines and mailboxes as certificates have them (RFC 5280 section 4.2.1.6, RFC 1034 section 3.5, RFC 5890)."""

import re
from typing import Final
from unicodedata import is_normalized

from zhengyun.errors import N_

LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
# RFC 1035 section 2.3.4, and RFC 5321 section 4.5.3.1.1.
LONGEST_NAME: Final = 253
LONGEST_LOCAL: Final = 64
ACE: Final = "xn--"


def name_flaw(name: str, wildcard: bool = True) -> str:
    """What is wrong with a domain name in lower case, or nothing; `wildcard` is whether `*` may be its first label."""
    labels = name.split(".")
    if labels[0] == "*" and wildcard:
        labels = labels[1:] or [""]
    if not name.isascii():
        return N_("it is not written in A-labels (xn--)")
    if len(name) > LONGEST_NAME:
        return N_("it is longer than 253 characters")
    if name.endswith("."):
        return N_("it ends with a dot")
    if "*" in "".join(labels):
        return N_("a wildcard stands for the first label alone, and whole")
    if labels[-1].isdigit():
        return N_("it is a number and not a name")
    return next((text for label in labels if (text := _label_flaw(label))), "")


def mailbox_flaw(address: str) -> str:
    """What is wrong with an e-mail address, or nothing: Local-part@Domain of RFC 5321 without quotes and comments."""
    local, at, domain = address.rpartition("@")
    if not at or len(local) > LONGEST_LOCAL or not LOCAL.fullmatch(local):
        return N_("it is no mailbox")
    return name_flaw(domain.lower(), wildcard=False)


def below(name: str, suffix: str) -> bool:
    """Whether a name keeps to a profile's suffix.

    `.finance.example` stands for every name below it, `*.finance.example` for these and wildcards too, and
    `finance.example` for that name alone.
    """
    if name.startswith("*."):
        return suffix.startswith("*.") and ("." + name[2:]).endswith(suffix[1:])
    if suffix.startswith(("*.", ".")):
        return name.endswith(suffix.removeprefix("*"))
    return name == suffix


def _label_flaw(label: str) -> str:
    if not LABEL.fullmatch(label):
        return N_("its labels take letters, digits and hyphens between them, at most 63")
    if label[2:4] == "--" and not _is_a_label(label):
        return N_("a label with hyphens in the third and fourth place is no A-label")
    return ""


def _is_a_label(label: str) -> bool:
    """Whether a label is the one form of a name in another script (RFC 5890 section 2.3.2.1, RFC 3492)."""
    try:
        text = label.removeprefix(ACE).encode().decode("punycode")
        seen = text.isprintable() and not text.isascii() and is_normalized("NFC", text)
        return label.startswith(ACE) and seen and text.encode("punycode").decode() == label[len(ACE) :]
    except (UnicodeError, OverflowError, ValueError):
        return False
