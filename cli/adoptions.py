"""An adoption on the command line: what it would write, and what it leaves as it is."""

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.files import write
from cli.text import _

if TYPE_CHECKING:
    from cloud.adoption.draft import Draft, Files
    from cloud.adoption.survey import Left

HEAD = "# {tenant}: as it was found. What is called otherwise in the cloud says so.\n"


def texts(folder: Path, site: str, files: "Files", title: str) -> dict[str, str]:
    """The files as they would stand: by their names, their texts."""
    from inventory.edit import added
    from inventory.yaml_text import dump

    tenant = str(files.tenant["tenant"])
    whole = (HEAD.format(tenant=title) + dump(files.tenant), dump(files.adopt))
    found = dict(zip(own(site, tenant), whole, strict=True))
    if files.department:
        file = "estate.yaml"
        found[file] = added((folder / file).read_text("utf-8"), "departments", {tenant: files.department})
    if files.site:
        file = f"{site}/site.yaml"
        found[file] = (folder / file).read_text("utf-8")
        for section, entries in files.site.items():
            found[file] = added(found[file], section, entries)
    return found


def own(site: str, tenant: str) -> tuple[str, str]:
    """The names of the files that are a tenant's own: what is declared of it, and what of that is to be adopted."""
    return f"{site}/tenants/{tenant}.yaml", f"{site}/adopt/{tenant}.yaml"


def put(folder: Path, found: Mapping[str, str]) -> None:
    """Write them."""
    for name, text in found.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write(folder / name, text.encode())


def changes(folder: Path, found: Mapping[str, str]) -> Iterator[str]:
    """What would change in the files."""
    for name, text in sorted(found.items()):
        before = (folder / name).read_text("utf-8").splitlines() if (folder / name).is_file() else []
        old = name if before else "/dev/null"
        for line in difflib.unified_diff(before, text.splitlines(), old, name, lineterm=""):
            color = {"+": "green", "-": "red"}.get(line[:1])
            yield click.style(line, fg=color) if color else line


def told(draft: "Draft") -> Iterator[str]:
    """What would be marked as ours, and what not."""
    counted = Counter(kind for kind, _identifier in draft.claims)
    kinds = " · ".join(f"{kind} {count}" for kind, count in sorted(counted.items()))
    yield _("to be marked as ours: {count} things ({kinds})").format(count=len(draft.claims), kinds=kinds)
    for one in draft.left:
        yield left(one)


def left(one: "Left") -> str:
    """Something that is left as it is."""
    text = _("left as it is: {kind} {name} ({identifier}): {why}")
    return text.format(kind=one.kind, name=one.name or "-", identifier=one.id, why=_(one.why))
