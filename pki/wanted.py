"""The trust as a plan has it: what files declare, and what the register holds in force, each as things at the site `trust`."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from pki import inforce
from pki.ceremony.escrowing import escrows
from pki.grammars import AUTHORITY, DOMAIN, GRAMMARS, PROFILE, RECOVERY
from zhengyun.canonical import canonical
from zhengyun.certified import Trusted
from zhengyun.estate.trust import SITE, SSH, TENANT, Trust
from zhengyun.resource import Address, Attributes, Existing, Resource, Value

# The register's word for each kind.
WORDS: Final = {
    DOMAIN: inforce.DOMAIN,
    AUTHORITY: inforce.AUTHORITY,
    PROFILE: inforce.PROFILE,
    RECOVERY: inforce.RECOVERY,
}
# What has to do with SSH is of the same kinds, so that it takes the same road.
SSH_WORDS: Final = {AUTHORITY: inforce.SSH_AUTHORITY, PROFILE: inforce.SSH_PROFILE}
KINDS: Final = {word: kind for words in (WORDS, SSH_WORDS) for kind, word in words.items()}
NAME: Final = "name"
RECOVERING: Final = Address(SITE, RECOVERY, f"{TENANT}/{RECOVERY}")
"""There is one recovery."""


def wanted(trust: Trust) -> dict[Address, Resource]:
    """What shall be in force, by address; recovery only where somebody recovers."""
    things = [one for one in inforce.things(trust) if one.kind != inforce.RECOVERY or trust.recovery.people]
    return {address_of(one): Resource(address_of(one), attributes_of(one)) for one in things}


def found(kept: Iterable[Trusted], living: Iterable[str]) -> dict[Address, Existing]:
    """What is in force, by address; `living` are the authorities with a certificate that has not ended.

    The parts of recovery are the shares that are out, as `unrecoverable` reads them.
    """
    alive, kept = {_address(AUTHORITY, name) for name in living}, list(kept)
    shares = tuple(sorted(_shares(kept)))
    return {
        address: Existing(
            address,
            f"{one.kind}/{one.name}",
            attributes_of(one),
            # Machines go by the bare key of an authority of SSH: nobody knows which of them still do.
            empty=address not in alive and one.kind != inforce.SSH_AUTHORITY,
            parts=shares if one.kind == inforce.RECOVERY else (),
        )
        for one in kept
        if one.kind != inforce.ESCROW
        for address in (address_of(one),)
    }


def address_of(thing: Trusted) -> Address:
    """Where a thing of the register stands in a plan."""
    return _address(KINDS[thing.kind], thing.name)


def attributes_of(thing: Trusted) -> dict[str, Value]:
    """What a plan says of it: its fields, with paths where it names others; None where it names nobody."""
    told: Mapping[str, Any] = json.loads(canonical(thing.document))
    refers = GRAMMARS[KINDS[thing.kind]].refers
    return {
        field: (f"{TENANT}/{value}" if value else None) if field in refers else value
        for field, value in told.items()
        if field != NAME
    }


def thing_of(address: Address, attributes: Attributes) -> Trusted:
    """What the register keeps of it: the other way round."""
    name = name_of(address)
    refers, word = GRAMMARS[address.kind].refers, (SSH_WORDS if name.startswith(SSH) else WORDS)[address.kind]
    told = {
        field: str(value or "").removeprefix(f"{TENANT}/") if field in refers else value
        for field, value in attributes.items()
    }
    return Trusted(word, name, {NAME: name, **told} if address.kind != RECOVERY else told)


def name_of(address: Address) -> str:
    """What a thing is called in the register, where there is one recovery and it has no name."""
    return "" if address.kind == RECOVERY else address.path.removeprefix(f"{TENANT}/")


def loses(address: Address, attributes: Attributes) -> str:
    """What is gone with an authority that others still trust."""
    if name_of(address).startswith(SSH):
        return f"{address}: what it has certified for SSH can no longer be revoked"
    return f"{address}: what {attributes.get('subject')} has certified can no longer be renewed or revoked"


def unrecoverable(there: Existing | None, people: Collection[str]) -> Iterator[str]:
    """What nobody could bring back, were these the people who recover keys: so many of a key's own keepers it takes."""
    keepers = defaultdict[tuple[str, str], set[str]](set)
    for part in there.parts if there else ():
        key, need, person = part.split(" ", 2)
        keepers[key, need].add(person)
    for (key, need), named in sorted(keepers.items()):
        staying = sorted(named & set(people))
        if len(staying) < int(need):
            told = ", ".join(staying) or "-"
            yield f"{RECOVERING}: what is kept under {key}, whose shares {need} of its keepers give; staying: {told}"


def _shares(kept: Iterable[Trusted]) -> Iterator[str]:
    for key, escrow in escrows(kept).items():
        yield from (f"{key} {escrow.need} {person}" for person in escrow.shares)


def _address(kind: str, name: str) -> Address:
    return Address(SITE, kind, f"{TENANT}/{name or RECOVERY}")
