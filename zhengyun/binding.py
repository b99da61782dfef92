"""A person of the role file is bound to a certificate for his key, and is locked out for as long as that does not stand."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from zhengyun.certified import SERIAL_OCTETS
from zhengyun.errors import N_, Words
from zhengyun.fields import Fields, MisreadError, fault
from zhengyun.instant import parse

SERIAL: Final = re.compile(rf"[0-9a-f]{{{2 * SERIAL_OCTETS}}}")
FINGERPRINT: Final = re.compile(r"sha256:[0-9a-f]{64}")


class Binding(NamedTuple):
    """Which certificate: its authority, its serial number as forty hexadecimal digits, and `sha256:` of all of it.

    The digest is signed with the role file: another certificate of that name in the records is not this one.
    """

    authority: str
    serial: str
    fingerprint: str

    @classmethod
    def read(cls, fields: Fields) -> "Binding":
        """A binding from JSON data, which is its fields."""
        found = cls(fields.text("authority"), fields.text("serial"), fields.text("fingerprint"))
        if not SERIAL.fullmatch(found.serial):
            raise MisreadError([fault("serial", N_("a serial number has forty hexadecimal digits in small letters"))])
        if not FINGERPRINT.fullmatch(found.fingerprint):
            raise MisreadError([fault("fingerprint", N_("expected sha256: and 64 hexadecimal digits"))])
        return found


class Lockout(NamedTuple):
    """From when until before when somebody's certificate does not stand, and why. Either instant is empty where there is none."""

    begins: str
    ends: str
    why: Words

    def covers(self, at: datetime) -> bool:
        """Whether he is locked out at that instant."""
        return not (self.begins and at < parse(self.begins)) and not (self.ends and parse(self.ends) <= at)


def lockout_at(lockouts: Iterable[Lockout], *instants: datetime) -> Lockout | None:
    """What locks somebody out at one of these instants."""
    return next((one for one in lockouts if any(map(one.covers, instants))), None)
