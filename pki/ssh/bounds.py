"""What a profile of SSH certifies of what is asked for; a request fills in what the profile leaves open, and nothing else.

A wish is a word and a value: `principal:ops`, `for:28800` (in seconds), `command:uptime`, `from:10.0.0.0/8`, `permit:pty`.
"""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pki import codes
from pki.domains import below, name_flaw
from pki.ssh.keys import WORDS, SshKey
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.trust import SSH_LONGEST, SshProfile
from zhengyun.instant import lasting

WISHES: Final = ("principal", "for", "command", "from", "permit")
# A host is not told what it may do.
OF_PEOPLE: Final = ("command", "from", "permit")
SHORTEST: Final = 60
LONGEST_COMMAND: Final = 512
FORCED: Final = "force-command"
SOURCES: Final = "source-address"
PERMIT: Final = "permit-"


class Bounds(NamedTuple):
    """What a certificate says that does not hang on the instant."""

    principals: tuple[str, ...]
    seconds: int
    options: Mapping[str, str]
    extensions: tuple[str, ...]


def bounds(profile: SshProfile, key: SshKey, names: Iterable[str]) -> Bounds:
    """What a key is certified as by that profile.

    Raises: ZhengyunError (ZY-PKI-232: for too long or too short; ZY-PKI-265: what the profile does not say).
    """
    asked = _asked(profile, names)
    if WORDS[key.kind] not in profile.algorithms:
        legal = ", ".join(profile.algorithms)
        raise refused(profile, N_("its keys are of {legal}, and not of {given}"), given=WORDS[key.kind], legal=legal)
    strange = next((word for word in OF_PEOPLE if asked[word]), "") if profile.kind == "host" else ""
    if strange:
        raise refused(profile, N_("a host is certified without {word}"), word=strange)
    command, sources = _command(profile, asked["command"]), _sources(profile, asked["from"])
    options = {name: value for name, value in ((FORCED, command), (SOURCES, sources)) if value}
    return Bounds(
        _principals(profile, asked["principal"]),
        _seconds(profile, asked["for"]),
        options,
        _permits(profile, asked["permit"]),
    )


def refused(profile: SshProfile, problem: str, **facts: object) -> ZhengyunError:
    """What the profile does not say."""
    return ZhengyunError(codes.SSH_REFUSED, profile=profile.name, problem=Words(problem, facts))


def _asked(profile: SshProfile, names: Iterable[str]) -> Mapping[str, list[str]]:
    asked = defaultdict[str, list[str]](list)
    for name in names:
        word, _, value = name.partition(":")
        if word not in WISHES or not value:
            raise refused(profile, N_("{given} is nothing that can be asked for"), given=repr(name[:80]))
        asked[word].append(value)
    return asked


def _principals(profile: SshProfile, asked: Sequence[str]) -> tuple[str, ...]:
    if not asked:
        raise refused(profile, N_("a certificate without a principal would be good for every one"))
    for one in asked:
        if not any(_is(one, legal) for legal in profile.principals):
            legal = ", ".join(profile.principals)
            raise refused(profile, N_("the principal {given} is none of: {legal}"), given=repr(one[:80]), legal=legal)
    return tuple(dict.fromkeys(asked))


def _is(one: str, legal: str) -> bool:
    # A client takes a star in a host's name for a pattern: names below a domain are whole names.
    return below(one, legal) and not name_flaw(one, wildcard=False) if legal.startswith(".") else one == legal


def _seconds(profile: SshProfile, asked: Sequence[str]) -> int:
    longest = min(profile.longest, SSH_LONGEST[profile.kind])
    if len(asked) > 1 or not all(one.isascii() and one.isdigit() and len(one) < 12 for one in asked):
        raise refused(profile, N_("expected one time span: {given}"), given=", ".join(asked)[:80])
    seconds = int(asked[0]) if asked else longest
    if not SHORTEST <= seconds <= longest:
        raise ZhengyunError(codes.SSH_TOO_LONG, asked=lasting(seconds), longest=lasting(longest), profile=profile.name)
    return seconds


def _command(profile: SshProfile, asked: Sequence[str]) -> str:
    """The profile's, or where it has none the one that is asked for, which only takes something away."""
    if len({*asked, *filter(None, [profile.command])}) > 1 or any(len(one) > LONGEST_COMMAND for one in asked):
        legal = profile.command or "-"
        raise refused(profile, N_("a certificate is good for one command, and the profile's is: {legal}"), legal=legal)
    return profile.command or next(iter(asked), "")


def _sources(profile: SshProfile, asked: Sequence[str]) -> str:
    """Those that are asked for, each within one of the profile's; all of these where nothing is said."""
    try:
        wanted = [ipaddress.ip_network(one) for one in asked]
    except ValueError:
        raise refused(
            profile, N_("expected networks such as 10.0.0.0/8: {given}"), given=", ".join(asked)[:80]
        ) from None
    for one in wanted:
        if profile.sources and not any(_within(one, ipaddress.ip_network(legal)) for legal in profile.sources):
            legal = ", ".join(profile.sources)
            raise refused(profile, N_("the network {given} lies in none of: {legal}"), given=one, legal=legal)
    return ",".join(map(str, wanted)) or ",".join(profile.sources)


def _within(
    one: ipaddress.IPv4Network | ipaddress.IPv6Network, other: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    return one.version == other.version and other[0] <= one[0] and one[-1] <= other[-1]  # type: ignore[operator]


def _permits(profile: SshProfile, asked: Sequence[str]) -> tuple[str, ...]:
    strange = next((one for one in asked if one not in profile.permits), "")
    if strange:
        legal = ", ".join(profile.permits) or "-"
        raise refused(profile, N_("{given} is none of what it permits: {legal}"), given=repr(strange[:80]), legal=legal)
    return tuple(PERMIT + one for one in dict.fromkeys(asked or profile.permits))
