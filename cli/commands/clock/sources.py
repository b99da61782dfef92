"""`zhengyun clock sources`: where time comes from, and who of these lies."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli import clocks
from cli.output import emit, fitted
from cli.session import Session, command
from cli.text import _, worded
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.estate.time import Time


@command(
    "sources",
    help=_(
        "Show references and the servers next to them, what each says of itself, which of them agree, and what the tree lacks. "
        "Ends with 4 where one lies or nobody can tell, with 6 where one does not answer."
    ),
)
def entry(session: Session) -> int:
    """Look at what has a voice."""
    from clock.advice import advice

    house = House(session)
    estate = house.estate()
    looked = clocks.look(house, estate, hosts=False)
    time = looked.time
    names = [one for one in looked.readings if one in time.sources or time.stratum(one) == 1]
    rows = [_source(looked, time, name) for name in names]
    lacks = [worded(one) for one in advice(time, estate.hosts)]
    document = {**looked.document(), "sources": rows, "advice": lacks}
    findings = [one for one in looked.verdict.findings if not one.name or one.name in names]
    emit(
        session,
        "clock-sources/1",
        document,
        lambda: _lines(rows, [*clocks.told(findings), *lacks, clocks.summary(looked)]),
    )
    kinds = {one.kind for one in findings}
    return (
        Exit.DRIFT if kinds & {"falseticker", "undecided"} else Exit.UNREACHABLE if clocks.SILENT in kinds else Exit.OK
    )


def _source(looked: clocks.Looked, time: Time, name: str) -> Mapping[str, Any]:
    facts, agreed = looked.readings[name].facts, looked.verdict.agreed
    above = time.servers[name].sources if name in time.servers else ()
    return {
        "name": name,
        "title": time.sources[name].title
        if name in time.sources
        else ", ".join(time.sources[one].title for one in above if one in time.sources),
        "stratum": facts.stratum if facts else None,
        "reference": facts.reference if facts else None,
        "distance": facts.distance if facts else None,
        "voice": "true" if name in agreed.true else "false" if name in agreed.false else "none",
    }


def _lines(rows: list[Mapping[str, Any]], more: list[str]) -> Iterator[str]:
    from clock.spans import span

    voices = {"true": _("agrees"), "false": _("falseticker"), "none": "-"}
    head = (_("Source"), _("Title"), _("Stratum"), _("From"), _("Distance"), _("Voice"))
    cells = [
        (
            one["name"],
            one["title"],
            one["stratum"] or "-",
            one["reference"] or "-",
            "-" if one["distance"] is None else span(one["distance"]),
            voices[one["voice"]],
        )
        for one in rows
    ]
    yield from fitted(head, cells, {1})
    yield from more
