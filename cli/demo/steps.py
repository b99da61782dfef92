"""A change that destroys data takes its chain link by link, and is taken back by its receipt."""

from pathlib import Path
from typing import Final

from cli.demo.teller import Teller
from cli.text import _
from cli.training import commit
from zhengyun.errors import Exit

SECURITY: Final = "security"
# Who has to agree, in this order, where data is destroyed.
STEPS: Final = ("owner", SECURITY, "security2", "head")
# A volume that a department gives up: the file, and what goes out of it.
GIVEN_UP: Final = (Path("estate/primary/tenants/archives.yaml"), ", second: 40 GiB")


def submit(teller: Teller, file: str, reason: str) -> str:
    """Ask for a plan, and return the request's name."""
    teller.run("change", "submit", file, "-m", reason)
    requests = teller.ask("change", "list")["requests"]
    return str(next(one["request"] for one in requests if one["state"] == "submitted"))


def give_up(teller: Teller) -> str:
    """Destroy a volume, once four people have agreed; return the request's name."""
    file, what = GIVEN_UP
    file.write_text(file.read_text("utf-8").replace(what, "", 1), "utf-8")
    commit(Path("estate"), "archives gives up a volume")
    only = ("--site", "primary", "--only", "archives")
    teller.run("plan", *only, "--allow-destroy", "-f", "less.json", expect=Exit.DRIFT)
    request = submit(teller, "less.json", _("the volume is empty"))
    teller.run("change", "approve", request, "--as", STEPS[-1], "--yes", expect=Exit.REFUSED)
    for person in STEPS[:-1]:
        teller.hush("change", "approve", request, "--as", person, "--yes", "-q")
    teller.run("change", "approve", request, "--as", STEPS[-1], "--yes", "-q")
    teller.run("change", "run", request)
    return request


def take_back(teller: Teller, request: str) -> None:
    """The way back takes the same road, and the files come along."""
    teller.run("change", "revert", request, "-f", "back.json", expect=Exit.DRIFT)
    back = submit(teller, "back.json", _("it was not empty"))
    teller.run("change", "approve", back, "--as", SECURITY, "--yes", "-q")
    teller.run("change", "run", back)
    teller.program("git", "-C", "estate", "revert", "--no-edit", "HEAD", told=False)
    teller.run("plan", "-f", "third.json")
