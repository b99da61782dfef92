"""`zhengyun audit`."""

from cli.commands import AUDIT, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("audit", help=_(ROOT["audit"][1]), table=AUDIT)
