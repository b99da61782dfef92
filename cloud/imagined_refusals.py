"""What a simulated site refuses, in words as a real one's services have them."""

from collections.abc import Mapping

from cloud import codes
from cloud.grammars import GRAMMARS
from zhengyun.action import Action
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Attributes, Existing


def refusal(site: str, action: Action, status: str, problem: str) -> ZhengyunError:
    """The error by which a service refuses an action."""
    return ZhengyunError(
        codes.FAILED,
        site=site,
        service="simulated",
        status=status,
        method=action.verb.value,
        path=str(action.address),
        problem=problem,
    )


def refuse_taken(site: str, action: Action, said: Attributes, things: Mapping[Address, Existing]) -> None:
    """Raise where an action is to take what only one thing can have, and another has."""
    shall = _alone(action.address, said)
    for holder, one in things.items() if shall else ():
        for target in sorted(shall & _alone(holder, one.attributes)) if holder != action.address else ():
            raise refusal(site, action, "409", f"{target.kind} {target.path} is in use by {holder}")


def _alone(address: Address, attributes: Attributes) -> set[Address]:
    grammar = GRAMMARS[address.kind]
    told = grammar.references(address.site, attributes) if grammar.alone else ()
    return {target for attribute, target, _ in told if attribute in grammar.alone}
