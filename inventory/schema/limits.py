"""Limits: a number or a size, or the word for none."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, WithJsonSchema

from inventory.quantities import SIZE_PATTERN, QuantityError, gibibytes, mebibytes
from inventory.schema.values import StandIn, unexpected
from zhengyun.errors import N_
from zhengyun.estate import UNLIMITED

NO_LIMIT: Final = "unlimited"


def _count(value: object) -> object:
    if isinstance(value, int) and value < 0:
        raise unexpected(value, N_("a number from 0 on, or the word unlimited"), NO_LIMIT)
    return UNLIMITED if value == NO_LIMIT else value


def _size(read: Callable[[object], int], expected: str) -> Callable[[object], int]:
    def validate(value: object) -> int:
        try:
            return UNLIMITED if value == NO_LIMIT else read(value)
        except QuantityError as error:
            raise unexpected(value, expected, error.nearest) from None

    return validate


def _or_none(form: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [form, {"const": NO_LIMIT}]})


CountLimit = Annotated[
    int, BeforeValidator(_count), Field(le=100_000), _or_none({"type": "integer", "minimum": 0}), StandIn(1)
]
MebibyteLimit = Annotated[
    int,
    BeforeValidator(_size(mebibytes, N_("a size such as 16 GiB"))),
    _or_none({"type": "string", "pattern": SIZE_PATTERN}),
    StandIn("1 GiB"),
]
GibibyteLimit = Annotated[
    int,
    BeforeValidator(_size(gibibytes, N_("a size in whole GiB, such as 16 GiB"))),
    _or_none({"type": "string", "pattern": SIZE_PATTERN}),
    StandIn("1 GiB"),
]
