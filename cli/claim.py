"""Which process applies a change, told so that a later process with the same number is not taken for it."""

import os
import socket
from datetime import datetime
from pathlib import Path

from zhengyun.change import Claim
from zhengyun.instant import text


def mine(actor: str, now: datetime) -> Claim:
    """This process."""
    process = os.getpid()
    return Claim(socket.gethostname(), process, _boot(), _started(process), actor, text(now))


def alive(claim: Claim, *, gone: str = "") -> bool:
    """Whether the claim's process still runs.

    Of another machine's that cannot be known; it is assumed, unless a person says that the machine is `gone`.
    """
    if claim.host != socket.gethostname():
        return claim.host != gone
    return claim.boot == _boot() and claim.started == _started(claim.process)


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _started(process: int) -> str:
    """The process's start in clock ticks since the boot: field 22 of proc(5)'s stat; empty where it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return fields[19] if fields[0] != "Z" else ""
