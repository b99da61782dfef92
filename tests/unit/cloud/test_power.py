"""Which step of a server's has been asked for in vain."""

import pytest

from cloud.kinds.power import in_vain

CONFIRM = "confirmResize"


@pytest.mark.parametrize(
    ("action", "asked", "vain"),
    [
        ("resize", (), False),
        ("resize", ("os-stop",), False),
        ("resize", ("resize",), True),
        ("os-start", ("os-start", "resize"), True),
        (CONFIRM, (), False),
        (CONFIRM, (CONFIRM,), False),
        (CONFIRM, (CONFIRM, "resize"), False),
        (CONFIRM, (CONFIRM, "resize", CONFIRM), False),
        (CONFIRM, (CONFIRM, "resize", CONFIRM, "os-start"), True),
    ],
)
def test_a_step_is_asked_for_once_and_a_confirmation_once_for_each_resize(
    action: str, asked: tuple[str, ...], vain: bool
) -> None:
    """While a resize is being confirmed it looks as if it had not been: the last word is waited for."""
    assert in_vain(action, asked) is vain
