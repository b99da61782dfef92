"""The rules of approval: which roles have to agree to a plan, computed from its effects alone."""

from typing import Final

from zhengyun.action import Effects
from zhengyun.gate import Rules
from zhengyun.people import Role

VERSION: Final = 1

# Who asks, who carries out what was agreed to, and who reads the log.
ASKS: Final = Role.SYSTEM
APPLIES: Final = Role.SYSTEM
READS: Final = Role.AUDIT

# For how many seconds a request may be open: what people agree to was true of the estate when they looked.
SHORTEST: Final = 1
LONGEST: Final = 30 * 86_400


def chain(effects: Effects) -> tuple[Role, ...]:
    """The roles that have to agree, in order.

    Version 1 knows one rule: every change of the estate, whatever its effects, takes a security administrator
    (GB/T 22239-2019 8.1.7.3 b).
    """
    del effects
    return (Role.SECURITY,)


RULES: Final = Rules(VERSION, chain)
