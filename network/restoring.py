"""Whether a backup can be restored: a scratch device runs it for a moment, is compared with it by block, and goes back."""

import re
import time
from typing import Final, NamedTuple

from network.codes import backups as codes
from network.port import Candidate, Identity, Opens
from network.pushing import take_back
from network.rendering import platforms
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.devices import Device

SECONDS: Final = 300
# Whose name it is: the scratch device keeps its own, by which its prompt is known.
OWN: Final = re.compile(r"^(hostname|sysname|frr version|frr defaults|service integrated-vtysh-config)\b")


class Tried(NamedTuple):
    """How a restore went: lines by which what ran differs from the backup, as `diff` marks them; whether the scratch device runs again what it ran
    before; lines told, and seconds from the first to the comparison."""

    differs: tuple[str, ...]
    back: bool
    lines: int
    seconds: float


def tried(text: str, device: Device, scratch: Device, who: Identity, opens: Opens) -> Tried:
    """Restore a backup of a device on a scratch device.

    Raises: ZhengyunError (ZY-NET-103, and as a push).
    """
    if scratch.platform != device.platform:
        raise ZhengyunError(
            codes.NOT_SCRATCH,
            scratch=scratch.name,
            device=device.name,
            problem=Words(N_("it is of another platform")),
        )
    if scratch.name == device.name or scratch.statics or scratch.ospf or scratch.bgp or scratch.policed:
        problem = Words(N_("it has work of its own to do"))
        raise ZhengyunError(codes.NOT_SCRATCH, scratch=scratch.name, device=device.name, problem=problem)
    platform, wanted = device.platform, anonymous(text)
    with opens(scratch, who) as driver:
        before = anonymous(driver.running())
        lines = platforms.commands(platform, before, wanted, managed=False, spared=scratch.address)
        candidate = Candidate(platform, lines, frozenset(text.splitlines()))
        driver.check(candidate)
        began = time.monotonic()
        try:
            driver.push(candidate, SECONDS)
            ran = anonymous(driver.running())
            took = time.monotonic() - began
        except BaseException as error:
            take_back(driver, error)
            raise
        # It was a try: nothing of it stays.
        left = driver.revert()
        now = anonymous(driver.running())
    back = left > 0 or not platforms.diff(platform, before, now, managed=False)
    return Tried(platforms.diff(platform, wanted, ran, managed=False), back, len(lines), took)


def anonymous(text: str) -> str:
    """A configuration without whose it is."""
    return "".join(f"{line}\n" for line in text.splitlines() if not OWN.match(line))
