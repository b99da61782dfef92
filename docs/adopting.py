"""`make transcript`, of adoption: a project is built by hand on a lab of its own, taken over, and what was said is written down."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


from cli.training import commit  # noqa: E402
from docs.transcript import ALIKE, PASSING, REQUEST  # noqa: E402
from lab.openstack import control  # noqa: E402
from lab.openstack.proxy import between  # noqa: E402
from lab.place import Place  # noqa: E402
from tests.estates import write_images  # noqa: E402
from tests.integration.cloud import test_adopt, town  # noqa: E402
from tests.integration.cloud.by_hand_town import ByHand  # noqa: E402
from tests.lab_site import NAME, SMALL, LabSite  # noqa: E402

FILE: Final = ROOT / "docs/adoption.md"
BEGIN: Final = "<!-- transcript: written by `make transcript` from a real run on a lab -->\n```console\n"
END: Final = "```\n<!-- end of transcript -->"
PROJECT: Final = "Finance 2019"
ADOPT: Final = "zhengyun cloud adopt finance --site primary"
FIRST: Final = f"{ADOPT} --project '{PROJECT}' --register register.csv --service-user '{PROJECT} robot'"
# Identifiers and digests are known by their beginning.
LONG: Final = re.compile(r"\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}|[0-9a-f]{64})\b")
KEY: Final = re.compile(r"(ssh-ed25519 \S{20})\S+")
# Of what is said at length, so many lines at each end. What the first command says is what all this is about.
ENDS: Final = 14


def shortened(command: str, said: str) -> str:
    """What a command has said, without what passes, and without the middle of what is long."""
    lines = [line.rstrip() for line in said.splitlines() if not PASSING.match(line)]
    if command != FIRST and len(lines) > 2 * ENDS + 1:
        lines = [*lines[:ENDS], f"… {len(lines) - 2 * ENDS} lines more", *lines[-ENDS:]]
    return "\n".join(lines)


def alike(text: str) -> str:
    """What differs from run to run, made short or the same."""
    text = KEY.sub(r"\1…", LONG.sub(lambda found: found.group()[:8] + "…", text))
    for pattern, same in ALIKE:
        text = pattern.sub(same, text)
    for number, name in enumerate(dict.fromkeys(REQUEST.findall(text))):
        text = text.replace(name, f"CR-{'ABCDEFGH'[number] * 6}")
    return text


@contextmanager
def built() -> Iterator[town.Town]:
    """A town on a lab of its own, whose one project somebody has built by hand."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder) / "lab")
        try:
            control.up(place, (NAME,), size=SMALL)
            lab = LabSite(place, write_images(Path(folder) / "images"))
            with between(place, NAME) as proxy:
                one = town.found(lab, proxy, place.clouds, "cloudport")
                (one.root / "estate/primary/site.yaml").write_text(test_adopt.SITE, "utf-8")
                (one.root / "estate/estate.yaml").write_text(test_adopt.estate("cloudport"), "utf-8")
                (one.root / "register.csv").write_text(test_adopt.REGISTER, "utf-8")
                commit(one.root / "estate", "nothing yet")
                ByHand(lab, PROJECT).build()
                yield one
        finally:
            control.destroy(place)


def told(one: town.Town) -> str:
    """Every command of the story with what it says, each ending as it shall."""
    request = ""
    parts = []
    for asked, code in (
        (FIRST, 4),
        ("git -C estate add -A && git -C estate commit -qm 'as it stands'", 0),
        (ADOPT, 4),
        ("zhengyun change submit plan.json -m 'ours now'", None),
        ("zhengyun change approve {request} --as security --yes", 0),
        ("zhengyun change apply {request}", 0),
        ("zhengyun plan", 0),
    ):
        command = asked.format(request=request)
        said, ended = _typed(one, command)
        if code is not None and ended != code:
            raise SystemExit(f"{command}: {ended}\n{said}")
        request = next(iter(REQUEST.findall(said)), request)
        parts.append(f"$ {command}\n{shortened(command, said)}".rstrip())
    return alike("\n\n".join(parts)) + "\n"


def _typed(one: town.Town, command: str) -> tuple[str, int]:
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "ZHENGYUN_LAB": str(one.lab.place.root),
        "ZHENGYUN_SETTINGS": str(one.settings),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "120",
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=one.root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout, done.returncode


def main() -> None:
    """Write it."""
    with built() as one:
        said = told(one)
    text = FILE.read_text("utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    FILE.write_text(before + said + after, "utf-8")


if __name__ == "__main__":
    main()
