"""`[[notices]]` of the settings: what is wrong is told by its line, and what is right is read."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from zhengyun.notices import Event, Mail, NoticeRule, Webhook, read, wrongs

GOOD = """
[[notices]]
on = ["submitted", "agreed"]
to = ["security"]
command = ["/usr/local/bin/tell", "--loud"]

[[notices]]
on = ["break-glass"]
mail = {host = "mail.city.example", port = 25, from = "zhengyun@city.example", to = ["head@city.example"], starttls = true}

[[notices]]
on = ["applied", "failed"]
webhook = {url = "https://chat.city.example/hook", secret_file = "hook.secret"}
"""
MAIL = 'mail = {host = "m", port = 25, from = "a@b", to = ["c@d"]}'


def told(text: str) -> list[str]:
    return [wrong.name for wrong in wrongs(tomllib.loads(text).get("notices", []))]


def test_what_is_right_is_read() -> None:
    assert told(GOOD) == []
    assert read(tomllib.loads(GOOD)["notices"], Path("/etc/zhengyun")) == (
        NoticeRule(
            frozenset({Event.SUBMITTED, Event.AGREED}), to=("security",), command=("/usr/local/bin/tell", "--loud")
        ),
        NoticeRule(
            frozenset({Event.BREAK_GLASS}),
            mail=Mail("mail.city.example", 25, "zhengyun@city.example", ("head@city.example",), starttls=True),
        ),
        NoticeRule(
            frozenset({Event.APPLIED, Event.FAILED}),
            webhook=Webhook("https://chat.city.example/hook", Path("/etc/zhengyun/hook.secret")),
        ),
    )


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (MAIL, "notices[1].on"),
        ('on = ["submited"]\n' + MAIL, "notices[1].on"),
        ("on = []\n" + MAIL, "notices[1].on"),
        ('on = "submitted"\n' + MAIL, "notices[1].on"),
        ('on = ["submitted"]', "notices[1].command"),
        ('on = ["submitted"]\ncommand = ["a"]\n' + MAIL, "notices[1].command"),
        ('on = ["submitted"]\ncommand = "rm -rf"', "notices[1].command"),
        ('on = ["submitted"]\ncommand = []', "notices[1].command"),
        ('on = ["submitted"]\nto = "security"\n' + MAIL, "notices[1].to"),
        ('on = ["submitted"]\nwhen = "now"\n' + MAIL, "notices[1].when"),
        ('on = ["submitted"]\n' + MAIL.replace("25", "0"), "notices[1].mail"),
        ('on = ["submitted"]\n' + MAIL.replace("25", "true"), "notices[1].mail"),
        ('on = ["submitted"]\n' + MAIL.replace('["c@d"]', '"c@d"'), "notices[1].mail"),
        ('on = ["submitted"]\n' + MAIL.replace("c@d", "c@d\\nBcc: e@f"), "notices[1].mail"),
        ('on = ["submitted"]\n' + MAIL.replace('host = "m", ', ""), "notices[1].mail"),
        ('on = ["submitted"]\nwebhook = {url = "file:///etc/passwd"}', "notices[1].webhook"),
        ('on = ["submitted"]\nwebhook = {url = "https://"}', "notices[1].webhook"),
        ('on = ["submitted"]\nwebhook = {url = "https://a:99999/"}', "notices[1].webhook"),
        ('on = ["submitted"]\nwebhook = {secret_file = "s"}', "notices[1].webhook"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(lines: str, name: str) -> None:
    assert told(f"[[notices]]\n{lines}") == [name]


def test_an_address_that_is_wrong_is_not_said_again_for_it_may_hold_a_secret() -> None:
    (wrong,) = wrongs([{"on": ["submitted"], "webhook": {"url": "ftp://token@host"}}])
    assert "token" not in str(wrong)


SIMPLE = st.none() | st.booleans() | st.integers() | st.text(max_size=6)
NAMES = st.sampled_from(["on", "to", "command", "mail", "webhook", "url", "host", "port", "from", "starttls", "x"])
VALUES = st.recursive(
    SIMPLE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=10
)


@examples(150)
@given(VALUES)
def test_whatever_stands_there_is_told_or_read(value: object) -> None:
    if not list(wrongs(value)):
        assert isinstance(value, list)
        read(value, Path("/"))
