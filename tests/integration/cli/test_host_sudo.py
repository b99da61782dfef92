"""What sudo lets an operator do on an installed host: one command, and it says no to everything else in its own words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hosts import EXECUTOR, OPERATOR, STRANGER, Installed, debian, installed_on
from zhengyun.naming import ALPHABET, drawn

pytestmark = pytest.mark.slow

COMMAND = "/usr/local/bin/zhengyun"
RUN = ("change", "run", "CR-7KQ2MX")
AS = ("-u", EXECUTOR)


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """A host whose command tells of itself, with something of the executor's to be read."""
    with debian(tmp_path_factory.mktemp("probed")) as made:
        host = installed_on(made)
        host.probe()
        made.path("/var/lib/zhengyun/executor/key").write_text("secret")
        yield host


def told(host: Installed, *words: str, **more: Any) -> dict[str, Any]:
    done = host.sudo(*words, **more)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class TestTheOneCommand:
    def test_it_is_run_by_the_executor_alone(self, probed: Installed) -> None:
        found = told(probed, *AS, COMMAND, *RUN)
        assert found["user"] == EXECUTOR
        assert found["groups"] == [EXECUTOR]
        assert found["arguments"] == list(RUN)

    def test_any_request_there_can_be(self, probed: Installed) -> None:
        for name in (drawn("CR"), f"CR-{ALPHABET[:6]}", f"CR-{ALPHABET[-6:]}"):
            assert told(probed, *AS, COMMAND, "change", "run", name)["arguments"][-1] == name

    def test_nothing_of_the_operators_goes_along(self, probed: Installed) -> None:
        """Not his folder, in which settings would be looked for, nor what his shell says about Python, proxies or git."""
        hostile = {
            "PYTHONPATH": "/srv/evil",
            "ZHENGYUN_SETTINGS": "/srv/evil.toml",
            "GIT_SSH_COMMAND": "/srv/evil",
            "LD_PRELOAD": "/srv/evil.so",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "XDG_CONFIG_HOME": "/srv",
            "LANG": "zh_CN.UTF-8",
            "LC_ALL": "../../srv/evil",
        }
        found = told(probed, *AS, COMMAND, *RUN, variables=hostile | {"HOME": "/srv"}, folder="/srv")
        assert found["folder"] == "/var/lib/zhengyun/executor"
        assert found["variables"]["HOME"] == "/var/lib/zhengyun/executor"
        assert found["variables"]["LANG"] == "zh_CN.UTF-8"
        assert set(found["variables"]) & set(hostile) == {"LANG"}

    def test_what_it_makes_is_closed_and_its_memory_is_never_written_out(self, probed: Installed) -> None:
        found = told(probed, *AS, COMMAND, *RUN)
        assert found["umask"] == 0o077
        assert found["core"] == [0, 0]

    def test_two_words_in_one_are_no_command_of_the_program(self, installed: Installed) -> None:
        """sudo joins words before it compares them; the program does not."""
        done = installed.sudo(*AS, COMMAND, " ".join(RUN))
        assert done.returncode == 2
        assert "change run CR-7KQ2MX" in done.stderr

    def test_the_real_program_starts_as_the_executor(self, installed: Installed) -> None:
        """It has no settings here, and says so; sudo does not."""
        done = installed.sudo(*AS, COMMAND, *RUN)
        assert done.returncode not in {0, 1}, done.stderr
        assert "sudo" not in done.stderr
        assert "not allowed" not in done.stderr


