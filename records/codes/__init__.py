"""Why the records are not read, not kept or not opened: one module a part of the room."""

from records.codes.entering import *  # noqa: F403
from records.codes.keeping import *  # noqa: F403
from records.codes.writing import *  # noqa: F403
