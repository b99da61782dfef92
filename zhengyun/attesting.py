"""Who attests the log: the keys that sign its checkpoints, and the witnesses who sign what they have seen of it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from zhengyun.fields import Fields
from zhengyun.people import key_of, read_key
from zhengyun.signing import PublicKey


class Witness(NamedTuple):
    """One witness. `role` says whose machine it runs on, `machine` which one, as in `zhengyun.machine`.

    Where `machine` is empty, nobody has said which, and it may be the applier's own.
    """

    name: str
    key: PublicKey
    role: str = ""
    machine: str = ""

    @classmethod
    def read(cls, fields: Fields) -> "Witness":
        """A witness from JSON data, which is its fields."""
        return cls(fields.text("name"), read_key(fields), fields.text("role", ""), fields.text("machine", ""))

    @classmethod
    def read_old(cls, fields: Fields) -> "Witness":
        """A witness as format 1 has it: a key alone, by whose name it is called."""
        key = key_of(fields)
        return cls(key.id, key)

    def document(self) -> Mapping[str, object]:
        """The witness as JSON data."""
        return {**self._asdict(), "key": self.key._asdict()}


class LogKeys(NamedTuple):
    """The name under which the log's checkpoints are signed, and the keys that sign them; empty where nobody does."""

    origin: str = ""
    keys: tuple[PublicKey, ...] = ()

    @classmethod
    def read(cls, fields: Fields) -> "LogKeys":
        """The log's keys from JSON data, which is their fields."""
        return cls(fields.text("origin", ""), fields.each("keys", key_of))

    def document(self) -> Mapping[str, object]:
        """The log's keys as JSON data."""
        return {"origin": self.origin, "keys": [key._asdict() for key in self.keys]}


NO_KEYS: Final = LogKeys()
