"""Who may write an entry: whoever has logged in, in his own name, the kinds of his offices."""

# ruff: noqa: S608 - what is put in is ours: names of kinds and offices

from collections.abc import Iterable, Mapping
from typing import Final

from records.separation.function import Function
from records.separation.kinds import KINDS
from records.separation.offices import EVERYBODY, Office


def listed(words: Iterable[str]) -> str:
    """Words of ours as SQL lists them."""
    return ", ".join(f"'{word}'" for word in words)


def _allowed(kinds: Mapping[str, tuple[Office, ...]]) -> str:
    """For each office the kinds that it may write."""
    lines = []
    for office in EVERYBODY:
        own = [kind for kind, offices in kinds.items() if office in offices]
        lines.append(f"    IF '{office}' = ANY (theirs) AND said IN ({listed(own)}) THEN RETURN; END IF;")
    return "\n".join(lines)


ALLOW: Final = Function(
    "allow(text,text)",
    "kind text, actor text RETURNS void",
    f"""
DECLARE
    theirs text[]; mine text; said text; of text;
BEGIN
    SELECT p.person, p.offices INTO mine, theirs FROM zy.people p WHERE p.login = session_user;
    IF mine IS NULL THEN
        IF zy.keeps() THEN RETURN; END IF;
        RAISE EXCEPTION '% is nobody of the role file', session_user USING ERRCODE = '42501';
    END IF;
    said := kind::json #>> '{{}}'; of := actor::json #>> '{{}}';
    IF to_json(said)::text IS DISTINCT FROM kind OR to_json(of)::text IS DISTINCT FROM actor THEN
        RAISE EXCEPTION 'kind and actor are no canonical texts' USING ERRCODE = '22023';
    END IF;
    IF of <> mine THEN
        RAISE EXCEPTION '% cannot write an entry of %', mine, of USING ERRCODE = '42501';
    END IF;
{_allowed(KINDS)}
    RAISE EXCEPTION '% has no office that writes entries of the kind %', mine, said USING ERRCODE = '42501';
END
""",
)
