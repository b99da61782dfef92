"""What was laid on a host, and how each thing stood then: the only things that are ever taken away."""

import json
import os
from collections.abc import Mapping
from typing import Final, NamedTuple

from cli import codes
from cli.host.root import Root
from cli.host.things import KINDS, File
from zhengyun.errors import ZhengyunError

NAME: Final = "/etc/zhengyun/host.json"
FORMAT: Final = "zhengyun-laid/1"


class Key(NamedTuple):
    """What tells a thing apart."""

    kind: str
    name: str


Laid = Mapping[Key, str]


def read(root: Root) -> dict[Key, str]:
    """What was laid and how it stood, in the order in which it was; nothing where nothing was.

    Raises: ZhengyunError (ZY-CLI-204: what is there cannot be read as such).
    """
    path = root.path(NAME)
    try:
        document = json.loads(path.read_bytes())
        if document["format"] != FORMAT:
            raise ValueError(document["format"])
        found = {Key(str(one["kind"]), str(one["name"])): str(one["stood"]) for one in document["laid"]}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise ZhengyunError(codes.HOST_REGISTER, file=path, problem=repr(error)) from error
    strangers = [f"{key.kind} {key.name}" for key in found if not _sound(key)]
    if strangers:
        raise ZhengyunError(codes.HOST_REGISTER, file=path, problem=", ".join(strangers))
    return found


def write(root: Root, laid: Laid) -> None:
    """Keep it; an empty one is taken away."""
    if not laid:
        root.path(NAME).unlink(missing_ok=True)
        return
    rows = [{"kind": key.kind, "name": key.name, "stood": stood} for key, stood in laid.items()]
    File(NAME, json.dumps({"format": FORMAT, "laid": rows}, indent=1) + "\n").lay(root)


def _sound(key: Key) -> bool:
    """Whether a thing can be one of ours: paths are plain, names have the words of our own."""
    if key.kind in {"account", "group"}:
        return key.name.startswith("zhengyun-")
    return key.kind in KINDS and key.name == os.path.normpath(key.name) and key.name.startswith("/")
