"""Reading YAML (1.2, core schema) without its surprises, with the place of every value.

Left out on purpose, each with a clear refusal: tags, aliases, several documents in one file, a name given twice,
and nesting beyond what an estate needs. `no`, `012` and `1:30` are texts, as YAML 1.2 has it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from inventory import codes
from inventory.yaml_text import (
    DEEPEST,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    TooDeepError,
    YAMLError,
    compose,
)
from zhengyun.errors import N_, Code, Place, Problems, ZhengyunError

LARGEST: Final = 16 << 20
INTEGER: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """One file as it was read: its data, and where each value stands."""

    file: str
    node: Node | None
    data: Any

    def place(self, location: Location = (), *, of_name: bool = False) -> Place:
        """Where a value stands, or with `of_name` the name in front of it; the nearest that there is."""
        node, mark = self.node, None
        for step in location:
            found = self._step(node, step)
            if found is None:
                break
            name, node = found
            mark = name.start_mark if of_name and name is not None else node.start_mark
        mark = mark or (node.start_mark if node is not None else None)
        return Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)

    def _step(self, node: Node | None, step: str | int) -> tuple[Node | None, Node] | None:
        if isinstance(node, MappingNode):
            return self._entries(node).get(str(step))
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            return None, node.value[step]
        return None

    @cached_property
    def _by_node(self) -> dict[int, Mapping[str, tuple[Node, Node]]]:
        return {}

    def _entries(self, node: MappingNode) -> Mapping[str, tuple[Node | None, Node]]:
        known = self._by_node.get(id(node))
        if known is None:
            known = self._by_node[id(node)] = {name.value: (name, value) for name, value in node.value}
        return known


def read(file: str, content: bytes) -> Document:
    """Read one YAML file; `file` is its name for messages.

    Raises: ZhengyunError (ZY-EST-001: not YAML), Problems (everything that the reader refuses, at once).
    """
    if len(content) > LARGEST:
        raise ZhengyunError(codes.TOO_LARGE, place=Place(file), mib=LARGEST >> 20)
    try:
        node = compose(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ZhengyunError(codes.NOT_YAML, place=Place(file, line, 1), problem=N_("not UTF-8 text")) from None
    except TooDeepError:
        raise ZhengyunError(codes.TOO_DEEP, place=Place(file), deepest=DEEPEST) from None
    except YAMLError as error:
        raise ZhengyunError(codes.NOT_YAML, place=_place(file, error), problem=_problem(error)) from None
    builder = _Builder(file)
    data = builder.build(node) if node is not None else None
    if builder.errors:
        raise Problems(tuple(builder.errors))
    return Document(file, node, data)


class _Builder:
    """Turns nodes into plain data."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.errors: list[ZhengyunError] = []
        self._seen: set[int] = set()

    def build(self, node: Node) -> Any:
        if type(node) is ScalarNode:
            # A tag that we did not give (we give the empty one) was written in the file.
            return scalar(node.value) if not node.style and not node.tag else self._text(node)
        if id(node) in self._seen:
            return self._refuse(codes.ALIAS, node)
        self._seen.add(id(node))
        if node.tag:
            return self._refuse(codes.TAG, node, tag=node.tag)
        if type(node) is MappingNode:
            return self._mapping(node)
        return [self.build(item) for item in node.value]

    def _mapping(self, node: MappingNode) -> dict[str, Any]:
        data: dict[str, Any] = {}
        build = self.build
        for name, value in node.value:
            if type(name) is not ScalarNode:
                self._refuse(codes.NAME_NOT_TEXT, name)
            elif name.value in data:
                self._refuse(codes.GIVEN_TWICE, name, name=name.value)
            else:
                data[name.value] = build(value)
        return data

    def _text(self, node: ScalarNode) -> str:
        if node.tag:
            self._refuse(codes.TAG, node, tag=node.tag)
        return str(node.value)

    def _refuse(self, code: Code, node: Node, **values: object) -> None:
        mark = node.start_mark
        self.errors.append(ZhengyunError(code, place=Place(self.file, mark.line + 1, mark.column + 1), **values))


def scalar(text: str) -> str | int | bool | None:
    """The meaning of a plain scalar in YAML 1.2's core schema; fractions stay text, for an estate has none."""
    first = text[:1]
    if first.isdigit() or first in {"+", "-"}:
        return int(text) if INTEGER.fullmatch(text) else text
    if text in NULLS:
        return None
    return BOOLEANS.get(text, text)


def _place(file: str, error: YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _problem(error: YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
