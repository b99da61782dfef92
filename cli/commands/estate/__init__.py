"""`zhengyun estate`."""

from cli.commands import ESTATE, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("estate", help=_(ROOT["estate"][1]), table=ESTATE)
