"""Texts in the reader's language (gettext).

The language is settled before any command is loaded, because help texts are translated as they are declared. What
the rooms say in their errors is marked there and translated here, at the edge.
"""

import gettext
import os
from collections.abc import Mapping, Sequence
from typing import Final

from zhengyun.errors import Code, ZhengyunError, fill

DOMAIN: Final = "zhengyun"
LOCALE: Final = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib would take longer than the rest
LANGUAGES: Final = ("en", "zh_CN")
VARIABLES: Final = ("ZHENGYUN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# Values of an error that are texts of ours, and not names or numbers.
TEXT_VALUES: Final = frozenset({"what", "expected"})

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def settle(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """Choose the language from `--lang`, or else the environment, and load its catalogue."""
    language = _chosen(arguments) or _from(environment)
    global _catalogue  # noqa: PLW0603 - one process speaks one language
    _catalogue = gettext.translation(DOMAIN, LOCALE, [language], fallback=True)
    # click asks the default domain, in the language of the environment: its own words are in our catalogue too.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
    return language


def _(text: str) -> str:
    """A text in the reader's language."""
    return _catalogue.gettext(text) if text else ""


def reason(error: ZhengyunError) -> str:
    """What is wrong, in the reader's language."""
    return told(error.code.reason, error)


def told(text: str, error: ZhengyunError) -> str:
    """One of a code's texts, filled from the error."""
    values = {
        name: fill(_(str(value)), error.values) if name in TEXT_VALUES else value
        for name, value in error.values.items()
    }
    return fill(_(text), values)


def explained(code: Code) -> Mapping[str, str]:
    """All of a code's texts."""
    names = ("reason", "more", "rule", "unlock", "next")
    return {name: _(getattr(code, name)) for name in names}


def _chosen(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
        if argument.startswith("--lang="):
            return _known(argument.partition("=")[2])
    return ""


def _from(environment: Mapping[str, str]) -> str:
    for variable in VARIABLES:
        value = environment.get(variable, "")
        if value:
            return _known(value.partition(":")[0]) or "en"
    return "en"


def _known(name: str) -> str:
    """zh, zh_CN.UTF-8, zh-Hans: all mean the same catalogue."""
    plain = name.replace("-", "_").partition(".")[0].lower()
    return (
        "zh_CN" if plain.startswith("zh") else "en" if plain in {"en", "c", "posix"} or plain.startswith("en_") else ""
    )
