"""`zhengyun change`."""

from cli.commands import CHANGE, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("change", help=_(ROOT["change"][1]), table=CHANGE)
