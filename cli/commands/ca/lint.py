"""`zhengyun ca lint`: a certificate, a request or a list against the rules of the standards."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.files import read
from cli.output import emit, fitted
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from zhengyun.errors import N_, Exit

if TYPE_CHECKING:
    from pki.lint.rule import Finding
    from pki.lint.table import Report

KINDS = {
    "authority": N_("certificate of an authority"),
    "holder": N_("certificate"),
    "request": N_("request"),
    "list": N_("revocation list"),
}
FAMILIES = {"international": N_("international"), "sm2": N_("SM2")}


@command(
    "lint",
    help=_(
        "Hold a certificate, a request or a revocation list, PEM or DER, from a file or with - from stdin, against the rules of "
        "RFC 5280 and, for SM2, of GM/T 0015-2023: the same rules that an authority keeps to before it signs. Ends with 4 where "
        "a rule is broken that must be kept."
    ),
)
@click.argument("file", type=click.Path())
def entry(session: Session, file: str) -> Exit:
    """Tell what was found."""
    from pki.lint.table import LONGEST, opened, report

    whole = sys.stdin.buffer.read(2 * LONGEST + 1) if file == "-" else read(Path(file), 2 * LONGEST)
    found = report(opened(whole, file))
    document = {
        "file": file,
        "kind": found.kind,
        "family": found.family,
        "rules": found.rules,
        "findings": [_told(one) for one in found.findings],
    }
    emit(session, "lint/1", document, lambda: _lines(file, found))
    return Exit.DRIFT if any(one.must for one in found.findings) else Exit.OK


def _told(one: "Finding") -> dict[str, object]:
    return {**one._asdict(), "what": _(one.what)}


def _lines(file: str, found: "Report") -> Iterator[str]:
    if found.kind and found.family:
        yield from hung(
            _("{file}: {kind}, {family}, held against {count} rules").format(
                file=file, kind=_(KINDS[found.kind]), family=_(FAMILIES[found.family]), count=found.rules
            )
        )
    else:
        yield from hung(_("{file}: no certificate, request or list that can be read").format(file=file))
    words = {True: _("must"), False: _("should")}
    rows = [(words[one.must], one.rule, one.place, _(one.what), one.clause) for one in found.findings]
    if rows:
        yield from fitted((_("Demand"), _("Rule"), _("Where"), _("Problem"), _("Clause")), rows, {2, 3, 4})
    else:
        yield _("nothing is wrong with it")
