"""`zhengyun role`."""

from cli.commands import ROLE, ROOT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("role", help=_(ROOT["role"][1]), table=ROLE)
