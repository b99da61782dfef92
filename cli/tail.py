"""How much of the log no witness has seen: said wherever the log is shown."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.text import _, listed
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.instant import lasting as age

if TYPE_CHECKING:
    from governance.sight import Tail


def of(house: House) -> "Tail | None":
    """The tail of the log; nothing where nobody can say whose signatures count."""
    from governance.sight import tail

    try:
        return tail(house.book, house.roles, house.verifier, house.clock.now())
    except ZhengyunError:
        return None


def document(tail: "Tail | None") -> Mapping[str, object] | None:
    """It as JSON data."""
    if tail is None:
        return None
    seen = {"entries": tail.sight.size, "at": tail.sight.at or None, "witnesses": tail.sight.witnesses}
    return {
        "entries": tail.entries,
        "seconds": tail.seconds,
        "seen": seen,
        "missing": tail.missing,
        "training": tail.training,
    }


def told(tail: "Tail | None") -> Iterator[str]:
    """It in words."""
    if tail is None:
        return
    seen = tail.sight
    if not seen.size:
        yield _("no witness has seen any of it")
    elif tail.entries:
        text = _("the newest {entries} entries, {age}, no witness has seen; {witnesses} signed {size} at {at}")
        named = {"witnesses": listed(seen.witnesses), "size": seen.size, "at": seen.at}
        yield text.format(entries=tail.entries, age=age(tail.seconds), **named)
    else:
        text = _("witnesses have seen all {size} entries: {witnesses}, at {at}")
        yield text.format(size=seen.size, witnesses=listed(seen.witnesses), at=seen.at)
    if tail.missing and seen.size:
        yield _("not signed by: {witnesses}").format(witnesses=listed(tail.missing))
    if tail.training and seen.size:
        yield _("training: the witnesses run on the machine that they watch, and prove nothing against its owner")
