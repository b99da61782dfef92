"""What a recovery needs of keys and files: a one-time key, shares as they were printed, and the receiver's key."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cli.authorities import certificates_in
from cli.keepers import train
from cli.passphrase import ask
from cli.wiring import House

if TYPE_CHECKING:
    from keys.kept import Kept
    from zhengyun.signing import PublicKey

# What shares are sealed for until they are brought together.
ONE_TIME: Final = "p256"


class Crypto:
    """Sealing, shares and kept keys."""

    def seal(self, public: "PublicKey", data: bytes) -> bytes:
        """For whoever has that key."""
        from keys.encryption import seal

        return seal(public, data)

    def recover(
        self, escrow: "PublicKey", shares: Sequence[bytes], sealed: bytes, algorithm: str, belongs: dict[str, str]
    ) -> "Kept":
        """The kept key."""
        from keys import kept
        from keys.escrow import restore
        from keys.sharing import read

        return kept.recovered(algorithm, restore(escrow, [read(one) for one in shares]), sealed, belongs)


def name_of(application: str) -> str:
    """What the one-time key of a recovery is called in the keyring."""
    return f"recovery-{application}"


def made(house: House, application: str) -> "PublicKey":
    """The one-time key; what a run that was torn off has left of it is the same one.

    Raises: ZhengyunError (ZY-KEY-*).
    """
    name = name_of(application)
    if house.key_file(name).exists():
        return house.public_key(name)
    train(house, name)
    return house.make_key(name, ONE_TIME).public


def opened(house: House, application: str, sealed: bytes) -> bytes:
    """What was sealed for the one-time key. Raises: ZhengyunError (ZY-KEY-*)."""
    name = name_of(application)
    place = house.keyring.place(name)
    return house.keyring.opener(place, lambda pin: ask(house.session, name, token=pin)).open_sealed(sealed)


def forgotten(house: House, application: str) -> None:
    """The one-time key is of no more use to anybody."""
    name, folder = name_of(application), house.session.settings.passphrases
    for file in (house.key_file(name), *((folder / name,) if folder else ())):
        with suppress(OSError):
            file.unlink()


def receiver(house: House, told: str, signing: bytes) -> "PublicKey":
    """Whose key the recovered one is enveloped for: a certificate's in a file, a key of the keyring, or that of the pair.

    Raises: ZhengyunError (ZY-CLI-006, ZY-KEY-*, ZY-PKI-002, ZY-PKI-004).
    """
    from pki import certificate
    from pki.dual import holder_of

    if not told:
        return holder_of(certificate.read(signing))
    file = Path(told)
    if file.suffix == ".json" or not file.is_file():
        return house.public_key(told)
    return holder_of(certificate.read(certificates_in(file)[0], told))
