"""What a device says is the same in whatever pieces it comes, and ends with its prompt."""

import contextlib
import itertools
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.codes import devices as codes
from network.devices.comware import Comware
from network.devices.ios import Ios
from network.devices.vrp import Vrp
from network.port import Limits
from network.sessions import Session, Speech
from zhengyun.errors import ZhengyunError

PATIENT, SHORT = Limits(command=60), Limits(command=0.1)


class Screen:
    """A connection that says this, in these pieces, to whatever is written; `on_space` is what a key brings."""

    def __init__(self, first: str, says: dict[str, str], cut: Callable[[str], list[str]], on_space: str = "") -> None:
        self._says, self._cut, self._on_space = says, cut, on_space
        self._waiting: list[str] = [first]
        self.remote_conn = SimpleNamespace(closed=False)

    def read_channel(self) -> str:
        return self._waiting.pop(0) if self._waiting else ""

    def write_channel(self, text: str) -> None:
        if text == " ":
            self._waiting += self._cut(self._on_space)
        elif text == "\n":
            self._waiting.append(f"\r\n{self._says['']}")
        else:
            said = self._says.get(text.strip())
            self._waiting += self._cut(f"{text.strip()}\r\n{said}") if said is not None else []


def pieces(text: str, at: list[int]) -> list[str]:
    """The text cut at these places."""
    ends = sorted({one % (len(text) + 1) for one in at} | {0, len(text)})
    return [text[a:b] for a, b in itertools.pairwise(ends)]


def asked(speech: Speech, prompt: str, said: str, at: list[int], on_space: str = "", limits: Limits = PATIENT) -> str:
    says = {"": prompt, "show all": said, **dict.fromkeys(speech.quiet, prompt)}
    screen = Screen(prompt, says, lambda text: pieces(text, at), on_space)
    return Session(screen, "box", speech, limits).ask("show all")


PLATFORMS = [
    pytest.param(Vrp.dialect.speech, "<box>", id="vrp"),
    pytest.param(Comware.dialect.speech, "<box>", id="comware"),
    pytest.param(Ios.dialect.speech, "box#", id="ios"),
]


@pytest.mark.parametrize(("speech", "prompt"), PLATFORMS)
@given(
    lines=st.lists(st.from_regex(r"[a-z0-9 ./:-]{0,30}", fullmatch=True), max_size=12),
    at=st.lists(st.integers(0, 400), max_size=20),
)
def test_an_answer_is_the_same_in_whatever_pieces(speech: Speech, prompt: str, lines: list[str], at: list[int]) -> None:
    text = "".join(f"{line}\r\n" for line in lines)
    expected = "\n".join(line.rstrip() for line in lines).strip("\n")
    assert asked(speech, prompt, f"{text}{prompt}", at) == expected


@given(at=st.lists(st.integers(0, 200), max_size=20))
def test_a_pager_leaves_no_trace(at: list[int]) -> None:
    erased = "\x1b[16D                \x1b[16D"
    said = asked(Vrp.dialect.speech, "<box>", "one\r\n  ---- More ----", at, f"{erased} two\r\n<box>")
    assert said == "one\n two"
    erased = "\b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b"
    said = asked(Ios.dialect.speech, "box#", "one\r\n --More-- ", at, f"{erased} two\r\nbox#")
    assert said == "one\n two"


def test_a_prompt_of_before_is_not_taken_for_the_answers() -> None:
    said = asked(Ios.dialect.speech, "box#", "\r\nanswer\r\nbox#", [])
    assert said == "answer"


def test_a_long_command_is_known_though_the_device_breaks_its_line() -> None:
    screen = Screen(
        "box#", {"": "box#", "terminal length 0": "box#", "terminal width 511": "box#"}, lambda text: [text]
    )
    session = Session(screen, "box", Ios.dialect.speech, PATIENT)
    command = "10 permit tcp host 192.0.2.1 any eq 443"
    screen.write_channel = lambda _: screen._waiting.append(f"{command[:20]} \r\n\r{command[20:]}\r\nbox#")  # type: ignore[method-assign,assignment]
    assert session.ask(command) == ""


@given(noise=st.text(max_size=300))
def test_whatever_it_says_it_is_answered_or_left(noise: str) -> None:
    with contextlib.suppress(ZhengyunError):
        said = asked(Ios.dialect.speech, "box#", noise + "\r\nbox#", [], limits=SHORT)
        assert "box#" not in said.splitlines()[-1:]


def test_who_never_shows_a_prompt_is_left() -> None:
    with pytest.raises(ZhengyunError) as caught:
        asked(Ios.dialect.speech, "box#", "thinking", [], limits=SHORT)
    assert caught.value.code == codes.NO_END
