"""`zhengyun host`."""

from cli.commands import HOST, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("host", help=_(ROOT["host"][1]), table=HOST)
