"""What a small site's host shall have, in the order in which it is laid; it is taken away in the other."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from cli.host.texts import LIMITS, SYSCTL, TMPFILES, due_service, due_timer, sudoers, vault_service
from cli.host.things import Account, Directory, File, Group, Link, Thing

EXECUTOR: Final = "zhengyun-executor"
VAULT: Final = "zhengyun-vault"
SYSTEM, SECURITY, AUDIT, OPERATORS = (f"zhengyun-{one}" for one in ("system", "security", "audit", "operators"))
PROGRAM: Final = "/usr/local/bin/zhengyun"
HOME: Final = "/var/lib/zhengyun/executor"
VAULT_HOME: Final = "/var/lib/zhengyun/vault"
SUDOERS: Final = "/etc/sudoers.d/zhengyun"
UNITS: Final = "/etc/systemd/system"


class Programs(NamedTuple):
    """Where the programs lie that are linked to: this one's, and OpenBao's."""

    zhengyun: str
    bao: str


def things(programs: Programs) -> Sequence[Thing]:
    """Everything, in order."""
    return (
        Directory("/etc/zhengyun", mode=0o755),
        *(Group(name) for name in (EXECUTOR, VAULT, SYSTEM, SECURITY, AUDIT, OPERATORS)),
        Account(EXECUTOR, HOME),
        Account(VAULT, VAULT_HOME),
        *_directories(),
        Link(PROGRAM, programs.zhengyun),
        File(SUDOERS, sudoers(OPERATORS, EXECUTOR, HOME, PROGRAM), 0o440, ("visudo", "-cf")),
        File("/etc/tmpfiles.d/zhengyun.conf", TMPFILES),
        File("/etc/sysctl.d/60-zhengyun.conf", SYSCTL),
        File("/etc/security/limits.d/zhengyun.conf", LIMITS),
        File(f"{UNITS}/zhengyun-vault.service", vault_service(programs.bao)),
        File(f"{UNITS}/zhengyun-run-due.service", due_service(PROGRAM)),
        File(f"{UNITS}/zhengyun-run-due.timer", due_timer()),
    )


def _directories() -> Sequence[Directory]:
    systems = ("/etc/tmpfiles.d", "/etc/sysctl.d", "/etc/security", "/etc/security/limits.d", "/etc/systemd", UNITS)
    return (
        *(Directory(name) for name in (*systems, "/usr/local", "/usr/local/bin", "/var/lib", "/var/log")),
        Directory("/etc/zhengyun/vault", "root", VAULT, 0o750),
        Directory("/var/lib/zhengyun", mode=0o755),
        Directory(HOME, EXECUTOR, EXECUTOR, 0o700),
        Directory(VAULT_HOME, VAULT, VAULT, 0o700),
        Directory("/var/log/zhengyun", mode=0o755),
        Directory("/var/log/zhengyun/vault", VAULT, AUDIT, 0o2750),
    )
