"""Who has to agree to a plan, and by which rule, as people and scripts read it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.text import _, listed
from cli.wiring import House
from zhengyun.permit import Permit
from zhengyun.plan import Plan

if TYPE_CHECKING:
    from governance.rules import Link


def chain_for(house: House, plan: Plan) -> "tuple[Link, ...]":
    """The links of the chain that a plan calls for; none where it does nothing, or there is no role file to ask."""
    from governance.rules import chain_of
    from zhengyun.ruleset import Matter

    # A plan can be looked at before there are records: nobody can ask for it then.
    records = house.session.settings.records
    if not plan.actions or (isinstance(records, Path) and not records.exists()):
        return ()
    return chain_of(house.roles, Matter.of(plan))


def asked_for(house: House, permit: Permit, plan: Plan) -> "tuple[Link, ...]":
    """The links that a request waits for by the rules; none where it has another chain, in an emergency or under a leave."""
    chain = chain_for(house, plan)
    return chain if tuple(link.role for link in chain) == permit.chain else ()


def document(chain: "Sequence[Link]") -> Sequence[Mapping[str, object]]:
    """The chain as JSON data."""
    return [
        {"role": link.role, "because": [{"rule": rule.name, "basis": rule.basis} for rule in link.rules]}
        for link in chain
    ]


def lines(chain: "Sequence[Link]") -> Iterator[str]:
    """The chain in the order in which it is asked, then each role with the rules that ask for it."""
    if chain:
        yield click.style(_("takes: {roles}").format(roles=" → ".join(_(link.role) for link in chain)), bold=True)
    yield from because(chain)


def because(chain: "Sequence[Link]") -> Iterator[str]:
    """Each role of the chain with the rules that ask for it."""
    for role, same in groupby(chain, key=lambda link: link.role):
        found = list(same)
        times = f" × {len(found)}" if len(found) > 1 else ""
        rules = dict.fromkeys(rule for link in found for rule in link.rules)
        because = listed(_("{rule} ({basis})").format(rule=_(rule.name), basis=rule.basis) for rule in rules)
        yield "  " + _("{role}{times}, because of: {rules}").format(role=_(role), times=times, rules=because)


def missing(house: House, chain: "Sequence[Link]", plan: Plan) -> Iterator[str]:
    """What is told before anybody asks in vain."""
    from governance.rules import unfilled

    if not chain:
        return
    roles = [link.role for link in chain]
    left = unfilled(house.roles, roles, house.session.person, plan.effects.tenants, house.clock.now())
    if left:
        text = _("nobody is left for: {roles}; a request would be refused (zhengyun explain ZY-GOV-049)")
        yield click.style(text.format(roles=listed(map(_, left))), fg="red")
