"""`zhengyun explain`: what a code means."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain

import click

from cli import codes
from cli.catalogue import codes as all_codes
from cli.output import emit, fitted
from cli.session import Session, command
from cli.text import _, explained
from cli.wide import columns, hung, wrapped
from zhengyun.errors import Code, ZhengyunError


@command("explain", help=_("What a code means, what it rests on, who can lift it. Without a code, all of them."))
@click.argument("code", default="")
def entry(session: Session, code: str) -> None:
    """Explain one code, or list all."""
    known = {one.id: one for one in all_codes()}
    if not code:
        rows = [(one.id, int(one.exit), " ".join(_(one.reason).splitlines())) for one in known.values()]
        document = {"codes": [_document(one) for one in known.values()]}
        emit(session, "codes/1", document, lambda: fitted((_("Code"), _("Exit"), _("Meaning")), rows, {2}))
        return
    found = known.get(code.upper())
    if found is None:
        raise ZhengyunError(codes.NO_SUCH_CODE, code=code, nearest=_nearest(code.upper(), tuple(known)))
    emit(session, "code/1", _document(found), lambda: chain.from_iterable(map(hung, _lines(found))))


def _nearest(given: str, known: Sequence[str]) -> str:
    """The code that was most likely meant: first the one in which two letters only changed places."""
    close = get_close_matches(given, known, n=5)
    return next((one for one in close if sorted(one) == sorted(given)), "".join(close[:1]))


def _document(code: Code) -> Mapping[str, object]:
    return {"code": code.id, "exit": int(code.exit), **explained(code)}


def _lines(code: Code) -> Iterator[str]:
    texts = explained(code)
    ends = _("exit code {code}").format(code=int(code.exit))
    yield f"{click.style(code.id, bold=True)} · {ends}"
    yield from wrapped(texts["reason"], columns())
    yield ""
    yield from wrapped(texts["more"], columns())
    if texts["rule"]:
        yield _("rule: {rule}").format(rule=texts["rule"])
    if texts["unlock"]:
        yield _("lifted by: {unlock}").format(unlock=texts["unlock"])
    if texts["next"]:
        yield _("next: {next}").format(next=texts["next"])
