"""What our roles are tried with: how each is broken half-way, and the table of it that docs/playbooks.md has.

`python -m tests.roles` prints the table.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

OWN: Final = ("driftfile /var/lib/chrony/chrony.drift", "bindcmdaddress /run/chrony/chronyd.sock", "cmdport 0")
SERVER: Final = "server 198.18.1.10 iburst"
OWNERS: Final = {"zy-run": ["zy-run"], "zy-look": ["zy-look"]}
# Longer than a name may be: whoever is made before it has to go again.
LAST: Final = {
    **{name: [name] for name in ("zy-audit", "zy-look", "zy-run", "zy-security", "zy-system")},
    "zy-z" + "z" * 40: ["zy-z"],
}
# What the role looks for before it begins; that it is a comment only the kernel knows.
MANAGED: Final = '# accept comment "zy:management.in"\n'
VERBS: Final = ("precheck", "config", "apply", "verify", "rollback")


@dataclass(frozen=True)
class Break:
    """How a role is broken: what it is told, what stands on the host, and what is said then. `full` is a folder without room,
    `refused` a file that nobody agreed to; `host` where it matters which host it is."""

    name: str
    role: str
    said: str
    told: Mapping[str, object] = field(default_factory=dict)
    full: str = ""
    refused: str = ""
    host: str = ""

    @property
    def title(self) -> str:
        """What it is called among all."""
        return f"{self.role}: {self.name}"


BREAKS: Final = (
    Break("a word that sshd does not know", "ssh_hardening", "Bad SSH2 KexAlgorithms", {"kex": ["no-such-method"]}),
    Break("a pattern for sudo", "accounts", "whole command", {"commands": {"zy-audit": ["/usr/bin/cat /var/log/*"]}}),
    Break("a line that sudo does not read", "accounts", "does not take it", {"commands": {"zy-audit": ["/usr/bin/cat x :"]}}),
    Break("a command with any words", "accounts", "whole command", {"commands": {"zy-audit": ["/bin/sh"]}}),
    Break("whoever it is may be root", "accounts", "one of ours", {"commands": {"ALL": ["/bin/sh -c id"]}}),
    Break("a file elsewhere", "accounts", "one of ours", {"principals": {**OWNERS, "../../cron.d/zz": ["zy-audit"]}}),
    Break("an account of somebody else's, told of as made by the role", "accounts", "does not take it",
          {"made": {"names": ["games"]}, "commands": {"zy-audit": ["/usr/bin/cat x :"]}}),
    Break("the last of four accounts is not made", "accounts", "useradd",
          {"principals": LAST}),
    Break("who speaks to a device is made, the account after him is not", "accounts", "useradd",
          {"devices": True, "principals": LAST}, host="p-ih1"),
    Break("whatever speaks to the device is gone, and an account is not made", "accounts", "useradd",
          {"devices": False, "principals": LAST}, host="p-c2"),
    Break("the program that speaks to a device was not agreed to", "accounts", "does not want it",
          {"devices": True}, refused="/usr/local/libexec/zhengyun-frr", host="p-ih1"),
    Break("a directive that chrony does not know", "time_client", "does not take it", {"lines": ["no-such-directive", *OWN]}),
    Break("a client that does not start", "time_client", "chrony was not restarted",
          {"lines": [SERVER, "user nobody-of-that-name", *OWN]}),
    Break("a server that does not start", "time_server", "chrony was not restarted",
          {"lines": ["local", "user nobody-of-that-name", *OWN]}),
    Break("an address that the host does not have", "snmp_agent", "answers whoever",
          {"address": "203.0.113.7", "patience": 2}),
    Break("nobody who receives", "log_forwarding", "receiver shows", {"receiver": "127.0.0.1", "patience": 2}, host="p-ih1"),
    Break("a certificate of another name", "log_forwarding", "receiver shows", {"name": "another", "patience": 2}, host="p-c2"),
    Break("a rule that nft does not read", "zone_firewall", "does not take it", {"ruleset": f"{MANAGED}flush rulesets\n"}),
    Break("rules that count nothing", "zone_firewall", "no rule is counted", {"ruleset": f"{MANAGED}flush ruleset\n"}),
    Break("no room where files are kept", "snmp_agent", "No space left", full="/var/lib/zhengyun"),
    Break("no room where a file is laid", "ssh_hardening", "No space left", full="/etc/ssh/sshd_config.d"),
    Break("a file that was not agreed to", "accounts", "does not want it", refused="/etc/ssh/principals/zy-audit"),
)  # fmt: skip

COMMON: Final = {"config": "look = run, second run 0", "apply": "look = run, second run 0"}
"""What every role is tried with."""
TRIED: Final[Mapping[str, Mapping[str, str]]] = {
    "accounts": {
        "precheck": "a pattern for sudo",
        "apply": "look = run, second run 0; three accounts made",
        "verify": "each account may do its own commands as root and no other; zy-net on a router is answered by its program",
    },
    "ssh_hardening": {
        "precheck": "not tried",
        "apply": "look = run, second run 0; reached anew, or taken back by the host itself",
        "verify": "sshd -T; a method that was left out is not spoken",
    },
    "time_client": {
        "precheck": "no lines",
        "config": "look = run, second run 0; altered by hand",
        "verify": "chronyc has sources; the client follows a server that NTS has authenticated",
    },
    "time_server": {"precheck": "no lines", "verify": "chronyc tells, port 123 listens; NTS with its certificate"},
    "snmp_agent": {
        "precheck": "a quotation mark",
        "apply": "look = run, second run 0; a service that was stopped is started",
        "verify": "snmpwalk by version 3 with both secrets; not with another, not by 2c",
    },
    "log_forwarding": {
        "precheck": "no receiver",
        "verify": "his certificate and name; a line arrives over TLS",
    },
    "zone_firewall": {
        "precheck": "no rule for management",
        "apply": "look = run, second run 0; a rule that was put into the kernel by hand",
        "verify": "the kernel's rules are those of the file, and count",
    },
}


def table() -> str:
    """Roles × verbs × what was tried, in Markdown."""
    head = [f"| role | {' | '.join(VERBS)} |", f"|---|{'---|' * len(VERBS)}"]
    return "\n".join([*head, *map(_row, TRIED)]) + "\n"


def _row(role: str) -> str:
    breaks = "; ".join(one.name for one in BREAKS if one.role == role)
    also = {"ssh_hardening": "; locked out", "zone_firewall": "; nobody comes in any more; killed in between"}.get(
        role, ""
    )
    tried = {**COMMON, **TRIED[role], "rollback": breaks + also}
    return f"| `{role}` | {' | '.join(tried[verb] for verb in VERBS)} |"


if __name__ == "__main__":
    sys.stdout.write(table())
