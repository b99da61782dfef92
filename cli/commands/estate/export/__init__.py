"""`zhengyun estate export`."""

from cli.commands import ESTATE, EXPORT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("export", help=_(ESTATE["export"][1]), table=EXPORT)
