"""The grammar of what a plan of the trust is made of: what changes in place, and what never does."""

from typing import Final

from zhengyun.resource import Bond, Grammar, Grammars, Reference

DOMAIN: Final = "trustdomain"
AUTHORITY: Final = "authority"
PROFILE: Final = "profile"
RECOVERY: Final = "recovery"
# What makes an authority the one that it is: others know it by these, and its certificate says them; of one of SSH its key alone.
IDENTITY: Final = frozenset({"domain", "subject", "algorithm", "key", "issuer", "public"})

GRAMMARS: Final[Grammars] = {
    one.kind: one
    for one in (
        Grammar(DOMAIN),
        Grammar(
            AUTHORITY,
            fixed=IDENTITY,
            refers={"domain": Reference(DOMAIN, Bond.LOOSE), "issuer": Reference(AUTHORITY, Bond.LOOSE)},
            holds=True,
        ),
        Grammar(PROFILE, refers={"authority": Reference(AUTHORITY, Bond.LOOSE)}),
        Grammar(RECOVERY),
    )
}
