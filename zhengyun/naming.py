"""Names that people read out to each other: some letters that say of what, and six drawn ones."""

import secrets
from typing import Final

# Letters and digits that cannot be taken for each other when read out over a telephone.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def drawn(letters: str) -> str:
    """A name such as CR-7KQ2MX; whoever gives it looks whether another has it."""
    return f"{letters}-" + "".join(secrets.choice(ALPHABET) for _ in range(6))
