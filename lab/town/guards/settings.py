"""Settings of the kernel by which a host passes nothing on. Pure: words of sh, and what they say.

To forward IPv4 the kernel changes whether redirections are believed as well: that is put back, too.
"""

from collections.abc import Collection, Iterator
from typing import Final

from zhengyun.guarding import Guard

KIND: Final = "setting"
FORWARDING: Final = ("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")
BELIEVING: Final = "net.ipv4.conf.all.accept_redirects"
SHOW: Final = " ".join(("cat", *(f"/proc/sys/{one.replace('.', '/')}" for one in (*FORWARDING, BELIEVING))))
"""The words of sh that tell how they stand."""


def guards(host: str, text: str) -> Iterator[Guard]:
    """Those that keep the host from forwarding."""
    yield from (Guard(host, KIND, name) for name, value in zip(FORWARDING, text.split(), strict=False) if value == "0")


def believing(text: str) -> str:
    """Whether redirections are believed, as the kernel has it."""
    return text.split()[len(FORWARDING)]


def changing(names: Collection[str], value: str, believing: str) -> str:
    """The words of sh by which these have a value, and redirections are believed as before."""
    wanted = {**dict.fromkeys(names, value), BELIEVING: believing}
    return "; ".join(f"echo {each} >/proc/sys/{name.replace('.', '/')}" for name, each in wanted.items())
