"""`zhengyun audit hold`."""

from cli.commands import AUDIT, HOLD
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("hold", help=_(AUDIT["hold"][1]), table=HOLD)
