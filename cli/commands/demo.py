"""`zhengyun demo`: the whole story, told on the lab."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cli import lab
from cli.demo.story import FOLDER, tell
from cli.demo.teller import DemoError
from cli.files import write
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.training import SETTINGS
from zhengyun.errors import Exit
from zhengyun.settings import VARIABLE


@command(
    "demo",
    help=_(
        "Tell the whole story on the lab, with the commands that anybody can type. The lab's clouds are emptied first if "
        "an earlier story, or a trial of yours, has left something there."
    ),
)
def entry(session: Session) -> int:
    """Tell it, write .lab/demo.json, and end with 0 where everything came out as it should."""
    try:
        document = tell(session)
    except DemoError as error:
        session.say(_("the story broke off: {error}").format(error=error))
        return Exit.FAILED
    content = json.dumps({"format": "zhengyun-demo/1", **document}, ensure_ascii=False, indent=2)
    write(lab.place().root / "demo.json", content.encode() + b"\n")
    emit(session, "demo/1", document, lambda: _told(document))
    good = document["failed"] == 0 and document["second_plan_actions"] == 0 and document["drift_found"] == 1
    return Exit.OK if good and document["audit_ok"] else Exit.FAILED


def _told(document: Mapping[str, Any]) -> Iterator[str]:
    seconds = round(sum(document["seconds"].values()))
    root = lab.place().root
    yield ""
    yield _("Told in {seconds} s; the numbers are in {file}.").format(seconds=seconds, file=root / "demo.json")
    around = _("To look around in what the story has left: export {variable}={settings}")
    yield around.format(variable=VARIABLE, settings=root / FOLDER / SETTINGS)
