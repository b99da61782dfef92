"""`zhengyun audit retention`."""

from cli.commands import AUDIT, RETENTION
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("retention", help=_(AUDIT["retention"][1]), table=RETENTION)
