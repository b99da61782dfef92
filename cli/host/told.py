"""How this host stands, in the few lines that `doctor` has for it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cli.host.looking import used, wrongs
from cli.host.program import programs
from cli.host.root import Root
from cli.host.wanted import EXECUTOR, things
from cli.host.working import ASTRAY, Does, checking
from cli.text import _
from zhengyun.errors import N_

NO_EXECUTOR: Final = N_("the same user: changes are applied under the account that asks for them")
AS_INSTALLED: Final = N_("{account}: the host is as installed")
DIFFERS: Final = N_("the host is not as installed: {about} (zhengyun host check)")
UNREAD: Final = N_("{account}: as far as may be read, the host is as installed; root can look at all of it")
OURSELVES: Final = N_("whoever runs this is the executor himself: uid {about}")
FEW: Final = 3


@dataclass(frozen=True, slots=True)
class State:
    """One line: its text, what fills it, and whether something is wrong or only not wholly known."""

    text: str
    about: str = ""
    wrong: bool = False
    unknown: bool = False

    def told(self) -> str:
        """The line, in the reader's language."""
        return _(self.text).format(about=self.about, account=EXECUTOR)


def state() -> Sequence[State]:
    """Nothing where there is no executor's account."""
    root = Root()
    if not used(root):
        return ()
    steps = list(checking(root, things(programs())))
    differs = [f"{one.thing.kind} {one.thing.name}" for one in steps if one.does in ASTRAY]
    found = [State(one.text, one.about, wrong=True) for one in wrongs(root)]
    if differs:
        more = f" … {len(differs)}" if len(differs) > FEW else ""
        found.append(State(DIFFERS, ", ".join(differs[:FEW]) + more, wrong=True))
    elif any(one.does is Does.UNKNOWN for one in steps):
        found.append(State(UNREAD, unknown=True))
    else:
        found.append(State(AS_INSTALLED))
    if os.getuid() == root.user(EXECUTOR):
        found.append(State(OURSELVES, str(os.getuid())))
    return found
