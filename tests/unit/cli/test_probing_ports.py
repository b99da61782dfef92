"""Ports that a plan probes besides, as people write them."""

import click
import pytest

from cli.probing.options import Port


def read(text: str) -> object:
    return Port().convert(text, None, None)


@pytest.mark.parametrize(("text", "port"), [("tcp/3389", ("tcp", 3389)), ("udp/1", ("udp", 1)), ("tcp/65535", ("tcp", 65_535))])  # fmt: skip
def test_a_port_is_a_protocol_and_a_number(text: str, port: tuple[str, int]) -> None:
    assert read(text) == port


@pytest.mark.parametrize(
    "text", ["3389", "tcp/", "tcp/0", "tcp/65536", "icmp/1", "tcp/-1", "tcp/1-2", "tcp/٣", "/22", ""]
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(click.BadParameter):
        read(text)
