"""Where in a token a key is, written as RFC 7512 has it: `pkcs11:token=NAME;object=LABEL`, and for a service that nobody
sits at `?pin-source=file:/PATH`.

Of the RFC's attributes these three are taken, each at most once, and any other is refused: an attribute that is passed over
would name another key than its writer meant. `pin-value` is refused by name: no PIN stands in a settings file.
"""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes

from keys import codes
from zhengyun.errors import N_, ZhengyunError

SCHEME: Final = "pkcs11:"
# RFC 7512 section 2.3: pk11-pchar of the path, which `/`, `?`, `;` and `#` do not belong to, and what a PIN source adds.
CHARACTER: Final = r"(?:[A-Za-z0-9\-._~:\[\]@!$'()*+,=&]|%[0-9A-Fa-f]{2})"
PATH: Final = re.compile(rf"([a-z\-]+)=({CHARACTER}+)")
SOURCE: Final = re.compile(rf"pin-source=file:((?:/|{CHARACTER})+)")
# CK_TOKEN_INFO keeps 32 bytes of a label and fills them with blanks; of an object's label we have no use for more than this.
LONGEST: Final = {"token": 32, "object": 128}
SAFE: Final = ":[]@!$()*+,=&"


@dataclass(frozen=True, slots=True)
class Reference:
    """A key in a token; `pin_source` is the file of its PIN, or empty where it is asked for.

    Raises: ZhengyunError (ZY-KEY-009), where there can be no such token or object.
    """

    token: str
    object: str
    pin_source: str = ""

    def __post_init__(self) -> None:
        """Refuse what no token could be called."""
        for name, most in LONGEST.items():
            value = str(getattr(self, name))
            data = value.encode(errors="surrogatepass")
            if not value.isprintable() or value != value.strip(" ") or not 0 < len(data) <= most:
                problem = N_("{name} is 1 to {most} bytes of UTF-8 without control characters and blanks at its ends")
                raise _refused(str(self), problem, name=name, most=most)

    def __str__(self) -> str:
        """As it stands in a settings file."""
        query = f"?pin-source=file:{_quoted(self.pin_source, '/')}" if self.pin_source else ""
        return f"{SCHEME}token={_quoted(self.token)};object={_quoted(self.object)}{query}"


def is_reference(text: str) -> bool:
    """Whether a text means to be one."""
    return text.startswith(SCHEME)


def parse(text: str) -> Reference:
    """Read a reference.

    Raises: ZhengyunError (ZY-KEY-009).
    """
    if not is_reference(text):
        raise _refused(text, N_("it does not begin with {scheme}"), scheme=SCHEME)
    path, _, query = text.removeprefix(SCHEME).partition("?")
    found: dict[str, str] = {}
    for part in path.split(";"):
        match = PATH.fullmatch(part)
        if not match:
            raise _refused(text, N_("{part} is not NAME=VALUE"), part=part or "''")
        if match[1] not in LONGEST or match[1] in found:
            raise _refused(
                text, N_("{name} is not wanted, or stands there twice: token and object, once each"), name=match[1]
            )
        found[match[1]] = _decoded(text, match[2])
    for name in LONGEST:
        if name not in found:
            raise _refused(text, N_("{name} is missing"), name=name)
    return Reference(found["token"], found["object"], _source(text, query) if "?" in text else "")


def _source(text: str, query: str) -> str:
    if "pin-value" in query:
        # What stands in an error is seen by others than who has written the PIN there.
        raise _refused(
            text.partition("?")[0],
            N_("a PIN does not stand in a settings file: pin-source=file:/PATH names a file of it"),
        )
    match = SOURCE.fullmatch(query)
    source = _decoded(text, match[1]) if match else ""
    if not source.startswith("/") or not source.isprintable():
        raise _refused(text, N_("after the question mark only pin-source=file:/PATH is taken"))
    return source


def _decoded(text: str, value: str) -> str:
    try:
        return unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        raise _refused(text, N_("{part} is not UTF-8"), part=value) from None


def _quoted(value: str, more: str = "") -> str:
    return quote(value, safe=SAFE + more, errors="replace")


def _refused(text: str, problem: str, **values: Any) -> ZhengyunError:
    return ZhengyunError(codes.BAD_REFERENCE, reference=text, what=problem, **values)
