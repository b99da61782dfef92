"""YAML, through libyaml: texts into nodes with their places, and data into texts. No other module knows the library."""

from typing import Any, Final

import yaml
from yaml import YAMLError
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

__all__ = [
    "DEEPEST",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "TooDeepError",
    "YAMLError",
    "compose",
    "dump",
]

DEEPEST: Final = 32


class TooDeepError(Exception):
    """A text nested deeper than any estate, which libyaml's recursion might not survive."""


class _Composer(CParser):
    """libyaml's composer, which leaves the meaning of scalars to us and stops at a depth that C recursion bears."""

    _depth = 0

    def resolve(self, _kind: type[Node], _value: object, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _parent: Node | None, _index: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise TooDeepError

    def ascend_resolver(self) -> None:
        self._depth -= 1


def compose(text: str) -> Node | None:
    """The one document of a text as nodes; a tag that was not written is the empty one.

    Raises: YAMLError, TooDeepError.
    """
    node: Node | None = _Composer(text).get_single_node()
    return node


def dump(value: Any) -> str:
    """JSON data as YAML, in the order that it has."""
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))
