"""`zhengyun grant`."""

from cli.commands import GRANT, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("grant", help=_(ROOT["grant"][1]), table=GRANT)
