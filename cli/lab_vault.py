"""The lab's vault as people see it, and as a small site has it: the same configuration."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.lab import Told, place
from cli.text import _
from lab.place import Place

if TYPE_CHECKING:
    from lab.openstack.tls import Material
    from lab.vault.control import VaultStatus
    from lab.vault.place import Wanted


def rendered(wanted: "Wanted") -> str:
    """The server's configuration."""
    from vault.embedded import Embedded, render

    files = wanted.place
    tls = (files.certificate, files.key) if wanted.tls else (None, None)
    return render(Embedded(wanted.listen, wanted.cluster, wanted.address, files.storage, files.audit, *tls))


def up(where: Place, told: Told, material: "Material | None" = None) -> "VaultStatus":
    """Start it.

    Raises: ZhengyunError (ZY-LAB-*).
    """
    from lab.vault import control

    return control.up(where, rendered, material, tell=told)


def again(where: Place, told: Told) -> None:
    """Start it where this lab has one. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.vault import control

    if control.status(where).address:
        up(where, told)


def down(where: Place, told: Told) -> None:
    """Stop it; what is in it stays. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.vault import control

    control.down(where, tell=told)


def empty(where: Place, told: Told) -> None:
    """Throw away what is in it; address and certificate stay. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.vault import control

    control.empty(where, tell=told)


def destroy(where: Place, told: Told) -> None:
    """Remove it. Raises: ZhengyunError (ZY-LAB-*)."""
    from lab.vault import control

    control.destroy(where, tell=told)


def document(found: "VaultStatus | None" = None) -> Mapping[str, object] | None:
    """How it stands, as JSON data; nothing where this lab has none."""
    found = found or _status()
    names = ("address", "pid", "answering", "version", "begun", "sealed")
    return {name: getattr(found, name) for name in names} if found.address else None


def lines() -> Iterator[str]:
    """How it stands, in a line, where this lab has one."""
    found = _status()
    if found.address:
        yield _("vault: {address}: {state}").format(address=found.address, state=state(found))


def state(found: "VaultStatus") -> str:
    """In a few words."""
    if not found.pid:
        return _("does not run")
    if not found.answering:
        return _("runs")
    if not found.begun:
        return _("answers; it has not been set up")
    return _("answers; it is sealed") if found.sealed else _("answers")


def _status() -> "VaultStatus":
    from lab.vault import control

    return control.status(place())
