"""What roles are told: values, and nothing that Ansible would run."""

from collections.abc import Iterable, Iterator
from typing import Final

from inventory import codes
from inventory.ansible import variable
from inventory.checks.hosts import One, hosts_in
from inventory.files import EstateFiles
from inventory.written import written
from zhengyun.errors import N_, ZhengyunError

# What begins a template (Jinja 3), and names by which Ansible marks values as templates or secrets of its own.
BEGINNINGS: Final = ("{{", "{%", "{#")
ITS_OWN: Final = "__ansible"


def told(files: EstateFiles) -> Iterator[ZhengyunError]:
    """Yield every text that would be more than a text."""
    for host in hosts_in(files):
        for location, text in _texts(host.model.roles, ("roles",)):
            yield ZhengyunError(codes.TEMPLATE, place=host.place(*location), given=written(text))
        for role, words in host.model.roles.items():
            yield from _twice(host, role, words)


def _twice(host: One, role: str, words: Iterable[str]) -> Iterator[ZhengyunError]:
    """`location` and `snmp_agent_location` are one variable."""
    taken: dict[str, str] = {}
    for word in words:
        name = variable(role, word)
        if name in taken and host.knows("roles"):
            place, other = (host.place("roles", role, one, of_name=True) for one in (word, taken[name]))
            yield ZhengyunError(codes.TAKEN_TWICE, place=place, what=N_("variable"), name=name, other=other)
        taken.setdefault(name, word)


def _texts(value: object, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str) and any(one in value for one in BEGINNINGS):
        yield at, value
    if isinstance(value, dict):
        for name, one in value.items():
            if name.startswith(ITS_OWN) or any(begin in name for begin in BEGINNINGS):
                yield (*at, name), name
            yield from _texts(one, (*at, name))
    if isinstance(value, list):
        for position, one in enumerate(value):
            yield from _texts(one, (*at, position))
