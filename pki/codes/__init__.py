"""Why the authorities say no, by what it is about."""

from pki.codes.ceremony import *  # noqa: F403
from pki.codes.flows import *  # noqa: F403
from pki.codes.forms import *  # noqa: F403
from pki.codes.lint import *  # noqa: F403
from pki.codes.recovery import *  # noqa: F403
from pki.codes.status import *  # noqa: F403
from pki.codes.trust import *  # noqa: F403
from pki.codes.uses import *  # noqa: F403
