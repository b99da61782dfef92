"""The files that are laid on a host, word by word."""

from typing import Final

from zhengyun.naming import ALPHABET

MARK: Final = (
    "# Laid by `zhengyun host install`; `zhengyun host remove` takes it away again, unless it has been changed.\n"
)
PATHS: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Where the vault keeps its socket and who works for a short time keeps what outlives no boot.
TMPFILES: Final = (
    f"{MARK}d /run/zhengyun 0755 root root -\nd /run/zhengyun/executor 0700 zhengyun-executor zhengyun-executor -\n"
)
# What has changed its user leaves no image of its memory.
SYSCTL: Final = f"{MARK}fs.suid_dumpable = 0\n"
# sudo's session asks for these limits (pam_limits): no image of the executor's memory, in which credentials are, reaches a disk.
LIMITS: Final = f"{MARK}zhengyun-executor hard core 0\nzhengyun-executor soft core 0\n"

HARDENED: Final = f"""\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
AmbientCapabilities=
LimitCORE=0
UMask=0077
Environment=PATH={PATHS}
"""


def sudoers(group: str, account: str, home: str, program: str) -> str:
    """The one rule: members of a group may have one request carried out by the executor, from his own folder.

    Everything before `^` is the path of the program and everything between `^` and `$` its arguments (sudoers(5), regular
    expressions, sudo 1.9.10). `noexec` is not among the options: the program runs git and the witnesses' commands.
    """
    options = (
        "env_reset, !env_keep",
        'env_check="LANG LANGUAGE LC_ALL TERM"',
        "!setenv",
        f'secure_path="{PATHS}"',
        "use_pty, umask=0077, umask_override",
    )
    return (
        f"{MARK}Defaults!{program} {', '.join(options)}\n"
        f"%{group} ALL=({account}:{account}) CWD={home} NOPASSWD:NOSETENV: {program} ^change run CR-[{ALPHABET}]{{6}}"
        "( --runbook [0-9a-f]{64})?$\n"
    )


def vault_service(bao: str) -> str:
    """OpenBao as a service. What it holds in memory must not be swapped out: it no longer locks its pages itself."""
    return f"""\
{MARK}[Unit]
Description=OpenBao, the vault of a small site
After=network-online.target
Wants=network-online.target
ConditionFileNotEmpty=/etc/zhengyun/vault/vault.hcl

[Service]
Type=exec
User=zhengyun-vault
Group=zhengyun-vault
ExecStart={bao} server -config=/etc/zhengyun/vault/vault.hcl
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=5
ReadWritePaths=/var/lib/zhengyun/vault /var/log/zhengyun/vault
MemoryDenyWriteExecute=yes
MemorySwapMax=0
LimitNOFILE=65536
{HARDENED}
[Install]
WantedBy=multi-user.target
"""


def due_service(program: str) -> str:
    """What is due, carried out by the executor."""
    return f"""\
{MARK}[Unit]
Description=Carry out the approved changes that are due
After=network-online.target zhengyun-vault.service
Wants=network-online.target

[Service]
Type=oneshot
User=zhengyun-executor
Group=zhengyun-executor
WorkingDirectory=/var/lib/zhengyun/executor
ExecStart={program} change run-due
# Another carries out what is due (8): no failure.
SuccessExitStatus=8
ReadWritePaths=/var/lib/zhengyun
MemorySwapMax=0
{HARDENED}"""


def due_timer() -> str:
    """Every five minutes, once somebody has enabled it."""
    return f"""\
{MARK}[Unit]
Description=Look every five minutes for approved changes that are due

[Timer]
OnCalendar=*:0/5
RandomizedDelaySec=30

[Install]
WantedBy=timers.target
"""
