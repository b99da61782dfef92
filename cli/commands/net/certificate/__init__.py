"""`zhengyun net certificate`."""

from cli.commands import NET, NET_CERTIFICATE
from cli.lazy import Lazy
from cli.text import _

entry = Lazy("certificate", help=_(NET["certificate"][1]), table=NET_CERTIFICATE)
