"""Reading YAML (1.2, core schema) without its surprises, with the place of every value.

Left out on purpose, each with a clear refusal: tags, aliases, several documents in one file, a name given twice,
and nesting beyond what an estate needs. `no`, `012` and `1:30` are texts, as YAML 1.2 has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from inventory import codes
from inventory.holes import NAMELESS, NO_HOLES, Holes, Location
from inventory.written import scalar, written
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
from zhengyun.errors import N_, Code, Place, ZhengyunError

LARGEST: Final = 16 << 20


@dataclass(frozen=True)
class Document:
    """One file as it was read: its data, where each value stands, and what of it the reader refused."""

    file: str
    node: Node | None
    data: Any
    errors: tuple[ZhengyunError, ...] = ()
    holes: Holes = NO_HOLES

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
        if isinstance(step, int) and isinstance(node, MappingNode | ScalarNode):
            return None, node  # one value where a list may stand
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
            # The first of two with one name, as in the data.
            entries = reversed(node.value)
            known = {name.value: (name, value) for name, value in entries if isinstance(name, ScalarNode)}
            self._by_node[id(node)] = known
        return known


def read(file: str, content: bytes) -> Document:
    """Read one YAML file; `file` is its name for messages.

    What is refused inside a file that is YAML stands in the document's `errors`, all at once.

    Raises: ZhengyunError (ZY-EST-001: not YAML, ZY-EST-002, ZY-EST-003).
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
    builder = _Builder(file, aliases=b"*" in content and b"&" in content)
    # A file with nothing in it lacks what it must have; it is no wrong value.
    data = builder.build(node) if node is not None else {}
    return Document(file, node, data, tuple(builder.errors), builder.holes(node) if builder.errors else NO_HOLES)


class _Builder:
    """Turns nodes into plain data."""

    def __init__(self, file: str, *, aliases: bool) -> None:
        self.file = file
        self._aliases = aliases  # whether there can be any: to remember every scalar costs time
        self.errors: list[ZhengyunError] = []
        self._seen: set[int] = set()
        self._refused: set[int] = set()
        self._aliased: set[int] = set()

    def holes(self, root: Node | None) -> Holes:
        """Where what was refused stands; only asked for when there is something, for it goes through the whole file."""
        found = set(self._holes(root, (), set())) if root else set()
        return Holes(frozenset(found), frozenset(one[:-1] for one in found if one[-1:] == (NAMELESS,)))

    def _holes(self, node: Node, at: Location, passed: set[int]) -> Iterator[Location]:
        if id(node) in self._refused or id(node) in passed:
            yield at
            return
        if id(node) in self._aliased:
            passed.add(id(node))  # known here, and not where an alias leads to it
        if isinstance(node, SequenceNode):
            for position, item in enumerate(node.value):
                yield from self._holes(item, (*at, position), passed)
        elif isinstance(node, MappingNode):
            for name, value in node.value:
                if not isinstance(name, ScalarNode):
                    yield (*at, NAMELESS)
                elif id(name) in self._refused:
                    yield (*at, name.value)
                else:
                    yield from self._holes(value, (*at, name.value), passed)

    def build(self, node: Node) -> Any:
        if type(node) is ScalarNode:
            if self._aliases and self._again(node):
                return None
            # A tag that we did not give (we give the empty one) was written in the file.
            return scalar(node.value) if not node.style and not node.tag else self._text(node)
        if self._again(node):
            return None
        if node.tag:
            # What is in it is as if the tag were left out.
            self._tell(codes.TAG, node, tag=written(node.tag))
        if type(node) is MappingNode:
            return self._mapping(node)
        return [self.build(item) for item in node.value]

    def _again(self, node: Node) -> bool:
        """Whether an alias has led here."""
        if id(node) not in self._seen:
            self._seen.add(id(node))
            return False
        if id(node) not in self._aliased:
            self._aliased.add(id(node))
            self._tell(codes.ALIAS, node)
        return True

    def _mapping(self, node: MappingNode) -> dict[str, Any]:
        data: dict[str, Any] = {}
        build = self.build
        for name, value in node.value:
            if type(name) is not ScalarNode:
                self._refuse(codes.NAME_NOT_TEXT, name)
            elif name.value in data:
                self._refuse(codes.GIVEN_TWICE, name, name=written(name.value))
                build(value)
            else:
                if name.tag:
                    self._tell(codes.TAG, name, tag=written(name.tag))
                if self._aliases:
                    self._again(name)
                data[name.value] = build(value)
        return data

    def _text(self, node: ScalarNode) -> str:
        if node.tag:
            self._refuse(codes.TAG, node, tag=written(node.tag))
        return str(node.value)

    def _refuse(self, code: Code, node: Node, **values: object) -> None:
        self._tell(code, node, **values)
        self._refused.add(id(node))

    def _tell(self, code: Code, node: Node, **values: object) -> None:
        mark = node.start_mark
        self.errors.append(ZhengyunError(code, place=Place(self.file, mark.line + 1, mark.column + 1), **values))


def _place(file: str, error: YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _problem(error: YAMLError) -> str:
    return str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
