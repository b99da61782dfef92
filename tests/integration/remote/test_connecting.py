"""SSH to real servers: who is believed, by which algorithms, and that nothing of whoever's shell this is has a say."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote import codes
from remote.connecting import SshConnector
from remote.identities import identity
from remote.port import Limits, Result, Target
from tests.examples import examples
from tests.integration.remote.conftest import Town
from tests.sshd import ME
from zhengyun.errors import Code, ZhengyunError

SECONDS = 240
ROOT = Path(__file__).resolve().parents[3]


def one(town: Town, target: Target, command: str = "true", limits: Limits | None = None) -> Result:
    return town.connector(limits=limits).run_all([target], command)[0]


def code_of(result: Result) -> Code:
    assert result.trouble, result
    return result.trouble.code


class TestBelief:
    """The host is the pinned one, and we are whom a certificate names."""

    @pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
    def test_other_types_of_pinned_keys_are_believed(self, town: Town, kind: str) -> None:
        town.pair(kind, "-t", kind)
        with town.serving(host=kind) as (_, target):
            assert one(town, target).ok

    def test_the_pinned_key_is_asked_for_where_the_host_has_several(self, town: Town) -> None:
        with town.serving(f"HostKey {town.pair('ecdsa', '-t', 'ecdsa')}") as (_, target):
            assert one(town, target).ok
            assert one(town, target._replace(key=town.public("ecdsa"))).ok

    def test_a_key_of_another_type_is_shown_as_it_is(self, town: Town, a: Target) -> None:
        town.pair("ecdsa", "-t", "ecdsa")
        said = one(town, a._replace(key=town.public("ecdsa")))
        assert code_of(said) is codes.WRONG_KEY
        assert "ssh-ed25519 SHA256:" in str(said.trouble)
        assert "ecdsa-sha2-nistp256 SHA256:" in str(said.trouble)

    def test_to_another_host_no_credential_is_shown(self, town: Town) -> None:
        town.pair("ecdsa", "-t", "ecdsa")
        with town.serving() as (machine, target):
            assert code_of(one(town, target._replace(key=town.public("ecdsa")))) is codes.WRONG_KEY
            # The server writes down that we have left once it has seen it.
            _until(lambda: "[preauth]" in machine.log.read_text())
            log = machine.log.read_text()
            assert one(town, target).ok
            # The control: it tells of whoever shows one.
            _until(lambda: "user " in machine.log.read_text()[len(log) :])
        assert "user " not in log

    @pytest.mark.parametrize("words", [("-n", "somebody-else"), ("-n", ME, "-V", "20200101:20200102")])
    def test_a_certificate_for_others_or_of_another_time_opens_nothing(
        self, town: Town, a: Target, words: tuple[str, ...]
    ) -> None:
        file = town.certified(f"bad-{words[1]}-{len(words)}", *words)
        (said,) = town.connector(file).run_all([a], "true")
        assert code_of(said) is codes.NOT_LET_IN
        assert ME in str(said.trouble)

    def test_a_host_that_speaks_old_algorithms_only_is_refused(self, town: Town) -> None:
        with town.serving("KexAlgorithms diffie-hellman-group14-sha1") as (_, target):
            assert code_of(one(town, target)) is codes.NO_COMMON
        with town.serving("Ciphers aes128-cbc") as (_, target):
            assert code_of(one(town, target)) is codes.NO_COMMON

    @pytest.mark.parametrize(
        "text", ["", "no key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"]
    )
    def test_what_is_no_key_is_told_before_anybody_is_spoken_to(self, a: Target, tmp_path: Path, text: str) -> None:
        (tmp_path / "id").write_text(text)
        with pytest.raises(ZhengyunError) as refused:
            SshConnector(identity(ME, tmp_path / "id")).run_all([a], "true")
        assert refused.value.code is codes.NO_IDENTITY

    def test_a_key_that_is_not_there_or_wants_a_passphrase_is_told(self, town: Town, a: Target, tmp_path: Path) -> None:
        with pytest.raises(ZhengyunError) as refused:
            identity(ME, tmp_path / "none")
        assert refused.value.code is codes.NO_IDENTITY
        file = tmp_path / "closed"
        subprocess.run([town.openssh.keygen, "-q", "-t", "ed25519", "-N", "a passphrase", "-f", file], check=True)
        with pytest.raises(ZhengyunError) as refused:
            SshConnector(identity(ME, file)).run_all([a], "true")
        assert refused.value.code is codes.NO_IDENTITY

    def test_the_key_is_not_seen_where_an_identity_is_printed(self, town: Town) -> None:
        shown = repr(identity(ME, town.certified("me")))
        assert "PRIVATE" not in shown
        assert ME in shown


class TestNothingOfTheShell:
    """Neither configuration nor agent nor known hosts of whoever runs us."""

    def test_a_hostile_home_has_no_say(self, town: Town, a: Target, tmp_path: Path) -> None:
        touched, agent = tmp_path / "touched", tmp_path / "agent"
        (tmp_path / ".ssh").mkdir()
        (tmp_path / ".ssh" / "config").write_text(f"Host *\n  ProxyCommand touch {touched}\n  Port 1\n  User nobody\n")
        (tmp_path / ".ssh" / "known_hosts").write_text(f"* {town.public('authority')}\n@revoked * {a.key}\n")
        with _listening(agent) as heard:
            environment = {**os.environ, "HOME": str(tmp_path), "SSH_AUTH_SOCK": str(agent), "SSH_ASKPASS": "/nowhere"}
            words = [sys.executable, "-c", SCRIPT, ME, str(town.certified("me")), str(a.port), a.key, "echo in"]
            done = subprocess.run(
                words, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
            )
        assert done.stdout == "in\n None\n", done.stderr
        assert not touched.exists()
        assert not heard


@contextmanager
def _listening(path: Path) -> Iterator[list[str]]:
    """An agent that remembers whether anybody came."""
    heard = list[str]()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        server.settimeout(0.2)
        done = threading.Event()

        def take() -> None:
            while not done.is_set():
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    continue
                heard.append("somebody")

        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield heard
        finally:
            done.set()
            thread.join()


class TestWhatIsNoHost:
    """Whatever answers, it is told in words, and in time."""

    @examples(40)
    @given(st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda rest: b"SSH-2.0-x\r\n" + rest)))
    def test_a_peer_that_says_anything_is_a_refusal_and_no_traceback(self, town: Town, said: bytes) -> None:
        assert _told(town, _saying(said)) in {codes.NOT_SSH, codes.SILENT, codes.UNREACHABLE, codes.NO_COMMON}

    def test_another_protocol_is_told(self, town: Town) -> None:
        assert _told(town, _saying(b"HTTP/1.0 400 Bad Request\r\n\r\n" * 100)) is codes.NOT_SSH

    def test_a_server_that_is_stopped_is_silent(self, town: Town) -> None:
        with town.serving() as (machine, target):
            os.kill(machine.process, signal.SIGSTOP)
            try:
                assert code_of(one(town, target, limits=Limits(connect=2))) is codes.SILENT
            finally:
                os.kill(machine.process, signal.SIGCONT)
            assert one(town, target).ok

    def test_a_host_that_hangs_in_the_middle_is_left_in_time(self, town: Town) -> None:
        with town.serving() as (_, target):
            # The session's own process: whoever started the shell.
            said = one(town, target, "kill -STOP $PPID; sleep 600", Limits(connect=SECONDS, command=3))
            assert code_of(said) is codes.TOO_LONG


def _saying(said: bytes) -> Callable[[], tuple[threading.Thread, int]]:
    """Somebody who takes one connection, says something, and hangs up."""

    def begin() -> tuple[threading.Thread, int]:
        server = socket.create_server(("127.0.0.1", 0))

        def answer() -> None:
            with server:
                peer = server.accept()[0]
                with peer:
                    try:
                        peer.sendall(said)
                        peer.shutdown(socket.SHUT_WR)
                    except OSError:
                        return

        thread = threading.Thread(target=answer)
        thread.start()
        return thread, int(server.getsockname()[1])

    return begin


def _told(town: Town, begin: Callable[[], tuple[threading.Thread, int]]) -> Code:
    thread, port = begin()
    town.pair("host")
    target = Target("a", "127.0.0.1", port, town.public("host"))
    (said,) = SshConnector(identity("somebody", town.pair("me")), Limits(connect=5)).run_all([target], "true")
    thread.join()
    return code_of(said)


@pytest.mark.skipif(os.geteuid() == 0, reason="sshd ends no session of root's for us; as root this is seen in the town")
class TestLeaving:
    """What is left is ended at the host, too."""

    def test_a_command_that_takes_too_long_ends_at_the_host(self, town: Town, a: Target, tmp_path: Path) -> None:
        said = one(town, a, f"echo $$ > {tmp_path}/pid; exec sleep 600", Limits(connect=SECONDS, command=3))
        assert code_of(said) is codes.TOO_LONG
        _ended(int((tmp_path / "pid").read_text()))

    def test_ctrl_c_leaves_nothing_behind(self, town: Town, a: Target, tmp_path: Path) -> None:
        file = tmp_path / "pid"
        words = [
            sys.executable,
            "-c",
            SCRIPT,
            ME,
            str(town.certified("me")),
            str(a.port),
            a.key,
            f"echo $$ > {file}; exec sleep 600",
        ]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            _until(lambda: file.exists() and file.read_text().endswith("\n"))
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=SECONDS)
        assert process.returncode
        _ended(int(file.read_text()))


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _ended(process: int) -> None:
    _until(lambda: not Path(f"/proc/{process}").exists())


SCRIPT = textwrap.dedent("""\
    import sys
    from pathlib import Path
    from remote.connecting import SshConnector
    from remote.identities import identity
    from remote.port import Target
    user, file, port, key, command = sys.argv[1:]
    (said,) = SshConnector(identity(user, Path(file))).run_all([Target("a", "127.0.0.1", int(port), key)], command)
    print(said.out.decode(), said.trouble)
""")
