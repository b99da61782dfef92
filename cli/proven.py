"""What the log keeps of networks kept apart: a proof by its digest and its numbers, and the kept configuration of a device."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from cli.wiring import House
from zhengyun.entry import Entry, Note

if TYPE_CHECKING:
    from cli.wiring_network import Networked

# Of a proof so much stands in the log; all of it stands in its certificate, which is held against this digest.
TOLD: Final = (
    "networks",
    "scope",
    "plan",
    "began",
    "ended",
    "valid_until",
    "allowed",
    "forbidden",
    "unknown",
    "controls",
    "controls_failed",
    "mutation",
    "score",
    "as_declared",
    "passed",
    "training",
    "version",
)


def enter(house: House, proof: Mapping[str, Any]) -> Entry:
    """Enter a proof (`net-proof/1`) in the log, whether it has passed or not; of mutants that nobody missed, and of hosts
    that were left out, their number alone.

    Raises: ZhengyunError (ZY-REC-*).
    """
    told = {name: proof[name] for name in TOLD if name in proof}
    if mutation := told.get("mutation"):
        told["mutation"] = {**mutation, "survivors": len(mutation["survivors"])}
    if scope := told.get("scope"):
        networks = {name: {**one, "left_out": len(one["left_out"])} for name, one in scope["networks"].items()}
        told["scope"] = {**scope, "networks": networks}
    said = {**told, "digest": proof["digest"], "wrong": len(proof["wrong"])}
    return house.book.append(Note("network.proven", house.session.person, said))


def kept(house: "Networked", device: str, digest: str) -> Entry:
    """Enter that a device's configuration was kept.

    Raises: ZhengyunError (ZY-REC-*).
    """
    return house.book.append(Note("device.saved", house.session.person, {"device": device, "digest": digest}))
