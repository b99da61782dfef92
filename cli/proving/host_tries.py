"""What is tried at sudo and at the executor's and the vault's files."""

from pathlib import Path
from typing import Final

from cli.host.wanted import EXECUTOR, HOME, PROGRAM, SUDOERS, VAULT, VAULT_HOME
from cli.proving.hosts import DENIED, NO_SUDOER, NOT_ALLOWED, NOT_PERMITTED, UNKNOWN_TO, HostStage
from cli.proving.trials import Catalogue
from zhengyun.errors import N_

PART: Final = "host"
HOST: Final = Catalogue[HostStage](PART)
ONE: Final = N_("an operator has the executor carry out one request, and nothing else")
OTHERS: Final = N_("who agrees and who looks afterwards carry nothing out")
CLOSED: Final = N_("what the executor and the vault keep is nobody else's")
STANZA: Final = N_("whoever could alter where the vault logs could have it log nowhere")
RUN: Final = (PROGRAM, "change", "run", "CR-222222")
AS: Final = ("-u", EXECUTOR)
VAULT_CONFIGURATION: Final = "/etc/zhengyun/vault"
VAULT_LOG: Final = "/var/log/zhengyun/vault"
TRACE: Final = ".zhengyun-prove"


def right_command(stage: HostStage) -> None:
    """sudo would run the one command for an operator, without a question."""
    stage.ran((), ("sudo", "-n", "-l", "-U", stage.people["operator"], *AS, *RUN))


def right_files(stage: HostStage) -> None:
    """The files are there, and root reads them."""
    for name in (HOME, VAULT_HOME, VAULT_CONFIGURATION, VAULT_LOG, SUDOERS):
        stage.root("ls", "-ld", name)


def _sudo(name: str, what: str, *words: str, refusal: str = NOT_ALLOWED) -> None:
    def act(stage: HostStage) -> None:
        stage.asks("operator", *words)

    HOST.tries(name, "operator", what, ONE, refusal, control=right_command)(act)


def _file(name: str, role: str, what: str, *words: str, why: str = CLOSED) -> None:
    def act(stage: HostStage) -> None:
        if words[-1].endswith(TRACE):
            stage.traces.append(Path(words[-1]))
        stage.does(role, *words)

    HOST.tries(name, role, what, why, DENIED, control=right_files)(act)


_sudo("shell", N_("a shell as the executor"), *AS, "/bin/sh", "-c", "id")
_sudo("login", N_("a login as the executor"), *AS, "-s")
_sudo("root", N_("the one command as root"), *RUN)
_sudo("vault", N_("the one command as the vault's account"), "-u", VAULT, *RUN)
_sudo("other-command", N_("another command of ours as the executor"), *AS, PROGRAM, "audit", "show")
_sudo("apply", N_("apply as the executor, past `change run`"), *AS, PROGRAM, "change", "apply", "CR-222222")
_sudo("settings", N_("settings of one's own"), *AS, PROGRAM, "--settings", "/tmp/x", "change", "run", "CR-222222")  # noqa: S108
_sudo("two-requests", N_("two requests at once"), *AS, *RUN, "CR-222223")
_sudo("wildcard", N_("whatever requests there are"), *AS, PROGRAM, "change", "run", "*")
_sudo("way-out", N_("a request whose name leads elsewhere"), *AS, PROGRAM, "change", "run", "../../etc")
_sudo("newline", N_("a second line after the request"), *AS, PROGRAM, "change", "run", "CR-222222\n--resume")
_sudo("edit", N_("edit the line of sudoers"), "-e", SUDOERS)
_sudo("read-key", N_("read the executor's folder by sudo"), *AS, "ls", HOME)
_sudo("restart-vault", N_("restart the vault, with another configuration"), "systemctl", "restart", "zhengyun-vault")
_sudo("library", N_("a library of one's own in the environment"), *AS, "LD_PRELOAD=/tmp/x.so", *RUN)
_sudo("folder", N_("a folder of one's own"), *AS, "-D", "/tmp", *RUN, refusal=NOT_PERMITTED)  # noqa: S108

_file("executor-folder", "operator", N_("look into the executor's folder"), "ls", HOME)
_file("vault-folder", "operator", N_("look at what the vault stores"), "ls", VAULT_HOME)
_file("read-sudoers", "operator", N_("read the line of sudoers"), "cat", SUDOERS)
_file("settings-file", "operator", N_("lay settings for the executor"), "touch", f"/etc/zhengyun/{TRACE}")
_file("replace-program", "operator", N_("put another program in the place of ours"), "touch", f"/usr/local/bin/{TRACE}")
_file("security-executor-folder", "security", N_("look into the executor's folder"), "ls", HOME)
_file("audit-executor-folder", "audit", N_("look into the executor's folder"), "ls", HOME)
for _role in ("operator", "security", "audit"):
    _file(
        f"audit-stanza-{_role}",
        _role,
        N_("lay another audit stanza for the vault"),
        "touch",
        f"{VAULT_CONFIGURATION}/{TRACE}",
        why=STANZA,
    )
    _file(
        f"audit-log-{_role}",
        _role,
        N_("write into the vault's audit log"),
        "touch",
        f"{VAULT_LOG}/{TRACE}",
        why=STANZA,
    )


@HOST.tries("run-as-security", "security", N_("have a request carried out"), OTHERS, NO_SUDOER, control=right_command)
def _(stage: HostStage) -> None:
    stage.asks("security", *AS, *RUN)


@HOST.tries("run-as-auditor", "audit", N_("have a request carried out"), OTHERS, NO_SUDOER, control=right_command)
def _(stage: HostStage) -> None:
    stage.asks("audit", *AS, *RUN)


@HOST.tries("become", "operator", N_("become the executor by su"), CLOSED, UNKNOWN_TO, control=right_files)
def _(stage: HostStage) -> None:
    stage.does("operator", "su", "-s", "/bin/sh", EXECUTOR, "-c", "id")
