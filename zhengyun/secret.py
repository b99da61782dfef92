"""A secret in memory: it goes from whoever has lent it to whoever needs it, and is shown, compared and written nowhere."""

from collections.abc import Iterable, Mapping
from typing import NoReturn


class Secret:
    """What opens something, by the words that it is kept under, such as `username` and `password`.

    `version` counts what has been kept in its place, from 1; 0 where nobody counts.
    """

    __slots__ = ("_words", "version")

    def __init__(self, words: Mapping[str, str], version: int = 0) -> None:
        self._words = dict(words)
        self.version = version

    def __getitem__(self, word: str) -> str:
        """What is kept under a word. Raises: KeyError."""
        return self._words[word]

    def get(self, word: str, otherwise: str = "") -> str:
        """What is kept under a word, or something else."""
        return self._words.get(word, otherwise)

    def names(self) -> Iterable[str]:
        """The words, which are no secret."""
        return sorted(self._words)

    def told(self) -> Mapping[str, str]:
        """All of it, for whoever keeps it."""
        return dict(self._words)

    def having(self, words: Mapping[str, str]) -> "Secret":
        """The same, with other values of some words."""
        return Secret({**self._words, **words}, self.version)

    def without(self, word: str) -> "Secret":
        """The same, without a word."""
        return Secret({name: value for name, value in self._words.items() if name != word}, self.version)

    def __repr__(self) -> str:
        return f"Secret({', '.join(self.names())})"

    def __reduce__(self) -> NoReturn:
        # What is pickled lies in a file or in a pipe sooner or later.
        raise TypeError("a secret is not written down")
