"""Errors as people and scripts read them: what, where, by which rule, who can lift it, what to try next."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from cli.text import _, told
from cli.wide import fit
from zhengyun.errors import Place, Problems, ZhengyunError, fill


def show(error: ZhengyunError, *, form: str = "", colour: bool | None = None) -> None:
    """Write an error, or several, to stderr: as data where the result was asked for as `json` or `yaml`."""
    errors = error.errors if isinstance(error, Problems) else (error,)
    if form:
        click.echo(_data(form, {"format": "zhengyun-errors/1", "errors": [document(one) for one in errors]}), err=True)
        return
    for one in errors:
        for line in lines(one):
            click.echo(fit(line), err=True, color=colour)
    if len(errors) > 1:
        click.echo(_("problems in all: {count}").format(count=len(errors)), err=True)


def _data(form: str, whole: Mapping[str, object]) -> str:
    if form == "json":
        return json.dumps(whole, ensure_ascii=False, indent=2)
    from inventory.yaml_text import dump

    return dump(json.loads(json.dumps(whole))).rstrip("\n")


def lines(error: ZhengyunError) -> Iterator[str]:
    """The lines of one error."""
    near = {name: _near(value) if isinstance(value, Place) else value for name, value in error.values.items()}
    error = ZhengyunError(error.code, place=error.place and _near(error.place), **near)
    where = f"{error.place}: " if error.place else ""
    yield f"{where}{click.style(error.code.id, fg='red', bold=True)} {told(error.code.reason, error)}"
    nearest = str(error.values.get("nearest") or "")
    if nearest:
        yield "  " + _("did you mean: {nearest}").format(nearest=nearest)
    if error.code.rule:
        yield "  " + _("rule: {rule}").format(rule=_(error.code.rule))
    if error.code.unlock:
        yield "  " + _("lifted by: {unlock}").format(unlock=told(error.code.unlock, error))
    if error.code.next:
        yield "  " + _("next: {next}").format(next=next_of(error))


def next_of(error: ZhengyunError) -> str:
    """The command that an error says to try next."""
    return fill(error.code.next, error.values)


def _near(place: Place) -> Place:
    """The place as it is opened from here, where that is shorter."""
    try:
        return place._replace(file=str(Path(place.file).relative_to(Path.cwd())))
    except (ValueError, OSError):
        return place


def document(error: ZhengyunError) -> Mapping[str, object]:
    """One error as JSON data."""
    place = error.place
    return {
        "code": error.code.id,
        "exit": int(error.exit),
        "reason": told(error.code.reason, error),
        "place": {"file": place.file, "line": place.line, "column": place.column} if place else None,
        "nearest": str(error.values.get("nearest") or "") or None,
        "rule": _(error.code.rule) or None,
        "unlock": told(error.code.unlock, error) or None,
        "next": next_of(error) or None,
        "values": {name: str(value) for name, value in error.values.items()},
    }


def asked_for(arguments: Sequence[str]) -> str:
    """The form of data that a command line asks for, or nothing; it may have failed before it was read to its end."""
    for one, following in zip(arguments, [*arguments[1:], ""], strict=False):
        told = following if one in {"-o", "--output"} else one.removeprefix("--output=").removeprefix("-o")
        if one.startswith(("-o", "--output")) and told in {"json", "yaml"}:
            return told
    return ""
