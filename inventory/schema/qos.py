"""QoS policies: of a tenant, or of the site for all tenants."""

from collections.abc import Callable
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from inventory.quantities import BURST_PATTERN, RATE_PATTERN, QuantityError, kilobits, kilobits_per_second
from inventory.schema.values import Called, StandIn, Strict, unexpected
from zhengyun.errors import N_

# Neutron keeps such a number in 31 bits.
MOST: Final = (1 << 31) - 1


def _quantity(read: Callable[[object], int], expected: str) -> BeforeValidator:
    def validate(value: object) -> int:
        try:
            found = read(value)
        except QuantityError as error:
            raise unexpected(value, expected, error.nearest) from None
        if not 1 <= found <= MOST:
            raise unexpected(value, expected)
        return found

    return BeforeValidator(validate)


Rate = Annotated[
    int,
    Field(ge=1, le=MOST),
    _quantity(kilobits_per_second, N_("a bit rate such as 100 Mbit/s, from 1 kbit/s to 2147 Gbit/s")),
    WithJsonSchema({"type": "string", "pattern": RATE_PATTERN, "examples": ["100 Mbit/s"]}),
    StandIn("1 Mbit/s"),
]
Burst = Annotated[
    int,
    Field(ge=1, le=MOST),
    _quantity(kilobits, N_("a burst such as 10 Mbit, from 1 kbit to 2147 Gbit")),
    WithJsonSchema({"type": "string", "pattern": BURST_PATTERN, "examples": ["10 Mbit"]}),
    StandIn("1 Mbit"),
]
Dscp = Literal[0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 46, 48, 56]


class QosModel(Strict):
    """What a server may send (`egress`) and receive (`ingress`), and the mark of what it sends (RFC 2474).

    The `burst` above a limit holds for both directions; without one, it is what the network equipment makes of it.
    """

    egress: Rate | None = None
    ingress: Rate | None = None
    burst: Burst | None = None
    dscp: Dscp | None = None
    called: Called | None = None

    @model_validator(mode="after")
    def _whole(self) -> "QosModel":
        limited = self.egress is not None or self.ingress is not None
        if not limited and self.dscp is None:
            raise unexpected("{}", N_("at least one of egress, ingress and dscp"))
        if self.burst is not None and not limited:
            raise unexpected("burst", N_("no burst where nothing is limited"))
        return self
