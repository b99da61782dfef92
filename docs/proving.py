"""Writes into docs/security-model.md what `role prove` tries and what stays: `python docs/proving.py`."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from cli.proving.parts import PARTS, attempts
from governance.residual import RESIDUAL

PAGE: Final = Path(__file__).with_name("security-model.md")
BEGIN: Final = "<!-- written by docs/proving.py -->"
END: Final = "<!-- until here -->"


def section() -> str:
    """The part of the page that follows from the program."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    whole = list(attempts(PARTS))
    yield f"### What is tried: {len(whole)} actions"
    for part, tried in groupby(whole, key=lambda one: one.part):
        rows = list(tried)
        yield f"\n**{part}** ({len(rows)})\n\n| role | tries to | which is refused as | because |\n|---|---|---|---|"
        for one in rows:
            yield f"| {one.role} | {one.what} | {', '.join(one.refusals)} | {one.why} |"
    yield "\n### What stays\n\n| who | could | caught by |\n|---|---|---|"
    yield from (f"| {one.who} | {one.could} | {one.caught} |" for one in RESIDUAL)


def written(text: str) -> str:
    """The page with that part as it is now."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{section()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
