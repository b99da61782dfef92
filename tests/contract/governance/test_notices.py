"""Every way to tell people does the same: it delivers what it was given whole, or says within its time why it has not."""

import hmac
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from aiosmtpd.controller import Controller

from governance.notices.notice import FORMAT, Notice
from governance.notices.port import Messenger, NoticeError
from governance.notices.sending import send
from governance.notices.ways import way_of
from governance.notices.webhook import SIGNATURE
from zhengyun.notices import Event, Mail, NoticeRule, Webhook

SECRET: Final = b"not to be told"
ON: Final = frozenset(Event)
NOTICE: Final = Notice(
    event=Event.SUBMITTED,
    at="2026-03-02T08:00:00Z",
    request="CR-TEST22",
    estate="demo",
    state="submitted",
    actor="wang",
    asker="wang",
    reason="财政局扩容\r\nBcc: everybody@example.org",
    totals={"create": 2},
    waits_for=("security",),
    agreed=(),
    not_after="2026-03-02T16:00:00Z",
    window="",
    text="CR-TEST22：wang 申请变更，理由 财政局扩容\r\nBcc: everybody@example.org\r\n\r\na body of its own",
)


@dataclass
class Place:
    """Where notices of one way arrive, and how that way is built: as it should be, to nobody, and to somebody who hangs."""

    name: str
    way: Callable[[float], Messenger]
    nobody: Callable[[float], Messenger]
    refusing: Callable[[float], Messenger]
    hanging: Callable[[float], Messenger]
    arrived: Callable[[], list[Any]]
    raw: list[Any] = field(default_factory=list)


def by_mail(port: int, **more: Any) -> Callable[[float], Messenger]:
    mail = Mail("127.0.0.1", port, "zhengyun@city.example", ("duty@city.example", "head@city.example"), **more)
    return lambda seconds: way_of(NoticeRule(ON, mail=mail), seconds)


def by_hook(url: str, secret: Path | None) -> Callable[[float], Messenger]:
    return lambda seconds: way_of(NoticeRule(ON, webhook=Webhook(url, secret)), seconds)


def by_command(*command: str) -> Callable[[float], Messenger]:
    return lambda seconds: way_of(NoticeRule(ON, command=command), seconds)


def closed_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def silent() -> Iterator[int]:
    """A port at which somebody listens, and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=8)) as server:
        yield server.getsockname()[1]


class Postbox:
    """An SMTP server's hand: keeps what is handed over, and refuses one recipient."""

    def __init__(self) -> None:
        self.envelopes: list[Any] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - as aiosmtpd calls it
        """Keep it."""
        if "refused@city.example" in envelope.rcpt_tos:
            return "554 not here"
        self.envelopes.append(envelope)
        return "250 kept"


@pytest.fixture
def mail_place(silent: int) -> Iterator[Place]:
    """A real mail server."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=closed_port())
    controller.start()
    port = controller.port
    refused = Mail("127.0.0.1", port, "zhengyun@city.example", ("refused@city.example",))

    def arrived() -> list[Any]:
        mails = [message_from_bytes(one.content, EmailMessage, policy=policy.default) for one in box.envelopes]
        bodies = [mail.get_content() for mail in mails]
        return [json.loads(body[body.index("{") :]) for body in bodies]

    yield Place(
        "mail",
        by_mail(port),
        by_mail(closed_port()),
        lambda seconds: way_of(NoticeRule(ON, mail=refused), seconds),
        by_mail(silent),
        arrived,
        box.envelopes,
    )
    controller.stop()


@pytest.fixture
def hook_place(silent: int, tmp_path: Path) -> Iterator[Place]:
    """A real web server."""
    posted: list[Any] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = {"/refused": 403, "/elsewhere": 302}.get(self.path, 204)
            if answer == 204:
                posted.append((dict(self.headers), body))
            self.send_response(answer)
            self.send_header("Location", "/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET + b"\n")
    url = f"http://127.0.0.1:{server.server_port}"
    yield Place(
        "webhook",
        by_hook(url + "/notices?token=abc", secret),
        by_hook(f"http://127.0.0.1:{closed_port()}/", secret),
        by_hook(url + "/refused", secret),
        by_hook(f"http://127.0.0.1:{silent}/", secret),
        lambda: [json.loads(body) for _, body in posted],
        posted,
    )
    server.shutdown()
    server.server_close()


@pytest.fixture
def command_place(tmp_path: Path) -> Place:
    """A real program."""
    file = tmp_path / "notices.jsonl"
    keeps = f"import sys; open({str(file)!r}, 'ab').write(sys.stdin.buffer.read())"
    return Place(
        "command",
        by_command(sys.executable, "-c", keeps),
        by_command(str(tmp_path / "nothing")),
        by_command(sys.executable, "-c", "raise SystemExit(3)"),
        by_command(sys.executable, "-c", "import time; time.sleep(60)"),
        lambda: [json.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else [],
    )


@pytest.fixture(params=["command_place", "mail_place", "hook_place"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each way in turn."""
    made: Place = request.getfixturevalue(request.param)
    return made


