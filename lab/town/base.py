"""What lies on every node before any role of ours: accounts, names, and a server of SSH that believes the network's authority.

Pure: files as data. The accounts are Debian's own and those that its packages would have made; none has a password.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from lab.place import CHECKOUT
from lab.town.node import File
from zhengyun.estate.hosts import Host

LOOK, RUN, PROBE, NET = "zy-look", "zy-run", "zy-probe", "zy-net"
# The shell of who speaks to a router as a device.
SPEAKS: Final = "/usr/local/libexec/zhengyun-frr"
PRINCIPALS: Final = "/etc/ssh/principals"
AUTHORITY: Final = "/etc/ssh/zhengyun-users.pub"
HOST_KEY: Final = "/etc/ssh/ssh_host_ed25519_key"


class Account(NamedTuple):
    """An account with a group of its own name and number."""

    name: str
    number: int
    home: str
    shell: str = "/usr/sbin/nologin"


ACCOUNTS: Final = (
    Account("sshd", 101, "/run/sshd"),
    Account("_chrony", 102, "/var/lib/chrony"),
    Account("frr", 103, "/nonexistent"),
    Account("Debian-snmp", 104, "/var/lib/snmp"),
    Account(LOOK, 2001, f"/home/{LOOK}", "/bin/sh"),
    Account(RUN, 2002, f"/home/{RUN}", "/bin/sh"),
    Account(PROBE, 2003, f"/home/{PROBE}", "/bin/sh"),
    Account(NET, 2004, f"/home/{NET}", SPEAKS),
)
GROUPS: Final = {"frrvty": (105, ("frr",)), "ssh": (106, ())}

# First, as Debian has it, what is put into the folder beside: there the first word on anything holds.
SSHD: Final = """\
Include /etc/ssh/sshd_config.d/*.conf
ListenAddress {address}:{port}
HostKey {key}
TrustedUserCAKeys {authority}
AuthorizedPrincipalsFile {principals}/%u
AuthorizedKeysFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
UsePAM yes
UseDNS no
X11Forwarding no
PrintMotd no
PrintLastLog no
MaxStartups 200:30:400
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
"""
# As the role `accounts` lays them: who bootstraps a host has to begin with what an executor and a look need.
SUDOERS: Final = f"""\
Defaults!/usr/local/libexec/zhengyun-look command_timeout=90
Defaults!/usr/local/libexec/zhengyun-state command_timeout=90
Defaults!/usr/local/libexec/zhengyun-probe command_timeout=300
{LOOK} ALL=(root) NOPASSWD: /usr/local/libexec/zhengyun-look ""
{LOOK} ALL=(root) NOPASSWD: /usr/local/libexec/zhengyun-state ""
{PROBE} ALL=(root) NOPASSWD: /usr/local/libexec/zhengyun-probe ""
{RUN} ALL=(root) NOPASSWD: ALL
"""
ROLE: Final = CHECKOUT / "playbooks" / "roles" / "accounts" / "files"
PROGRAMS: Final = ("zhengyun-look", "zhengyun-state", "zhengyun-probe")
LAID: Final = (
    *((name, f"/usr/local/libexec/{name}", 0o755) for name in PROGRAMS),
    ("paths", "/etc/zhengyun/paths", 0o644),
)
ON_ROUTERS: Final = (("zhengyun-frr", SPEAKS, 0o755), ("sudoers-frr", "/etc/sudoers.d/zhengyun-frr", 0o440))
"""What a router has besides: its own command line with a way back by itself, and who becomes frr for it."""
PAM: Final = {
    "sshd": """\
auth required pam_deny.so
account required pam_nologin.so
account required pam_unix.so
session required pam_unix.so
session optional pam_loginuid.so
password required pam_deny.so
""",
    "sudo": """\
auth required pam_unix.so
account required pam_unix.so
session required pam_unix.so
""",
}


def files(host: Host, hosts: Iterable[Host], passwd: str, group: str, authority: str) -> Iterator[File]:
    """All of it for one host. `hosts` are those of its network, whose names it knows; `passwd` and `group` Debian's first ones,
    `authority` the public key of those who certify users."""
    yield from _accounts(passwd, group)
    yield from _names(host, hosts)
    yield File(
        "/etc/ssh/sshd_config",
        SSHD.format(address=host.address, port=host.port, key=HOST_KEY, authority=AUTHORITY, principals=PRINCIPALS),
    )
    yield File(AUTHORITY, authority)
    yield from (File(f"{PRINCIPALS}/{name}", f"{name}\n") for name in (LOOK, RUN, PROBE))
    if host.kind == "router":
        yield File(f"{PRINCIPALS}/{NET}", f"{NET}\n")
    yield File("/etc/sudoers.d/zhengyun-hosts", SUDOERS, 0o440)
    yield from (File(f"/etc/pam.d/{name}", text) for name, text in PAM.items())


def bootstrapped(host: Host) -> Iterator[File]:
    """What looking at a host, probing from it and speaking to it as a device need there, as the role lays it."""
    laid = (*LAID, *ON_ROUTERS) if host.kind == "router" else LAID
    yield from (File(path, (ROLE / name).read_text(encoding="utf-8"), mode) for name, path, mode in laid)


def _accounts(passwd: str, group: str) -> Iterator[File]:
    users = "".join(f"{one.name}:x:{one.number}:{one.number}::{one.home}:{one.shell}\n" for one in ACCOUNTS)
    groups = "".join(f"{one.name}:x:{one.number}:\n" for one in ACCOUNTS)
    groups += "".join(f"{name}:x:{number}:{','.join(also)}\n" for name, (number, also) in GROUPS.items())
    all_users = passwd.replace(":*:", ":x:") + users
    yield File("/etc/passwd", all_users)
    yield File("/etc/group", group.replace(":*:", ":x:") + groups)
    yield File("/etc/shadow", _locked(all_users, "{}:*:20000:0:99999:7:::\n"), 0o640)
    yield File("/etc/gshadow", _locked(group + groups, "{}:*::\n"), 0o640)


def _locked(text: str, line: str) -> str:
    return "".join(line.format(one.partition(":")[0]) for one in text.splitlines())


def _names(host: Host, hosts: Iterable[Host]) -> Iterator[File]:
    known: Mapping[str, str] = {one.name: one.address for one in hosts}
    lines = "".join(f"{address} {name}\n" for name, address in sorted(known.items()))
    yield File("/etc/hostname", f"{host.name}\n")
    yield File("/etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {host.name}\n{lines}")
    # Nobody here answers for names: who asked would wait.
    yield File("/etc/resolv.conf", "")
    yield File("/etc/nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\nhosts: files\nservices: files\n")
