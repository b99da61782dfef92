"""`zhengyun vault policy`: what each may do in the vault, who gets it and why, and what stands there instead."""

from typing import Any

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit


@command(
    "policy",
    help=_(
        "What each may do in the vault, by its policies: who comes in with which and why, and where the vault has others than are "
        "wanted, how these differ. With NAME all of that policy. Ends with 4 where something differs."
    ),
)
@click.argument("name", required=False, default="", metavar="[NAME]")
@click.option("--offline", is_flag=True, help=_("Show what is wanted, without asking the vault."))
def entry(session: Session, name: str, offline: bool) -> int:
    """Show them, or one."""
    from cli.policies import document, lines, seen

    found = seen(House(session), name, offline=offline)
    shown: dict[str, Any] = {"policies": [document(one) for one in found]}
    emit(session, "vault-policies/1", shown, lambda: lines(found, whole=bool(name)))
    return Exit.DRIFT if any(one.differs for one in found) else Exit.OK
