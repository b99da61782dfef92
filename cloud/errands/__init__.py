"""Errands: what is to be done at a site though no file declares it, such as emptying a host or taking a backup.

An errand says what shall be, and of what is there now only that which it is about; the difference becomes a plan as any
other, which people agree to and the door carries out. What an errand says depends on nothing but the estate, the world
and its arguments, so that whoever approves it comes to the same plan: no errand reads the clock.

One that takes a change back rests on what the records tell of that change, too: it names its digest.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from cloud import codes
from cloud.errands.adopt import adopt
from cloud.errands.copies import copies
from cloud.errands.moving import drain, evacuate, migrate
from cloud.errands.part import Errand, Part
from cloud.errands.reclaiming import reclaim
from cloud.errands.reverting import revert
from cloud.port import Cloud
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Site
from zhengyun.past import REVERT, Past
from zhengyun.resource import World

__all__ = ["ERRANDS", "Errand", "Part", "run_errand"]

ERRANDS: Final[Mapping[str, Errand]] = {
    "adopt": adopt,
    "migrate": migrate,
    "evacuate": evacuate,
    "drain": drain,
    "copies": copies,
    "reclaim": reclaim,
}


def run_errand(site: Site, cloud: Cloud, world: World, words: Sequence[str], past: Past | None = None) -> Part:
    """What an errand comes to at a site: its name and its arguments. One that takes a change back needs its `past`.

    Raises: ZhengyunError (ZY-CLOUD-160 where there is none of that name), Problems: as the errand says.
    """
    name, *arguments = words
    if name == REVERT:
        return revert(cloud, world, arguments, past)
    if name not in ERRANDS:
        raise ZhengyunError(codes.UNKNOWN_ERRAND, errand=name, legal=", ".join(sorted((*ERRANDS, REVERT))))
    return ERRANDS[name](site, cloud, world, arguments)
