"""`zhengyun net`."""

from cli.commands import NET, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("net", help=_(ROOT["net"][1]), table=NET)
