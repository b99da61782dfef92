"""Quantities as people write them, whole numbers: sizes in binary units, durations, bit rates in decimal ones (`100 Mbit/s`)."""

import re
from typing import Final

SIZES: Final = {"MiB": 1, "GiB": 1 << 10, "TiB": 1 << 20}
DURATIONS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86400}

RATES: Final = {"kbit/s": 1, "Mbit/s": 1_000, "Gbit/s": 1_000_000}
BURSTS: Final = {"kbit": 1, "Mbit": 1_000, "Gbit": 1_000_000}

# The longest number that any unit can carry without meaning something absurd.
DIGITS: Final = 9
SIZE_PATTERN: Final = r"^[0-9]{1,9} ?(MiB|GiB|TiB)$"
DURATION_PATTERN: Final = r"^(0|[0-9]{1,9} ?(s|min|h|d))$"
RATE_PATTERN: Final = r"^[0-9]{1,9} ?(kbit/s|Mbit/s|Gbit/s)$"
BURST_PATTERN: Final = r"^[0-9]{1,9} ?(kbit|Mbit|Gbit)$"

# What people write when they mean a unit.
_MEANT: Final = {
    "m": "MiB", "mb": "MiB", "mib": "MiB", "mx": "MiB",
    "g": "GiB", "gb": "GiB", "gib": "GiB", "gx": "GiB", "gi": "GiB", "gbyte": "GiB",
    "t": "TiB", "tb": "TiB", "tib": "TiB", "tx": "TiB",
}  # fmt: skip
_SPANS: Final = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "秒": "s",
    "m": "min", "mins": "min", "minute": "min", "minutes": "min", "分": "min", "分钟": "min",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "小时": "h",
    "day": "d", "days": "d", "天": "d",
}  # fmt: skip
# Not `MB/s`: whoever writes that may mean bytes.
_RATES: Final = {
    "k": "kbit/s", "kbps": "kbit/s", "kbit": "kbit/s", "kbits/s": "kbit/s",
    "m": "Mbit/s", "mbps": "Mbit/s", "mbit": "Mbit/s", "mbits/s": "Mbit/s",
    "g": "Gbit/s", "gbps": "Gbit/s", "gbit": "Gbit/s", "gbits/s": "Gbit/s",
}  # fmt: skip
_BURSTS: Final = {name: unit.partition("/")[0] for name, unit in _RATES.items()}


class QuantityError(ValueError):
    """A text that is no quantity; `nearest` is what was probably meant, or empty."""

    def __init__(self, text: str, example: str, nearest: str) -> None:
        super().__init__(text)
        self.text, self.example, self.nearest = text, example, nearest


def mebibytes(text: object) -> int:
    """Read a size into MiB.

    Raises: QuantityError.
    """
    return _read(text, SIZES, _MEANT, "16 GiB")


def gibibytes(text: object) -> int:
    """Read a size into whole GiB.

    Raises: QuantityError.
    """
    size = mebibytes(text)
    if size % 1024:
        raise QuantityError(str(text), "16 GiB", f"{-(-size // 1024)} GiB")
    return size // 1024


def in_gib(mib: int) -> str:
    """A size for people, always in GiB; what is no whole number of them with up to three decimals."""
    return f"{mib / 1024:.3f}".rstrip("0").rstrip(".") + " GiB"


def seconds(text: object) -> int:
    """Read a duration into seconds; a bare 0 needs no unit.

    Raises: QuantityError.
    """
    if text in (0, "0"):
        return 0
    return _read(text, DURATIONS, _SPANS, "4 h")


def kilobits_per_second(text: object) -> int:
    """Read a bit rate into kbit/s.

    Raises: QuantityError.
    """
    return _read(text, RATES, _RATES, "100 Mbit/s")


def kilobits(text: object) -> int:
    """Read a burst into kbit.

    Raises: QuantityError.
    """
    return _read(text, BURSTS, _BURSTS, "10 Mbit")


def _read(text: object, units: dict[str, int], meant: dict[str, str], example: str) -> int:
    written = text if isinstance(text, str | int) and not isinstance(text, bool) else ""
    match = re.fullmatch(r"([0-9]+)\s*(\S*)", str(written).strip())
    if not match:
        raise QuantityError(str(text), example, "")
    number, unit = match.groups()
    if unit not in units or len(number) > DIGITS:
        likely = meant.get(unit.lower(), "") or next((name for name in units if name.lower() == unit.lower()), "")
        raise QuantityError(str(text), example, f"{number[:DIGITS]} {likely}" if likely else "")
    return int(number) * units[unit]
