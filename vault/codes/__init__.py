"""Why the vault gives nothing: one module a part of the room."""

from vault.codes.ahead import *  # noqa: F403
from vault.codes.configuration import *  # noqa: F403
from vault.codes.control import *  # noqa: F403
from vault.codes.hosting import *  # noqa: F403
from vault.codes.sealed import *  # noqa: F403
from vault.codes.server import *  # noqa: F403
from vault.codes.setup import *  # noqa: F403
from vault.codes.ssh import *  # noqa: F403
from vault.codes.storing import *  # noqa: F403
