"""Another department's volume: looked at, taken over, deleted."""

from typing import Any, Final

from cli.proving.cloud_calls import CLOUD, HIDDEN, OPERATOR, OTHERS
from cli.proving.clouds import CloudStage
from zhengyun.errors import N_

SERVICE: Final = "block-storage"
VOLUME: Final = "/volumes/{other_volume}"


def _declare(name: str, what: str, method: str, path: str, body: dict[str, Any] | None = None) -> None:
    """Declare a call of a department's user; that the volume's own department can make the very same is its control."""

    def act(stage: CloudStage) -> None:
        stage.say(stage.people["department"], method, SERVICE, path, body)

    def control(stage: CloudStage) -> None:
        # Nobody can do anything with what is still being made.
        stage.settled(SERVICE, VOLUME)
        made = stage.say(stage.people["neighbour"], method, SERVICE, path, body)
        if "transfer" in (made or {}):
            stage.say(stage.people["neighbour"], "DELETE", SERVICE, f"/volume-transfers/{made['transfer']['id']}")

    CLOUD.tries(name, OPERATOR, what, OTHERS, *HIDDEN, control=control)(act)


_declare("look-at-volume", N_("look at another department's volume"), "GET", VOLUME)
_declare(
    "take-volume", N_("take over another department's volume"), "POST", "/volume-transfers",
    {"transfer": {"volume_id": "{other_volume}"}},
)  # fmt: skip
# The last: its control deletes it.
_declare("delete-volume", N_("delete another department's volume"), "DELETE", VOLUME)
