"""The grammar of what a vault is configured with: what changes in place, what goes together, and what is lost with it."""

from typing import Final

from zhengyun.estate.vault import ALIAS, ENTITY, ENTRANCE, GROUP, KEY, MOUNT, NAMESPACE, POLICY, SIGNING, TOKENS
from zhengyun.resource import Bond, Grammar, Grammars, Reference

GRAMMARS: Final[Grammars] = {
    one.kind: one
    for one in (
        Grammar(POLICY),
        # Its kind is born with it; with it goes all that it believes.
        Grammar(ENTRANCE, fixed=frozenset({"type"})),
        Grammar(ENTITY),
        Grammar(
            ALIAS,
            fixed=frozenset({"accessor"}),
            refers={"entrance": Reference(ENTRANCE, Bond.HARD), "entity": Reference(ENTITY, Bond.HARD)},
        ),
        # Nobody comes in before it is settled as whom: the vault would make an entity of its own for him.
        Grammar(KEY, refers={"entrance": Reference(ENTRANCE, Bond.HARD)}),
        Grammar(GROUP, fixed=frozenset({"type"})),
        Grammar(MOUNT, fixed=frozenset({"type", "version"}), holds=True),
        Grammar(SIGNING, refers={"mount": Reference(MOUNT, Bond.HARD)}),
        Grammar(TOKENS),
        Grammar(NAMESPACE, holds=True),
    )
}
