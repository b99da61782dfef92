"""`zhengyun cloud`."""

from cli.commands import CLOUD, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("cloud", help=_(ROOT["cloud"][1]), table=CLOUD)
