"""Adding to an estate file without touching what stands there: comments, order and layout stay. No other module knows the library."""

import io
from collections.abc import Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

WIDEST: Final = 4096


def added(text: str, section: str, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The text of a file with entries added to one of its sections; the text itself where there is nothing to add."""
    if not entries:
        return text
    editor = _editor()
    whole = editor.load(text)
    if whole.get(section) is None:
        whole[section] = CommentedMap()
    for name, values in entries.items():
        whole[section][name] = _in_one_line(values)
    stream = io.StringIO()
    editor.dump(whole, stream)
    return stream.getvalue()


def _editor() -> Any:
    editor = YAML(typ="rt")
    editor.preserve_quotes = True
    editor.width = WIDEST
    editor.indent(mapping=2, sequence=4, offset=2)
    return editor


def _in_one_line(values: Mapping[str, Any]) -> CommentedMap:
    line = CommentedMap((name, _in_one_line(one) if isinstance(one, Mapping) else one) for name, one in values.items())
    line.fa.set_flow_style()
    return line
