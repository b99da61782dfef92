"""`zhengyun audit witness`."""

from cli.commands import AUDIT, WITNESS
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("witness", help=_(AUDIT["witness"][1]), table=WITNESS)
