"""`zhengyun clock`."""

from cli.commands import CLOCK, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("clock", help=_(ROOT["clock"][1]), table=CLOCK)
