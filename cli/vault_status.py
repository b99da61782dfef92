"""How the vault stands, as people see it."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cli.output import table
from cli.text import _
from cli.wiring import House
from vault.port import Health
from zhengyun.entry import Entry
from zhengyun.errors import Exit, ZhengyunError, fill

# In seconds: what is below it, people need not know.
WORTH_TELLING: Final = 60
MIB: Final = 1 << 20


class Audit(NamedTuple):
    """Its audit file, as it is here: `size` and what is `free` on its disk in bytes."""

    file: Path
    there: bool
    size: int
    free: int


class Found(NamedTuple):
    """What was found of a vault. `ahead` is by how many seconds its clock is before ours."""

    address: str
    health: Health
    ahead: int
    shares: Mapping[str, int]
    setup: Entry | None
    keepers: Mapping[str, tuple[str, ...]]
    quorums: tuple[ZhengyunError, ...]
    audit: Audit | None
    unswept: Entry | None


def look(house: House) -> Found:
    """Ask it, and hold the keepers of its shares against the role file in force.

    Raises: ZhengyunError (ZY-VAULT-001, 004, 006, 010).
    """
    from vault.setup import keepers, shared, standing
    from vault.shares import quorums, roles_of
    from vault.snapshots import unswept

    server = house.vault_server
    health = server.health()
    ahead = health.clock - int(house.clock.now().timestamp())
    said = server.ask("GET", "sys/seal-status").data
    known = shared(house.book, server.address)
    names = list(keepers(known)) if known else []
    threshold = int(str(known.body["threshold"])) if known else 0
    roles = house.roles if names else None
    return Found(
        server.address,
        health,
        ahead,
        {name: int(said.get(key, 0)) for name, key in (("shares", "n"), ("threshold", "t"), ("given", "progress"))},
        standing(house.book, server.address),
        {name: tuple(sorted(roles_of(roles, name))) for name in names} if roles else {},
        tuple(quorums(roles, names, threshold)) if roles else (),
        _audit(house.vault_settings.audit),
        unswept(house.book, server.address),
    )


def document(found: Found) -> Mapping[str, object]:
    """As JSON data."""
    health, audit = found.health, found.audit
    return {
        "address": found.address,
        "begun": health.begun,
        "sealed": health.sealed,
        "active": health.active,
        "version": health.version,
        "clock_ahead": found.ahead,
        **found.shares,
        "setup": {"entry": found.setup.number, "kind": found.setup.kind} if found.setup else None,
        "keepers": [{"person": name, "roles": roles} for name, roles in found.keepers.items()],
        "unswept": found.unswept.number if found.unswept else None,
        "wrong": [str(error) for error in found.quorums],
        "audit": {**audit._asdict(), "file": str(audit.file)} if audit else None,
    }


def lines(found: Found) -> Iterator[str]:
    """As text."""
    yield _("{address}: {state}, version {version}").format(
        address=found.address, state=_state(found), version=found.health.version or "-"
    )
    if found.health.sealed and found.health.begun:
        yield _("{given} of {threshold} shares have been given, of {shares} that there are").format(**found.shares)
    yield from _wrongs(found)
    yield from table((_("Keeper"), _("Role")), [(name, ", ".join(roles)) for name, roles in found.keepers.items()])
    if audit := found.audit:
        text = (
            _("audit file: {file}, {size} MiB, {free} MiB free")
            if audit.there
            else _("audit file: {file} is not there")
        )
        yield text.format(file=audit.file, size=round(audit.size / MIB, 1), free=audit.free // MIB)


def exit_code(found: Found) -> Exit:
    """5 where something is wrong with it, 6 where it cannot be used as it is."""
    if _cut_off(found) or found.quorums or found.unswept:
        return Exit.BROKEN
    return Exit.OK if found.health.begun and not found.health.sealed else Exit.UNREACHABLE


def _wrongs(found: Found) -> Iterator[str]:
    from vault.setup import STATES

    if _cut_off(found) and found.setup:
        yield _("its set-up was cut off (log entry {entry}): {state}; see ZY-VAULT-016").format(
            entry=found.setup.number, state=_(STATES[found.setup.kind])
        )
    if found.unswept:
        text = _("a snapshot was put back (log entry {entry}), and what lives again is not revoked; see ZY-VAULT-022")
        yield text.format(entry=found.unswept.number)
    for error in found.quorums:
        yield f"{error.code.id}: {fill(_(error.code.reason), dict(error.values))}"
    if abs(found.ahead) > WORTH_TELLING:
        text = (
            _("its clock is {seconds} s ahead of ours")
            if found.ahead > 0
            else _("its clock is {seconds} s behind ours")
        )
        yield text.format(seconds=abs(found.ahead))


def _cut_off(found: Found) -> bool:
    from vault.setup import STATES

    return found.health.begun and found.setup is not None and found.setup.kind in STATES


def _state(found: Found) -> str:
    if not found.health.begun:
        return _("not set up")
    if found.health.sealed:
        return _("sealed")
    return _("open") if found.health.active else _("open, and does not serve")


def _audit(file: Path | None) -> Audit | None:
    if file is None:
        return None
    folder = next((one for one in file.parents if one.exists()), Path("/"))
    there = file.is_file()
    return Audit(file, there, file.stat().st_size if there else 0, shutil.disk_usage(folder).free)