def test_what_is_told_arrives_whole(place: Place) -> None:
    place.way(10).send(NOTICE)
    (arrived,) = place.arrived()
    assert arrived == {"format": FORMAT, **NOTICE._asdict(), "waits_for": ["security"], "agreed": []}


def test_one_after_the_other_arrives(place: Place) -> None:
    way = place.way(10)
    for number in range(3):
        way.send(NOTICE._replace(request=f"CR-{number}"))
    assert [one["request"] for one in place.arrived()] == ["CR-0", "CR-1", "CR-2"]


def test_that_nobody_is_there_is_said(place: Place) -> None:
    with pytest.raises(NoticeError, match=r"\w"):
        place.nobody(10).send(NOTICE)


def test_that_it_is_refused_is_said(place: Place) -> None:
    with pytest.raises(NoticeError, match=r"3|554|403"):
        place.refusing(10).send(NOTICE)
    assert place.arrived() == []


def test_who_hangs_is_given_up(place: Place) -> None:
    with pytest.raises(NoticeError, match=r"\w"):
        place.hanging(0.2).send(NOTICE)


@pytest.mark.slow
def test_all_are_told_whoever_fails_or_hangs(place: Place) -> None:
    failed = send([place.hanging(30), place.nobody(10), place.way(10)], NOTICE, seconds=5)
    assert [one.way for one in failed] == [place.hanging(1).name, place.nobody(1).name]
    assert len(place.arrived()) == 1


def test_no_name_of_a_way_holds_a_secret(place: Place) -> None:
    name = place.way(1).name
    assert "token" not in name
    assert "import" not in name
    assert SECRET.decode() not in name


def test_what_a_person_wrote_makes_no_header_of_a_mail(mail_place: Place) -> None:
    mail_place.way(10).send(NOTICE)
    (envelope,) = mail_place.raw
    mail = message_from_bytes(envelope.content, EmailMessage, policy=policy.default)
    assert envelope.rcpt_tos == ["duty@city.example", "head@city.example"]
    assert mail["Bcc"] is None
    assert "财政局扩容" in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"


def test_where_starttls_is_asked_for_nothing_is_sent_without_it(mail_place: Place) -> None:
    port = mail_place.way(1).name.rpartition(":")[2]
    with pytest.raises(NoticeError, match="STARTTLS"):
        by_mail(int(port), starttls=True)(10).send(NOTICE)
    assert mail_place.arrived() == []


def test_a_webhook_is_signed_over_its_bytes(hook_place: Place) -> None:
    hook_place.way(10).send(NOTICE)
    ((headers, body),) = hook_place.raw
    assert headers[SIGNATURE] == "sha256=" + hmac.new(SECRET, body, "sha256").hexdigest()
    assert SECRET not in body


def test_a_webhook_follows_nobody_elsewhere(hook_place: Place, tmp_path: Path) -> None:
    hook_place.way(10).send(NOTICE)
    url = f"http://127.0.0.1:{hook_place.raw[0][0]['Host'].rpartition(':')[2]}/elsewhere"
    with pytest.raises(NoticeError, match="302"):
        by_hook(url, None)(10).send(NOTICE)
    with pytest.raises(NoticeError, match="No such file"):
        by_hook(url, tmp_path / "none")(10).send(NOTICE)
    assert len(hook_place.arrived()) == 1
