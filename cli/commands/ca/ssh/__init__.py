"""`zhengyun ca ssh`."""

from cli.commands import CA, SSH
from cli.lazy import Lazy
from cli.text import _

_module, title = CA["ssh"]
entry = Lazy("ssh", help=_(title), table=SSH)
