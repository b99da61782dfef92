"""Which names a profile certifies: what was asked for against its bounds (`zhengyun.estate.trust.Profile`)."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from pki import codes, names
from pki.alternative import MOST as MOST_NAMES
from pki.alternative import Alternative, flaw, normal
from pki.domains import below
from pki.names import Name, Part
from pki.uses import purposes
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.trust import Authority, Profile


def subject_of(profile: Profile, fixed: Name, asked: Name) -> Name:
    """The profile's own parts and then, in the order of `asks`, those that were asked for.

    Raises: ZhengyunError (ZY-PKI-001, -008: a part that is not asked for, -009: no name).
    """
    ours = list(fixed)
    found: dict[str, str] = {}
    for part in asked:
        if part in ours:
            # Said by the profile in any case; twice it would be something else.
            ours.remove(part)
        elif part.word not in profile.asks or part.word in found:
            raise ZhengyunError(
                codes.NAME_NOT_ASKED,
                profile=profile.name,
                part=names.show((part,)),
                asks=", ".join(profile.asks) or "-",
            )
        else:
            found[part.word] = part.value
    if "CN" in profile.asks and "CN" not in found:
        raise ZhengyunError(codes.NAME_MISSING, profile=profile.name, part="CN")
    whole = (*fixed, *(Part(word, found[word]) for word in profile.asks if word in found))
    return names.checked(whole) if whole else whole


def alternatives(
    profile: Profile, authority: Authority, subject: Name, asked: tuple[Alternative, ...]
) -> tuple[Alternative, ...]:
    """The alternative names, each once, if all of them are within the bounds of profile and authority.

    Raises: ZhengyunError (ZY-PKI-009: none where one is needed, -010: a name out of bounds).
    """
    mail = names.value_of(subject, "E")
    # RFC 5280 section 4.1.2.6: an address in the subject stands among the alternative names, too.
    every = (*asked, Alternative("email", mail)) if mail else asked
    found = tuple(dict.fromkeys(map(normal, every)))
    if len(found) > MOST_NAMES:
        raise ZhengyunError(
            codes.NAME_REFUSED,
            profile=profile.name,
            name=found[-1],
            problem=Words(N_("there are more than {most}"), {"most": MOST_NAMES}),
        )
    for name in found:
        if problem := flaw(name) or _outside(profile, authority, name):
            raise ZhengyunError(codes.NAME_REFUSED, profile=profile.name, name=name, problem=Words(problem))
    if "serverAuth" in purposes(profile.use, profile.extended):
        _for_a_server(profile, subject, found)
    if not found and not subject:
        raise ZhengyunError(codes.NAME_MISSING, profile=profile.name, part="CN")
    return found


def _for_a_server(profile: Profile, subject: Name, found: tuple[Alternative, ...]) -> None:
    """RFC 9525 section 2: a server is known by its alternative names, and its CN only repeats one of them; a device has names of its own."""
    reached = {value for kind, value in found if kind in {"dns", "address"}}
    if not reached:
        raise ZhengyunError(codes.NAME_MISSING, profile=profile.name, part="dns")
    common = names.value_of(subject, "CN")
    if profile.use == "server" and "CN" in profile.asks and common.lower() not in reached:
        raise ZhengyunError(
            codes.NAME_REFUSED,
            profile=profile.name,
            name=f"CN={common}",
            problem=Words(N_("it is none of the alternative names")),
        )


def _outside(profile: Profile, authority: Authority, name: Alternative) -> str:
    kind, value = name
    if not WITHIN[kind](profile, value):
        return N_("it is outside what the profile allows")
    trees = [one for one in authority.permitted if one.startswith("@") == (kind == "email")]
    if kind != "address" and trees and not any(CONSTRAINED[kind](value, one) for one in trees):
        return N_("it is outside the name constraints of the authority")
    return ""


def _domain(profile: Profile, value: str) -> bool:
    return any(below(value, suffix.lower()) for suffix in profile.dns)


def _mailbox(profile: Profile, value: str) -> bool:
    domain = value.rpartition("@")[2]
    return any(below(domain, one.lower().lstrip("@")) for one in profile.emails)


def _reached(profile: Profile, value: str) -> bool:
    address = ip_address(value)
    # A machine's own is the same for every machine: only a profile that means just that, such as a lab's, certifies it.
    return any(
        address in network and address.is_loopback == network.is_loopback
        for network in map(_network, profile.addresses)
    )


@lru_cache(256)
def _network(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text)


def _tree(value: str, constraint: str) -> bool:
    """RFC 5280 section 4.2.1.10: a DNS constraint holds for itself and every name below it."""
    tree = constraint.lower().removeprefix(".")
    return ("." + value.removeprefix("*.")).endswith("." + tree)


def _host(value: str, constraint: str) -> bool:
    return value.rpartition("@")[2] == constraint.lower().removeprefix("@")


WITHIN: Final[Mapping[str, Callable[[Profile, str], bool]]] = {"dns": _domain, "email": _mailbox, "address": _reached}
CONSTRAINED: Final[Mapping[str, Callable[[str, str], bool]]] = {"dns": _tree, "email": _host}
