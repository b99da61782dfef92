"""Who wants to be told of what, and in which way: `[[notices]]` of the settings."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from zhengyun.errors import N_


class Event(StrEnum):
    """What becomes of a request."""

    SUBMITTED = "submitted"
    AGREED = "agreed"
    """A link of the chain has agreed, and the next one is awaited."""
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    APPLIED = "applied"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    EXPIRED = "expired"
    """Noticed by who carries out what is due."""
    BREAK_GLASS = "break-glass"


class Mail(NamedTuple):
    """A mail server, and from whom to whom."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    starttls: bool = False


class Webhook(NamedTuple):
    """An address to which a notice is posted, signed with the secret in a file, if there is one."""

    url: str
    secret_file: Path | None = None


class NoticeRule(NamedTuple):
    """Which events are told, to whom they must be of concern (people or roles; empty for all), and one way to tell them."""

    on: frozenset[Event]
    to: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    mail: Mail | None = None
    webhook: Webhook | None = None


class Wrong(NamedTuple):
    """A line that is wrong: its name, what stands there, and what is expected."""

    name: str
    given: object
    expected: str


WAYS: Final = ("command", "mail", "webhook")
ONE_WAY: Final = N_("exactly one of command, mail and webhook")
TEXTS: Final = N_("a list of texts that are not empty")
EVENTS: Final = N_(
    "a list of: submitted, agreed, approved, rejected, withdrawn, cancelled, applied, failed, interrupted, expired, "
    "break-glass"
)
MAIL: Final = N_("a mail server: host, port, from, to, and starttls where it is wanted")
WEBHOOK: Final = N_("a webhook: url, http or https, and secret_file where it is signed")
TABLES: Final = N_("tables [[notices]] with on, to, and one of command, mail and webhook")
MAIL_NEEDS: Final = frozenset({"host", "port", "from", "to"})
# A line break in an address would begin a header of its own.
ADDRESS: Final = re.compile(r"[^\s@<>]+@[^\s@<>]+")


def wrongs(value: object) -> Iterator[Wrong]:
    """Everything that is wrong with `[[notices]]`."""
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        yield Wrong("notices", value, TABLES)
        return
    for number, rule in enumerate(value, start=1):
        for wrong in _wrongs(rule):
            yield wrong._replace(name=f"notices[{number}].{wrong.name}")


def read(value: list[dict[str, Any]], folder: Path) -> tuple[NoticeRule, ...]:
    """The rules of `[[notices]]` with which nothing is wrong; files are below the settings' folder."""
    return tuple(_read(one, folder) for one in value)


def _wrongs(rule: Mapping[str, Any]) -> Iterator[Wrong]:
    for name in sorted(set(rule) - {"on", "to", *WAYS}):
        yield Wrong(name, rule[name], TABLES)
    if not (_texts(rule.get("on")) and set(rule["on"]) <= set(Event)):
        yield Wrong("on", rule.get("on"), EVENTS)
    if "to" in rule and not _texts(rule["to"]):
        yield Wrong("to", rule["to"], TEXTS)
    if len(set(rule) & set(WAYS)) != 1:
        yield Wrong("command", ", ".join(sorted(set(rule) & set(WAYS))) or "-", ONE_WAY)
    if "command" in rule and not _texts(rule["command"]):
        yield Wrong("command", rule["command"], TEXTS)
    if "mail" in rule and not _is_mail(rule["mail"]):
        yield Wrong("mail", rule["mail"], MAIL)
    if "webhook" in rule and not _is_webhook(rule["webhook"]):
        yield Wrong("webhook", "…", WEBHOOK)


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


def _is_mail(value: object) -> bool:
    if not isinstance(value, dict) or not MAIL_NEEDS <= set(value) <= MAIL_NEEDS | {"starttls"}:
        return False
    host, port, starttls = value["host"], value["port"], value.get("starttls", False)
    if not (isinstance(host, str) and host and type(port) is int and 1 <= port <= 65535 and isinstance(starttls, bool)):
        return False
    addresses = [value["from"], *value["to"]] if _texts(value["to"]) else [None]
    return all(isinstance(one, str) and ADDRESS.fullmatch(one) for one in addresses)


def _is_webhook(value: object) -> bool:
    if not isinstance(value, dict) or not {"url"} <= set(value) <= {"url", "secret_file"}:
        return False
    if not all(isinstance(one, str) and one for one in value.values()):
        return False
    from urllib.parse import urlsplit  # noqa: PLC0415 - not for who has no webhook

    try:
        parts = urlsplit(value["url"])
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _read(rule: Mapping[str, Any], folder: Path) -> NoticeRule:
    mail, hook = rule.get("mail"), rule.get("webhook")
    secret = hook and hook.get("secret_file")
    return NoticeRule(
        on=frozenset(map(Event, rule["on"])),
        to=tuple(rule.get("to", ())),
        command=tuple(rule.get("command", ())),
        mail=Mail(mail["host"], mail["port"], mail["from"], tuple(mail["to"]), mail.get("starttls", False))
        if mail
        else None,
        webhook=Webhook(hook["url"], folder / Path(secret).expanduser() if secret else None) if hook else None,
    )
