"""What a token says, and whether it may be shown its PIN again."""

import pytest

from keys import codes
from keys.references import Reference
from keys.refusing import half_read, refusal


def said(name: str) -> Exception:
    """An error of the library, by the name that it gives it."""
    made: Exception = type(name, (Exception,), {})()
    return made


@pytest.mark.parametrize(
    ("name", "maker", "again"),
    [
        ("UserPinNotInitialized", "SoftHSM", True),
        ("UserPinNotInitialized", "Elsewhere", True),
        ("GeneralError", "SoftHSM", True),
        ("FunctionFailed", "SoftHSM", True),
        # A token that counts tries may have counted this one.
        ("GeneralError", "Elsewhere", False),
        ("PinIncorrect", "SoftHSM", False),
        ("PinLocked", "SoftHSM", False),
    ],
)
def test_a_pin_is_shown_again_only_where_that_costs_no_try(name: str, maker: str, again: bool) -> None:
    assert half_read(said(name), maker) is again


def test_what_is_told_goes_by_the_name() -> None:
    told = refusal(said("PinLocked"), Reference("town", "wang"))
    assert told.code is codes.LOCKED_PIN
    assert refusal(said("Unheard"), Reference("town", "wang")).code is codes.TOKEN_FAILED
