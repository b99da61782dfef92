"""PEM as RFC 7468 has it, read strictly: one object, its label known, nothing before or after it."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

from pki import codes
from zhengyun.errors import N_, Words, ZhengyunError

BEGIN: Final = b"-----BEGIN "
END: Final = b"-----END "
BLOCK: Final = re.compile(
    rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\r?\n([A-Za-z0-9+/=\r\n]*)-----END ([A-Z0-9 ]{1,40})-----\s*"
)
# RFC 7468 section 3: lines of 64 characters, of which a strict reader takes no longer ones; some tools write 76.
LONGEST_LINE: Final = 76
# Base64 takes four characters for three bytes, and each line ends.
ROOM: Final = 2

CERTIFICATE: Final = ("CERTIFICATE",)
REQUEST: Final = ("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")
CRL: Final = ("X509 CRL",)


def bare(data: bytes, labels: tuple[str, ...], longest: int, what: str = "-") -> bytes:
    """The DER bytes of one object in PEM with one of these labels, or already bare; not more than `longest` of them.

    Raises: ZhengyunError (ZY-PKI-003: too large, ZY-PKI-004: no such PEM).
    """
    if len(data) > (ROOM * longest if is_pem(data) else longest):
        raise ZhengyunError(codes.TOO_LARGE, what=what, most=longest)
    if not is_pem(data):
        if data[:1] != b"0" and BEGIN in data:
            raise _wrong(what, N_("something stands before it"))
        return data
    label, content = _opened(data, what)
    if label not in labels:
        raise _wrong(what, N_("it holds a {label}, and a {wanted} is needed"), label=label, wanted=labels[0])
    if len(content) > longest:
        raise ZhengyunError(codes.TOO_LARGE, what=what, most=longest)
    return content


def each(data: bytes, labels: tuple[str, ...], what: str = "-") -> Sequence[bytes]:
    """The DER bytes of every object of a PEM text, or of the one that is already bare; whatever stands between them is passed over.

    Raises: ZhengyunError (ZY-PKI-003, ZY-PKI-004).
    """
    if BEGIN not in data:
        return (bare(data, labels, max(len(data), 1), what),)
    found = data.split(BEGIN)[1:]
    return [bare(BEGIN + _until_end(one), labels, len(one), what) for one in found]


def is_pem(data: bytes) -> bool:
    """Whether this is text rather than DER, whose first byte of anything signed is 30."""
    return data.lstrip()[:11] == BEGIN


def label_of(data: bytes, what: str = "-") -> str:
    """What the object says it is; empty where it is bare. Raises: ZhengyunError (ZY-PKI-004)."""
    return _opened(data, what)[0] if is_pem(data) else ""


def written(label: str, data: bytes) -> str:
    """The object in lines of 64 characters."""
    text = base64.b64encode(data).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))


def _until_end(data: bytes) -> bytes:
    """A text up to the end of the object that it begins in the middle of."""
    head, end, rest = data.partition(END)
    return head + end + rest.partition(b"\n")[0]


def _opened(data: bytes, what: str) -> tuple[str, bytes]:
    found = BLOCK.fullmatch(data.lstrip())
    if not found:
        several = data.count(BEGIN) > 1
        raise _wrong(what, N_("it holds several objects") if several else N_("its lines are not those of RFC 7468"))
    label, lines, end = found.groups()
    if label != end:
        raise _wrong(what, N_("it begins and ends with different labels"))
    if any(len(line) > LONGEST_LINE for line in lines.splitlines()):
        raise _wrong(what, N_("a line is longer than RFC 7468 allows"))
    try:
        content = base64.b64decode(joined := b"".join(lines.split()), validate=True)
    except binascii.Error:
        raise _wrong(what, N_("it is not base64")) from None
    if base64.b64encode(content) != joined:
        raise _wrong(what, N_("it is not the one form of base64"))
    return label.decode(), content


def _wrong(what: str, problem: str, **facts: object) -> ZhengyunError:
    return ZhengyunError(codes.BAD_PEM, what=what, problem=Words(problem, facts))
