"""`zhengyun records`."""

from cli.commands import RECORDS, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("records", help=_(ROOT["records"][1]), table=RECORDS)
