"""Why governance refuses: one module a part of the room."""

from governance.codes.away import *  # noqa: F403
from governance.codes.binding import *  # noqa: F403
from governance.codes.executing import *  # noqa: F403
from governance.codes.keeping import *  # noqa: F403
from governance.codes.leaves import *  # noqa: F403
from governance.codes.people import *  # noqa: F403
from governance.codes.reverting import *  # noqa: F403
from governance.codes.road import *  # noqa: F403
from governance.codes.watching import *  # noqa: F403
from governance.codes.witnessing import *  # noqa: F403
