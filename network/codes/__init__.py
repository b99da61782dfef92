"""Every way in which this room says no: one module a part."""

from network.codes.backups import *  # noqa: F403
from network.codes.certifying import *  # noqa: F403
from network.codes.convergence import *  # noqa: F403
from network.codes.devices import *  # noqa: F403
from network.codes.leaks import *  # noqa: F403
from network.codes.model import *  # noqa: F403
from network.codes.proving import *  # noqa: F403
from network.codes.rehoming import *  # noqa: F403
from network.codes.rendering import *  # noqa: F403
from network.codes.road import *  # noqa: F403
