"""What this machine's kernel has of what networks are made of, tried in a network of its own; and what stands in where it lacks it."""

import subprocess
from collections.abc import Sequence
from typing import Final, NamedTuple

from zhengyun.errors import N_

SECONDS: Final = 60


class Feature(NamedTuple):
    """Something that a kernel may lack. `attempt` is a line of sh that succeeds where it is there."""

    name: str
    attempt: str
    instead: str = ""


class Had(NamedTuple):
    """Whether the kernel has it; `instead` is an English text of what the town uses where it does not."""

    name: str
    there: bool
    instead: str


LINK: Final = "ip link add zy-a type "
ONE_EACH: Final = N_("a bridge of its own for each segment")
FEATURES: Final = (
    Feature("veth", f"{LINK}veth peer name zy-b"),
    Feature("bridge", f"{LINK}bridge"),
    Feature("802.1Q", "ip link add zy-b type veth peer name zy-c; ip link add link zy-b name zy-a type vlan id 7", ONE_EACH),
    Feature("bridge VLAN", f"{LINK}bridge vlan_filtering 1", ONE_EACH),
    Feature("VXLAN", f"{LINK}vxlan id 7 dstport 4789 remote 127.0.0.2"),
    Feature("VRF", f"{LINK}vrf table 7", N_("a namespace for each node")),
    Feature("bonding", f"{LINK}bond", N_("single links")),
    Feature("dummy", f"{LINK}dummy", N_("addresses on lo")),
    Feature("WireGuard", f"{LINK}wireguard", N_("cables that nobody else is joined to")),
    Feature("GRE", f"{LINK}gre remote 127.0.0.2 local 127.0.0.1", N_("cables that nobody else is joined to")),
    Feature("netem", "tc qdisc add dev lo root netem delay 1ms", N_("a wire in user space, for delay and loss")),
    Feature("tbf", "tc qdisc add dev lo root tbf rate 1mbit burst 32kbit latency 400ms", N_("a wire in user space, for the rate")),
    Feature("overlayfs", "grep -qw overlay /proc/filesystems"),
)  # fmt: skip


def look(features: Sequence[Feature] = FEATURES) -> tuple[Had, ...]:
    """Try each, one after another, in a network that is gone afterwards. Whoever may not make one is told that nothing is there."""
    tried = [
        f"if ( {one.attempt} ) >/dev/null 2>&1; then echo yes; else echo no; fi; ip link del zy-a 2>/dev/null; ip link del zy-b 2>/dev/null"
        for one in features
    ]
    words = ["unshare", "--net", "sh", "-c", "ip link set lo up\n" + "\n".join(tried)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL)
    said = done.stdout.split()
    if len(said) != len(features):
        return ()
    return tuple(Had(one.name, word == "yes", one.instead) for one, word in zip(features, said, strict=True))
