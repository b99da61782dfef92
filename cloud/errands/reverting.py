"""Taking back what a change has done, as far as it can be taken back: `revert REQUEST DIGEST LEFT...`"""

from collections.abc import Sequence
from typing import Final

from cloud import codes
from cloud.errands.left import SINCE, Left, Why
from cloud.errands.part import Part
from cloud.errands.way_back import WayBack, way_back
from cloud.port import Cloud
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.past import Past
from zhengyun.resource import World

REFUSALS: Final = {Why.MOVED: codes.CHANGED_SINCE, Why.HELD: codes.HELD_SINCE, Why.LACKS: codes.LACKS_SINCE}


def revert(cloud: Cloud, world: World, words: Sequence[str], past: Past | None) -> Part:
    """What the change did becomes as it was before it, but for what the words name.

    `words` are the request, the digest of what it did, and what is left as it is: whoever approves comes to the same.

    Raises: Problems (ZY-CLOUD-300 to 302: what was changed since), ZhengyunError (ZY-CLOUD-303, ZY-CLOUD-304).
    """
    if past is None or [past.request, past.digest] != [*words[:2]]:
        raise ZhengyunError(codes.ANOTHER_PAST, request=(*words, "")[0])
    way = walked(cloud, world, past)
    told = {word for word in words[2:] if site_of(word) == world.site}
    untold = [one for one in way.left if one.word not in told]
    refuse_since(untold, past)
    if untold or told != {one.word for one in way.left}:
        raise ZhengyunError(codes.LEFT_OTHERWISE, request=past.request, site=world.site)
    return Part(way.ordered(), way.there)


def walked(cloud: Cloud, world: World, past: Past) -> WayBack:
    """The way back at a site, as its world is now."""
    moved = any("host" in trace.changed for trace in past.traces(world.site))
    return way_back(world, cloud.hosts() if moved else (), past)


def refuse_since(left: Sequence[Left], past: Past) -> None:
    """Refuse by name what somebody has changed since.

    Raises: Problems (ZY-CLOUD-300 to 302).
    """
    errors = tuple(
        ZhengyunError(REFUSALS[one.why], request=past.request, thing=one.address, about=one.about)
        for one in left
        if one.why in SINCE
    )
    if errors:
        raise Problems(errors)


def site_of(word: str) -> str:
    """The site that such a word is about, or nothing where it is none."""
    try:
        return Left.read(word).address.site
    except ValueError:
        return ""
