"""A second round where hosts have rules that nobody rendered: the ports that these are about are probed, too, so that what they open is named."""

from typing import TYPE_CHECKING, Any

from cli.probing import town
from cli.text import _

if TYPE_CHECKING:
    from network.probing.certificate import Outcome
    from network.probing.signed import Part


def proven(instances: town.Instances, **options: Any) -> "tuple[Outcome, Part, list[Part]]":
    """As `town.proven`, of the second round where there was one. Raises: ZhengyunError (ZY-NET-*)."""
    from network.probing import choosing
    from network.probing.bearing import besides

    first = town.proven(instances, **options)
    plan = first[0].plan
    probed = choosing.ports(one.policy for one in plan.rosters.values())
    named = tuple(one for one in besides(first[0].rules, probed) if one[0] in plan.protocols)
    if not named:
        return first
    words = ", ".join(f"{protocol}/{port}" for protocol, port in named)
    instances.houses[instances.maker()].session.say(
        _("once more, with what strange rules are about: {ports}").format(ports=words)
    )
    return town.proven(instances, **options, besides=named)
