"""Our own verbs as a part: what is tried at them, and why none of it may work."""

from typing import Final

from cli.proving.scratch import Stage
from cli.proving.trials import Catalogue
from zhengyun.errors import N_

PART: Final = "zhengyun"
OWN: Final = Catalogue[Stage](PART)
SELF: Final = N_("nobody agrees to what he has asked for himself")
OTHERS: Final = N_("who asks and carries out, who agrees and who looks afterwards are three roles")
TENANTS: Final = N_("a department asks for its own tenants and no others")
KEYS: Final = N_("a word counts by the key that the role file names, and by no other")
ALONE: Final = N_("what takes two people is done by no one of them")
EXACTLY: Final = N_("people agree to one plan, byte for byte")
UNSAID: Final = N_("without approval nothing is applied")
ELSE: Final = N_("nobody speaks for another, nor takes his words back")
VOUCHED: Final = N_("the role file changes only by as many of its people as it says")
UNLENT: Final = N_("credentials are lent to the executor alone, who neither asks nor agrees")
