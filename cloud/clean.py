"""Texts of others, made fit to be shown: whoever can name a thing in the cloud must not be able to steer a terminal."""

from zhengyun.resource import Value

LONGEST = 300


def clean(text: str) -> str:
    """The text with every character that is not printable as U+FFFD, and not too long."""
    shown = text if text.isprintable() else "".join(one if one.isprintable() else "\ufffd" for one in text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def clean_value(value: Value) -> Value:
    """The same for every text in a value."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_value(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): clean_value(one) for name, one in value.items()}
    return value
