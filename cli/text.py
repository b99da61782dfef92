"""Texts in the reader's language (gettext).

The language is settled before any command is loaded, because help texts are translated as they are declared. What
the rooms say in their errors is marked there and translated here, at the edge.
"""

import gettext
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from zhengyun.errors import N_, Code, Words, ZhengyunError, fill

DOMAIN: Final = "zhengyun"
LOCALE: Final = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib would take longer than the rest
LANGUAGES: Final = ("en", "zh_CN")
VARIABLES: Final = ("ZHENGYUN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# Values of an error that are texts of ours, and not names or numbers.
TEXT_VALUES: Final = frozenset({"what", "expected"})
# Values that are words, one or several: roles, states, verbs and what is asked for, which the commands mark. Others of the name stay as they are.
WORD_VALUES: Final = frozenset(
    {"role", "roles", "one", "other", "own", "chain", "state", "states", "subject", "verbs", "beyond", "operation"}
)
# A problem is told as it comes, from services and libraries; of our own, the system's and YAML's the frequent are known.
PROBLEM: Final = "problem"
SYSTEMS: Final = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("No space left on device"),
    N_("Read-only file system"),
)
YAMLS: Final = (
    N_("block sequence entries are not allowed in this context"),
    N_("control characters are not allowed"),
    N_("could not find expected ':'"),
    N_("did not find expected ',' or ']'"),
    N_("did not find expected ',' or '}'"),
    N_("did not find expected '-' indicator"),
    N_("did not find expected <document start>"),
    N_("did not find expected key"),
    N_("did not find expected node content"),
    N_("found a tab character that violates indentation"),
    N_("found a tab character where an indentation space is expected"),
    N_("found character that cannot start any token"),
    N_("found unexpected end of stream"),
    N_("found unknown escape character"),
    N_("mapping keys are not allowed in this context"),
    N_("mapping values are not allowed in this context"),
)
ROLES: Final = (N_("system"), N_("security"), N_("audit"), N_("operator"), N_("owner"), N_("head"))

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
    return fill(_(text), {name: _told(name, value, error.values) for name, value in error.values.items()})


def worded(words: Words) -> str:
    """A text with what fills it, in the reader's language."""
    facts = dict(words.facts)
    return fill(_(words.text), {name: _told(name, value, facts) for name, value in facts.items()})


def listed(words: Iterable[str]) -> str:
    """Words after each other."""
    return _(", ").join(words)


def explained(code: Code) -> Mapping[str, str]:
    """All of a code's texts."""
    names = ("reason", "more", "rule", "unlock", "next")
    return {name: _(getattr(code, name)) for name in names}


def _told(name: str, value: object, values: dict[str, object]) -> object:
    """A value of an error, in the reader's language where it is a text of ours."""
    if isinstance(value, Words):
        return worded(value)
    if name in WORD_VALUES:
        return listed(map(_, str(value).split(", ")))
    if name == PROBLEM:
        return _(str(value))
    return fill(_(str(value)), values) if name in TEXT_VALUES else value


def _chosen(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and position + 1 < len(arguments):
            return known(arguments[position + 1])
        if argument.startswith("--lang="):
            return known(argument.partition("=")[2])
    return ""


def _from(environment: Mapping[str, str]) -> str:
    for variable in VARIABLES:
        value = environment.get(variable, "")
        if value:
            return known(value.partition(":")[0]) or "en"
    return "en"


def known(name: str) -> str:
    """The language that a name means, or nothing: zh, zh_CN.UTF-8, zh-Hans all mean the same catalogue."""
    plain = name.replace("-", "_").partition(".")[0].lower()
    return (
        "zh_CN" if plain.startswith("zh") else "en" if plain in {"en", "c", "posix"} or plain.startswith("en_") else ""
    )