NOT_ALLOWED = "Sorry, user liu is not allowed to execute '{what}' as {whom} on"
REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "a shell": ((*AS, "-s"), NOT_ALLOWED.format(what="/bin/sh", whom=EXECUTOR)),
    "a login": ((*AS, "-i"), NOT_ALLOWED.format(what="/usr/sbin/nologin", whom=EXECUTOR)),
    "an editor": (("-e", *AS, "/etc/zhengyun/x"), NOT_ALLOWED.format(what="sudoedit /etc/zhengyun/x", whom=EXECUTOR)),
    "as root": ((COMMAND, *RUN), NOT_ALLOWED.format(what=f"{COMMAND} {' '.join(RUN)}", whom="root")),
    "as the vault": (("-u", "zhengyun-vault", COMMAND, *RUN), "as zhengyun-vault on"),
    "with another group": ((*AS, "-g", "root", COMMAND, *RUN), f"as {EXECUTOR}:root on"),
    "with the auditors' group": ((*AS, "-g", "zhengyun-audit", COMMAND, *RUN), f"as {EXECUTOR}:zhengyun-audit on"),
    "another command of ours": (
        (*AS, COMMAND, "audit", "show"),
        NOT_ALLOWED.format(what=f"{COMMAND} audit show", whom=EXECUTOR),
    ),
    "apply": ((*AS, COMMAND, "change", "apply", "CR-7KQ2MX"), NOT_ALLOWED.format(what=f"{COMMAND} change apply CR-7KQ2MX", whom=EXECUTOR)),
    "no request": ((*AS, COMMAND, "change", "run"), NOT_ALLOWED.format(what=f"{COMMAND} change run", whom=EXECUTOR)),
    "no words": ((*AS, COMMAND), NOT_ALLOWED.format(what=COMMAND, whom=EXECUTOR)),
    "one word more": ((*AS, COMMAND, *RUN, "--resume"), "CR-7KQ2MX --resume' as"),
    "an option before": ((*AS, COMMAND, "--settings", "/srv/x", *RUN), "--settings /srv/x change run CR-7KQ2MX' as"),
    "an option within": ((*AS, COMMAND, "change", "run", "-o", "json", "CR-7KQ2MX"), "run -o json CR-7KQ2MX' as"),
    "an option in place of it": ((*AS, COMMAND, "change", "run", "--help"), "run --help' as"),
    "two requests": ((*AS, COMMAND, *RUN, "CR-7KQ2MY"), "CR-7KQ2MX CR-7KQ2MY' as"),
    "a line after it": ((*AS, COMMAND, "change", "run", "CR-7KQ2MX\n--resume"), "CR-7KQ2MX\n--resume' as"),
    "a line end after it": ((*AS, COMMAND, "change", "run", "CR-7KQ2MX\n"), "CR-7KQ2MX\n' as"),
    "a line before it": ((*AS, COMMAND, "x\nchange", "run", "CR-7KQ2MX"), "x\nchange run CR-7KQ2MX' as"),
    "a space after it": ((*AS, COMMAND, "change", "run", "CR-7KQ2MX "), "CR-7KQ2MX ' as"),
    "an empty word": ((*AS, COMMAND, "change", "run", "", "CR-7KQ2MX"), "change run  CR-7KQ2MX' as"),
    "a wildcard": ((*AS, COMMAND, "change", "run", "*"), "change run *' as"),
    "a wildcard in the name": ((*AS, COMMAND, "change", "run", "CR-??????"), "change run CR-??????' as"),
    "a way out of a folder": ((*AS, COMMAND, "change", "run", "../../etc"), "change run ../../etc' as"),
    "a way in the name": ((*AS, COMMAND, "change", "run", "CR-../..x"), "change run CR-../..x' as"),
    "a shorter name": ((*AS, COMMAND, "change", "run", "CR-7KQ2M"), "change run CR-7KQ2M' as"),
    "a longer name": ((*AS, COMMAND, "change", "run", "CR-7KQ2MXX"), "change run CR-7KQ2MXX' as"),
    "a small letter": ((*AS, COMMAND, "change", "run", "cr-7kq2mx"), "change run cr-7kq2mx' as"),
    "a letter that no name has": ((*AS, COMMAND, "change", "run", "CR-7KQ2M0"), "change run CR-7KQ2M0' as"),
    "a wider digit": ((*AS, COMMAND, "change", "run", "CR-７KQ2MX"), "is not allowed to execute"),
    "another program of that name": ((*AS, "/srv/zhengyun", *RUN), NOT_ALLOWED.format(what="/srv/zhengyun change run CR-7KQ2MX", whom=EXECUTOR)),
    "the program by its own path": ((*AS, "/usr/bin/env", COMMAND, *RUN), "'/usr/bin/env /usr/local/bin/zhengyun change run CR-7KQ2MX' as"),
    "reading his files": ((*AS, "cat", "/var/lib/zhengyun/executor/key"), "'/usr/bin/cat /var/lib/zhengyun/executor/key' as"),
    "a folder of one's own": ((*AS, "-D", "/srv", COMMAND, *RUN), "sudo: you are not permitted to use the -D option with /usr/local/bin/zhengyun"),
    "a root of one's own": ((*AS, "-R", "/srv", COMMAND, *RUN), "sudo: you are not permitted to use the -R option with /usr/local/bin/zhengyun"),
    "descriptors of one's own": ((*AS, "-C", "9", COMMAND, *RUN), "sudo: you are not permitted to use the -C option"),
    "the whole environment": ((*AS, "-E", COMMAND, *RUN), "sudo: sorry, you are not allowed to preserve the environment"),
    "a variable": ((*AS, "PYTHONPATH=/srv", COMMAND, *RUN), "sudo: sorry, you are not allowed to set the following environment variables: PYTHONPATH"),
    "a variable kept": ((*AS, "--preserve-env=PYTHONPATH", COMMAND, *RUN), "sudo: sorry, you are not allowed to set the following environment variables: PYTHONPATH"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(probed: Installed, name: str) -> None:
    words, said = REFUSED[name]
    probed.host.run("cp", COMMAND, "/srv/zhengyun")
    done = probed.sudo(*words, variables={"PYTHONPATH": "/srv"})
    assert done.returncode == 1
    assert said in done.stderr
    assert not done.stdout


def test_who_is_no_operator_may_nothing(probed: Installed) -> None:
    done = probed.sudo(*AS, COMMAND, *RUN, user=STRANGER)
    assert done.returncode == 1
    assert "wang is not in the sudoers file" in done.stderr


def test_what_lies_there_is_closed_to_operators(probed: Installed) -> None:
    for words in (
        ("ls", "/var/lib/zhengyun/executor"),
        ("cat", "/var/lib/zhengyun/executor/key"),
        ("ls", "/var/lib/zhengyun/vault"),
        ("ls", "/etc/zhengyun/vault"),
        ("ls", "/var/log/zhengyun/vault"),
        ("cat", "/etc/sudoers.d/zhengyun"),
        ("touch", "/etc/zhengyun/zhengyun.toml"),
        ("ln", "-sf", "/srv/zhengyun", COMMAND),
    ):
        done = probed.host.run(*words, user=OPERATOR)
        assert done.returncode, words
        assert "Permission denied" in done.stderr, words


def test_nobody_becomes_the_executor_by_a_password(probed: Installed) -> None:
    done = probed.host.run("su", "-s", "/bin/sh", EXECUTOR, "-c", "id", user=OPERATOR, stdin="\n")
    assert done.returncode
    assert "Authentication failure" in done.stderr
    assert probed.host.run("su", EXECUTOR, "-c", "id").stdout == "This account is currently not available.\n"
