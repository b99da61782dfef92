"""Why hosts are not changed, or not reached: one module a part of the room."""

from playbooks.codes.lending import *  # noqa: F403
from playbooks.codes.planning import *  # noqa: F403
from playbooks.codes.running import *  # noqa: F403
