"""`zhengyun ca`."""

from cli.commands import CA, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("ca", help=_(ROOT["ca"][1]), table=CA)
