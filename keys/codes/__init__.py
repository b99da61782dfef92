"""Why a key cannot be used: one module a part of the room."""

from keys.codes.files import *  # noqa: F403
from keys.codes.sealing import *  # noqa: F403
from keys.codes.sharing import *  # noqa: F403
from keys.codes.tokens import *  # noqa: F403
