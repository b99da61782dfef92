"""What requests to a vault were, in the few kinds that matter to whoever asks what was done without a change."""

from enum import Enum
from typing import Final, NamedTuple

from zhengyun.ports import Deed

SERVICE: Final = "openbao"


class Act(Enum):
    """What a request was."""

    ASK = "asked for what waits for others' words"
    AUTHORISE = "authorised what somebody asked for"
    HAVE = "had what others had agreed to"
    READ = "read a secret at once"
    WRITE = "changed something at once"
    LOGIN = "came in"
    OWN = "looked, or did something to his own token"


class Done(NamedTuple):
    """A deed, and what it was. Its target is an accessor where it is about one, else the path."""

    act: Act
    deed: Deed
    root: bool
