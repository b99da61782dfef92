"""`zhengyun vault`."""

from cli.commands import ROOT, VAULT
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("vault", help=_(ROOT["vault"][1]), table=VAULT)
