"""Tags of projects: their own marks, and those by which they vouch for things that were made by hand and bear none."""

from collections.abc import Iterable
from threading import Lock
from typing import Final
from urllib.parse import quote

from cloud import mark
from cloud.api import Api
from cloud.kinds.task import IDENTITY, Task
from zhengyun.errors import ZhengyunError

# Keystone reads all tags of a project, adds one and writes all: of two at once, one would be lost.
TURN: Final = Lock()


def put_tags(api: Api, project: str, tags: Iterable[str]) -> None:
    """Put tags on a project, one at a time, so that none of others' is lost."""
    with TURN:
        path = _path(project)
        there = api.get(IDENTITY, path)["tags"]
        for tag in (tag for tag in tags if tag not in there):
            try:
                api.put(IDENTITY, f"{path}/{quote(tag, safe='')}", None)
            except ZhengyunError:
                # Keystone refuses a tag that is there, and a first attempt may have won though its answer was lost.
                if tag not in api.get(IDENTITY, path)["tags"]:
                    raise


def vouch(task: Task) -> None:
    """Let the project say that a thing in it is ours."""
    put_tags(task.api, task.tenant, [_tag(task)])


def retract(task: Task) -> None:
    """What is gone needs nobody to vouch for it; a project has room for eighty tags."""
    with TURN:
        path = _path(task.tenant)
        if _tag(task) in task.api.get(IDENTITY, path)["tags"]:
            task.api.delete(IDENTITY, f"{path}/{quote(_tag(task), safe='')}")


def _path(project: str) -> str:
    return f"/projects/{project}/tags"


def _tag(task: Task) -> str:
    return mark.voucher(task.address.kind, task.action.target, task.path)
