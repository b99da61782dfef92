"""`zhengyun lab`."""

from cli.commands import LAB, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("lab", help=_(ROOT["lab"][1]), table=LAB)
