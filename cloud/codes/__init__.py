"""Why the cloud refuses, or fails: one module a part of the room."""

from cloud.codes.adoption import *  # noqa: F403
from cloud.codes.capacity import *  # noqa: F403
from cloud.codes.driving import *  # noqa: F403
from cloud.codes.errands import *  # noqa: F403
from cloud.codes.identity import *  # noqa: F403
from cloud.codes.minting import *  # noqa: F403
from cloud.codes.networks import *  # noqa: F403
from cloud.codes.offered import *  # noqa: F403
from cloud.codes.placing import *  # noqa: F403
from cloud.codes.reverting import *  # noqa: F403
from cloud.codes.speaking import *  # noqa: F403
