"""`zhengyun net prove`: with no word after it, everything at once."""

import click

from cli.commands import NET, NET_PROVE
from cli.lazy import Lazy
from cli.text import _

DEFAULT = "all"
OWN = ("--help", "--lang")


class Prove(Lazy):
    """A group whose options without a word are those of its first command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the first command before what is none."""
        if not args or (
            args[0] not in self._table and args[0].startswith("-") and args[0].partition("=")[0] not in OWN
        ):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


entry = Prove("prove", help=_(NET["prove"][1]), table=NET_PROVE)
