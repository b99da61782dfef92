"""Parts of a proof as files: read and believed, signed and written."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.files import read, write
from cli.wiring import House
from network.codes import proving as codes
from zhengyun.errors import Place, ZhengyunError
from zhengyun.instant import text
from zhengyun.signing import PublicKey, RawSigner

if TYPE_CHECKING:
    from network.probing.plan import Plan
    from network.probing.roster import Roster
    from network.probing.signed import Part

MOST: Final = 64 << 20
TRUSTED: Final = "trusted"
"""The folder beside the settings in which, by network, public keys lie of those who speak for it."""


class Trust:
    """Whose signature counts for which network. `given` are files by network, as --trust names them."""

    def __init__(self, house: House, network: str, given: Sequence[tuple[str, Path]] = ()) -> None:
        self.verifier = house.verifier
        people = [one for one in house.roles.people if one.key.value]
        self._own, self._people = network, {(one.name, one.key.algorithm, one.key.value) for one in people}
        self.keys: dict[str, list[PublicKey]] = {network: [one.key for one in people]}
        beside = house.session.settings.file.parent / TRUSTED
        files = [(one.parent.name, one) for one in sorted(beside.glob("*/*.json"))]
        for name, file in (*files, *given):
            self.keys.setdefault(name, []).append(_public(file))

    def part(self, document: object, what: str, place: Place | None = None) -> "Part":
        """A part that is believed. Raises: ZhengyunError (ZY-NET-141, ZY-NET-143, ZY-NET-144), with the place where it stands."""
        from network.probing.signed import unseal

        try:
            found = unseal(document, what, self.keys, self.verifier)
            if not self.own(found.network, found.signer, found.key):
                raise ZhengyunError(
                    codes.STRANGER, what=what, network=found.network, signer=found.signer, key=found.key.id
                )
        except ZhengyunError as error:
            raise ZhengyunError(error.code, place=place, **error.values) from error
        return found

    def file(self, file: Path, what: str) -> "Part":
        """The same of a file. Raises: ZhengyunError (ZY-NET-157 besides)."""
        return self.part(document_of(file), what, Place(str(file)))

    def own(self, network: str, signer: str, key: PublicKey) -> bool:
        """Whether a key is the signer's own. Of another network it is known who may speak for it, and not by which names."""
        return network != self._own or (signer, key.algorithm, key.value) in self._people


def document_of(file: Path) -> object:
    """What a file of JSON says. Raises: ZhengyunError (ZY-CLI-006, ZY-CLI-031, ZY-NET-157)."""
    try:
        return json.loads(read(file, MOST))
    except (ValueError, RecursionError) as error:
        raise ZhengyunError(codes.NO_FILE, file=file, problem=str(error)[:200]) from error


def _public(file: Path) -> PublicKey:
    document = document_of(file)
    try:
        return PublicKey(*(str(document[name]) for name in PublicKey._fields))  # type: ignore[index]
    except (TypeError, KeyError) as error:
        raise ZhengyunError(codes.NO_FILE, file=file, problem=str(error)) from error


def keep(file: Path, document: Mapping[str, Any]) -> None:
    """Write a part. Raises: ZhengyunError (ZY-CLI-006)."""
    write(file, (json.dumps(document, ensure_ascii=False) + "\n").encode())


def speaker(house: House) -> RawSigner:
    """The acting person's key, who is in office: he signs for this instance.

    Raises: ZhengyunError (ZY-GOV-024, ZY-KEY-*, ZY-PERMIT-007, ZY-PERMIT-008).
    """
    from governance.entitlement import in_office, own_key

    signer = house.signer()
    own_key(in_office(house.roles, house.session.person, house.clock.now()), signer)
    return signer


def own_roster(house: House, hosts: Sequence[str] = ()) -> "Roster":
    """What this instance tells of its network; of these hosts alone where any are named. Raises: ZhengyunError (ZY-NET-140)."""
    from dataclasses import replace

    from network.probing.roster import roster

    whole = roster(house.estate())
    return replace(whole, legs=tuple(one for one in whole.legs if one.host in hosts)) if hosts else whole


def planned(
    rosters: Sequence["Roster"], now: datetime, begins: int, milliseconds: int, day: str = "", **options: Any
) -> "Plan":
    """A plan of these rosters, with a nonce and a port by chance; `begins` is in milliseconds since 1970.

    Raises: ZhengyunError (ZY-NET-158).
    """
    from network.probing.plan import Plan, draw
    from network.probing.scope import day_of

    by_network: dict[str, Roster] = {}
    for one in rosters:
        if one.network in by_network:
            raise ZhengyunError(codes.ROSTER_TWICE, network=one.network)
        by_network[one.network] = one
    nonce, port = draw(secrets.token_bytes)
    return Plan(
        made=text(now),
        day=day or day_of(begins),
        begins=begins,
        milliseconds=milliseconds,
        nonce=nonce,
        port=port,
        rosters=by_network,
        **options,
    )
