"""A proof as people read it: reasons stand in it in English, and are told in the reader's language."""

import gettext
from itertools import product
from typing import get_args

import pytest

from cli import text
from cli.probing.lines import FOUND, packet, why
from network.probing.expecting import Expected
from network.probing.verdict import REASONS, Verdict
from zhengyun.errors import fill

FACTS: dict[str, object] = {"source": "desk-1", "target": "hatch", "host": "desk-1", "problem": "it hung up"}


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_told_in_the_readers_language(reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = fill(reason, FACTS)
    assert why(said) == said
    chinese = gettext.translation(text.DOMAIN, text.LOCALE, ["zh_CN"])
    monkeypatch.setattr(text, "_catalogue", chinese)
    assert why(said) == fill(chinese.gettext(reason), FACTS) != said


def test_a_reason_of_another_version_stands_as_it_is() -> None:
    assert why("it went astray") == "it went astray"


def test_whatever_can_come_out_wrong_has_its_words() -> None:
    assert {*FOUND, ("closed", "closed")} == set(product(get_args(Verdict), get_args(Expected)))


def test_a_packet_has_a_port_where_its_protocol_has() -> None:
    assert [packet({"protocol": "tcp", "port": 22}), packet({"protocol": "icmp", "port": 0})] == ["tcp/22", "icmp"]
