"""Why an estate is refused: one module a part of the room."""

from inventory.codes.devices import *  # noqa: F403
from inventory.codes.drift import *  # noqa: F403
from inventory.codes.exposing import *  # noqa: F403
from inventory.codes.files import *  # noqa: F403
from inventory.codes.generating import *  # noqa: F403
from inventory.codes.hosting import *  # noqa: F403
from inventory.codes.hosts import *  # noqa: F403
from inventory.codes.identity import *  # noqa: F403
from inventory.codes.networks import *  # noqa: F403
from inventory.codes.policy import *  # noqa: F403
from inventory.codes.time import *  # noqa: F403
from inventory.codes.trust import *  # noqa: F403
from inventory.codes.waves import *  # noqa: F403
