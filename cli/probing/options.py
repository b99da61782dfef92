"""Options that several steps of a proof have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cli.text import _


class OfNetwork(click.ParamType):  # type: ignore[type-arg]
    """NETWORK=FILE."""

    name = "network"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """Read it."""
        network, sign, file = str(value).partition("=")
        if not (network and sign and file):
            self.fail(_("{given}: expected NETWORK=FILE").format(given=value), param, ctx)
        return network, Path(file)


class Port(click.ParamType):  # type: ignore[type-arg]
    """PROTOCOL/PORT, of TCP or UDP."""

    name = "port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Read it."""
        protocol, _slash, port = str(value).partition("/")
        if protocol not in {"tcp", "udp"} or not port.isdecimal() or not port.isascii() or not 0 < int(port) < 1 << 16:
            self.fail(_("{given}: expected tcp/PORT or udp/PORT").format(given=value), param, ctx)
        return protocol, int(port)


def trust() -> Callable[[Any], Any]:
    """--trust."""
    return click.option(
        "--trust",
        multiple=True,
        type=OfNetwork(),
        metavar="NETWORK=FILE",
        help=_("A public key of whoever speaks for another network; besides those below trusted/ beside the settings."),
    )


def to_file(what: str) -> Callable[[Any], Any]:
    """-f FILE, with what is written there; the text is translated already."""
    return click.option(
        "-f", "--file", "file", type=click.Path(dir_okay=False), metavar="FILE", required=True, help=what
    )
