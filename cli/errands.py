"""Errands in words: what somebody is asked to agree to, where no file says it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cli.text import _, listed

Words = Callable[[Sequence[str]], str]
"""An errand's arguments as a sentence."""


def told(errand: Sequence[str]) -> str:
    """An errand in words; as it was written where there are none for it."""
    name, *arguments = errand
    return TOLD[name](arguments) if name in TOLD else _("Errand: {words}").format(words=" ".join(errand))


def _migrate(words: Sequence[str]) -> str:
    servers = listed(word for word in words if not word.startswith("--"))
    to = next((word.removeprefix("--to=") for word in words if word.startswith("--to=")), "")
    if "--live" in words:
        text = (
            _("Errand: to {host}, while they run: {servers}")
            if to
            else _("Errand: while they run, elsewhere: {servers}")
        )
    else:
        text = (
            _("Errand: to {host}, off meanwhile: {servers}") if to else _("Errand: elsewhere, off meanwhile: {servers}")
        )
    return text.format(servers=servers, host=to)


def _drain(words: Sequence[str]) -> str:
    live = _("Errand: empty {host}; what runs is moved while it runs")
    cold = _("Errand: empty {host}; what runs is off meanwhile")
    return (live if "--live" in words else cold).format(host=words[-1])


def _evacuate(words: Sequence[str]) -> str:
    text = _("Errand: {host} is dead; its servers are built again elsewhere, disks that it alone had from their images")
    return text.format(host=words[-1])


def _adopt(words: Sequence[str]) -> str:
    return _("Errand: take over {tenant} as somebody built it, by putting our marks on it").format(tenant=words[-1])


def _copies(words: Sequence[str]) -> str:
    text = _("Errand: snapshots and backups as they shall stand at {moment}")
    return text.format(moment=words[-1])


def _reclaim(words: Sequence[str]) -> str:
    return _("Errand: give back {things}").format(things=listed(words))


def _blind(words: Sequence[str]) -> str:
    text = _("Planned BLIND, for nobody can look at them: {hosts}")
    return text.format(hosts=listed(words))


def _revert(words: Sequence[str]) -> str:
    return _("Errand: take back what {request} has done").format(request=words[0])


TOLD: Final[Mapping[str, Words]] = {
    "adopt": _adopt,
    "migrate": _migrate,
    "drain": _drain,
    "evacuate": _evacuate,
    "copies": _copies,
    "reclaim": _reclaim,
    "revert": _revert,
    "blind": _blind,
}
"""By an errand's name, what is said of it."""
