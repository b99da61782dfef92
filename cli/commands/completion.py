"""`zhengyun completion`: completion for a shell."""

import click

from cli.commands import ROOT
from cli.lazy import Lazy
from cli.session import Session, command
from cli.text import _

SHELLS = ("bash", "zsh", "fish")


@command("completion", help=_('Print what your shell needs, for example: eval "$(zhengyun completion bash)"'))
@click.argument("shell", type=click.Choice(SHELLS))
def entry(session: Session, shell: str) -> None:
    """Print the shell's script."""
    from click.shell_completion import get_completion_class

    del session
    made = get_completion_class(shell)
    assert made is not None  # noqa: S101 - the choice is click's own
    root = Lazy("zhengyun", table=ROOT)
    # The source alone: click's own way would start bash to ask for its version.
    script = made(root, {}, "zhengyun", "_ZHENGYUN_COMPLETE")
    click.echo(script.source_template % script.source_vars())
