"""`zhengyun key`."""

from cli.commands import KEY, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("key", help=_(ROOT["key"][1]), table=KEY)
