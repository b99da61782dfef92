"""`zhengyun net rehome`."""

from cli.commands import NET, NET_REHOME
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("rehome", help=_(NET["rehome"][1]), table=NET_REHOME)
