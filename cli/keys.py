"""A signing key as people read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cli.text import _
from zhengyun.signing import PublicKey

if TYPE_CHECKING:
    from keys.holding import Holding

# Told by the help, which loads none of them; a test holds the two together.
ALGORITHMS: Final = ("ed25519", "p256", "p384", "rsa3072", "rsa4096", "sm2")
# Of these those that the page in each exported bundle knows: people and witnesses sign the log by them.
OF_THE_LOG: Final = ("ed25519", "p256", "sm2")


def lines(place: object, public: PublicKey, holding: "Holding") -> Sequence[str]:
    """Where it is, what verifies its signatures, and who else may have it."""
    from keys.holding import TEXTS

    return (
        _("{file}: key {key}, public {value}").format(file=place, key=public.id, value=public.value),
        f"{public.algorithm}: {_(TEXTS[holding])}",
    )
