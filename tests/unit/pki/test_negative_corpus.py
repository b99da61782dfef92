"""Hundreds of artefacts with one thing wrong in each: every one is refused, each for its own reason."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.authorities import FAMILIES, wish
from tests.corpus import answers, certificates, chains, lists, questions, requests
from tests.corpus.case import Case
from tests.corpus.judges import JUDGES

pytestmark = pytest.mark.slow

# Another kind of artefact is a module with `cases` and `sound`, and a judge.
SOURCES: dict[str, Callable[[str], Iterator[Case]]] = {
    "certificate": certificates.cases,
    "request": requests.cases,
    "list": lists.cases,
    "question": questions.cases,
    "answer": answers.cases,
    "chain": chains.cases,
}
SOUND: dict[str, Callable[[str], bytes]] = {
    "certificate": certificates.sound,
    "request": wish,
    "list": lists.sound,
    "question": questions.sound,
    "answer": answers.sound,
    "chain": chains.sound,
}


@cache
def cases(kind: str, family: str) -> tuple[Case, ...]:
    """Those of one kind in one family."""
    return tuple(SOURCES[kind](family))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("kind", SOURCES)
def test_what_is_altered_was_sound(kind: str, family: str) -> None:
    assert list(JUDGES[kind](family, SOUND[kind](family))) == []


# The inner loop looks at those of one family, and `make test` at both.
@pytest.mark.parametrize(
    "family", [pytest.param(one, marks=pytest.mark.slow if one == "sm2" else ()) for one in FAMILIES]
)
@pytest.mark.parametrize("kind", SOURCES)
def test_each_is_refused_for_its_own_reason(kind: str, family: str) -> None:
    for case in cases(kind, family):
        reasons = list(JUDGES[kind](family, case.make()))
        assert any(case.reason in one for one in reasons), (case.name, reasons)


def test_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    every = [case for kind in SOURCES for family in FAMILIES for case in cases(kind, family)]
    counted = Counter(f"{case.kind}, {case.family}" for case in every)
    with capsys.disabled():
        print(f"\nnegative corpus: {len(every)} artefacts: {dict(counted)}")  # noqa: T201
    assert len(every) == len({str(case) for case in every})
    assert len(every) >= 200
