"""What a plan needs of the vault: nothing more is opened for it, and nothing more is agreed to."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vault.port import Need
from zhengyun.action import Action
from zhengyun.people import Role
from zhengyun.plan import Plan

CLOUDS: Final = "secret/data/cloud/"
"""Where the secrets of sites are kept, each under its site's name."""
READ: Final = "read"
# What is lent for a change: secrets, and certificates for hosts.
LENT: Final = ("secret/", "ssh/sign/", "ssh/issue/")
ONE: Final = (Role.SECURITY,)
TWO: Final = (Role.SECURITY, Role.SYSTEM)

Writes = Callable[[Action], Sequence[Need]]
"""What an action on the vault itself writes there."""


def cloud(site: str) -> Need:
    """A site's secret."""
    return Need(READ, CLOUDS + site)


def site_of(need: Need) -> str:
    """The site whose secret this is; nothing where it is none."""
    return need.path.removeprefix(CLOUDS) if need.operation == READ and need.path.startswith(CLOUDS) else ""


def factors(need: Need) -> tuple[Role, ...]:
    """The roles whose people the vault asks for their word: who decides what others may do there is never of one role."""
    return ONE if need.path.startswith(LENT) else TWO


def needs(plan: Plan, bare: str, own: str = "", writes: Writes = lambda _: ()) -> tuple[Need, ...]:
    """All of it, each once: a secret for each site that is acted on, and the writes of actions at the vault's `own` site.

    `bare` is the site of what takes no credential, for it stands in the records.
    """
    return tuple({need.key: need for need in _all(plan, bare, own, writes)}.values())


def _all(plan: Plan, bare: str, own: str, writes: Writes) -> Iterator[Need]:
    for action in plan.actions:
        if own and action.address.site == own:
            yield from writes(action)
        elif action.address.site != bare:
            yield cloud(action.address.site)
