"""Volumes' availability zones: a declared one has to be there."""

from collections.abc import Callable, Iterator, Sequence

from cloud import codes
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError


def unzoned(site: str, actions: Sequence[Action], zones: Callable[[], Sequence[str]]) -> Iterator[ZhengyunError]:
    """Yield every new volume whose zone is none of Cinder's; nothing is asked where no volume names one.

    Cinder's zones are its own: those of the hosts are no part of them, unless its administrator has called them alike.
    """
    asked = {
        one.address: str(one.attributes["availability_zone"])
        for one in actions
        if one.address.kind == "volume" and one.verb is Verb.CREATE and one.attributes.get("availability_zone")
    }
    there = zones() if asked else ()
    for address, zone in asked.items():
        if zone not in there:
            yield ZhengyunError(codes.NO_SUCH_ZONE, site=site, thing=address, zone=zone, legal=", ".join(sorted(there)))
