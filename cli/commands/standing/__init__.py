"""`zhengyun standing`."""

from cli.commands import ROOT, STANDING
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("standing", help=_(ROOT["standing"][1]), table=STANDING)
