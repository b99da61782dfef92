"""What a host's look program may say: digests, modes and names, and nothing else. Whoever is root there can make it say anything."""

import json
import re
from typing import Any

SCHEMA = "zhengyun-look/1"
LONGEST = 1 << 20
"""So much a look may say, in characters: some hundred files come to some ten thousand."""

PATH = r"(/[A-Za-z0-9_.@+-]+)+"
NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}\$?"
FORMS = {"sha256": r"([0-9a-f]{64})?", "mode": r"[0-7]{4}", "owner": NAME, "group": NAME}
RULES = r"(laid|other)?"
PROGRAM = r"[^\x00-\x1f\x7f/]{1,255}"


def found(text: str) -> dict[str, Any]:
    """How the files stand, which accounts of ours there are, which programs run, and whether the kernel's rules are those of their file.

    Raises: ValueError naming what has not the form of it.
    """
    if len(text) > LONGEST:
        raise ValueError(f"it says more than {LONGEST} characters")
    told = json.loads(text)
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        raise ValueError(f"it does not speak {SCHEMA}")
    paths = {_text(path, PATH, "a path"): _standing(path, one) for path, one in _mapping(told, "paths").items()}
    accounts: dict[str, Any] = {_text(name, NAME, "an account"): {} for name in _mapping(told, "accounts")}
    processes = told.get("processes")
    if not isinstance(processes, list):
        raise ValueError("processes: no list")
    return {
        "paths": paths,
        "accounts": accounts,
        "processes": [_text(one, PROGRAM, "a program") for one in processes],
        # One of before tells nothing of them.
        "rules": _text(told.get("rules", ""), RULES, "rules"),
    }


def _mapping(told: dict[str, Any], name: str) -> dict[str, Any]:
    one = told.get(name)
    if not isinstance(one, dict):
        raise ValueError(f"{name}: no mapping")
    return one


def _standing(path: str, one: object) -> dict[str, str] | None:
    """How a path stands. Without a digest it is no file that can be read, and the program says why: that is for nobody's eyes but its own."""
    if one is None:
        return None
    if not isinstance(one, dict):
        raise ValueError(f"{path}: neither nothing nor a file")
    return {name: _text(one.get(name), form, f"{path}: {name}") for name, form in FORMS.items()}


def _text(value: object, form: str, what: str) -> str:
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise ValueError(f"{what}: {json.dumps(value)[:80]}")
    return value
