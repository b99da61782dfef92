"""Keys that are kept nowhere: they end with the process, and prove nothing about anybody."""

from dataclasses import dataclass

from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, USUAL, named, text
from zhengyun.signing import PublicKey


@dataclass(frozen=True)
class PassingSigner:
    """An opened key that lies in no file."""

    public: PublicKey
    _private: Private

    def sign(self, data: bytes) -> str:
        """Base64 of the signature."""
        return text(self._private.sign(data))

    def sign_bytes(self, data: bytes) -> bytes:
        """The signature, for formats that hold it in bytes."""
        return self._private.sign(data)


def passing(algorithm: str = USUAL) -> PassingSigner:
    """A new one."""
    private = ALGORITHMS[algorithm].generate()
    return PassingSigner(named(algorithm, private.public), private)
