"""The functions that write to the log: what waits, what becomes an entry, what is signed, and what is erased."""

# ruff: noqa: S608 - what is put in is ours: names of kinds and offices, and numbers

from collections.abc import Iterable, Mapping
from typing import Final

from records.separation.function import Function
from records.separation.kinds import KINDS
from records.separation.offices import EVERYBODY, Office

LOCK: Final = 7_319_002
"""The advisory lock of the only writer, held until the transaction ends."""
TOLERANCE_SECONDS: Final = 5
# Words that stay, whatever is erased (as in governance.retention).
STAY: Final = (
    "roles",
    "log.carried",
    "records.moved",
    "clock.corrected",
    "hold.placed",
    "hold.lifting",
    "hold.lifted",
    "retention.proposed",
    "retention.erased",
)


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _allowed(kinds: Mapping[str, tuple[Office, ...]]) -> str:
    """For each office the kinds that it may write."""
    lines = []
    for office in EVERYBODY:
        own = [kind for kind, offices in kinds.items() if office in offices]
        lines.append(f"    IF '{office}' = ANY (theirs) AND said IN ({_list(own)}) THEN RETURN; END IF;")
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
    IF of <> mine AND NOT '{Office.EXECUTOR}' = ANY (theirs) THEN
        RAISE EXCEPTION '% cannot write an entry of %', mine, of USING ERRCODE = '42501';
    END IF;
{_allowed(KINDS)}
    RAISE EXCEPTION '% has no office that writes entries of the kind %', mine, said USING ERRCODE = '42501';
END
""",
)
NEWEST: Final = Function(
    "newest()",
    "OUT number bigint, OUT at text RETURNS record",
    """
BEGIN
    SELECT i.number, i.at INTO number, at FROM public.inbox i ORDER BY i.number DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT e.number, e.at INTO number, at FROM public.entries e ORDER BY e.number DESC LIMIT 1;
    END IF;
    number := coalesce(number, 0); at := coalesce(at, '');
END
""",
)
_WRITES: Final = f"""
    PERFORM zy.allow(kind, actor);
    IF json_typeof(body::json) <> 'object' OR left(body, 1) <> '{{' OR right(body, 1) <> '}}' THEN
        RAISE EXCEPTION 'a body is one object' USING ERRCODE = '22023';
    END IF;
    IF now !~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' THEN
        RAISE EXCEPTION 'not an instant: %', now USING ERRCODE = '22023';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT i.number, i.at INTO before FROM public.inbox i ORDER BY i.number DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT e.number, e.at INTO before FROM public.entries e ORDER BY e.number DESC LIMIT 1;
    END IF;
    number := coalesce(before.number, 0) + 1; at := now;
    IF now < before.at AND kind <> '"clock.corrected"' THEN
        IF before.at::timestamptz - now::timestamptz > interval '{TOLERANCE_SECONDS} seconds' THEN
            RAISE EXCEPTION 'the clock went back' USING ERRCODE = 'ZYC01', DETAIL = now || ' ' || before.at;
        END IF;
        at := before.at;
    END IF;
    leaf := '{{"actor":' || actor || ',"at":"' || at || '","body":' || body || ',"kind":' || kind || ',"number":' || number || '}}';
    INSERT INTO public.inbox VALUES (number, convert_to(leaf, 'UTF8'));
END
"""
APPEND: Final = Function(
    "append(text,text,text,text)",
    "kind text, actor text, body text, now text, OUT number bigint, OUT at text RETURNS record",
    f"\nDECLARE\n    before record; leaf text;\nBEGIN{_WRITES}",
)
# The lock is let go of when the commit is written, not when it is on the disk: whoever calls this asks for a commit of
# his own after it, which is on the disk together with all before it.
PUT: Final = Function(
    "put(text,text,text,text)",
    "kind text, actor text, body text, now text, OUT number bigint, OUT at text RETURNS record",
    f"""
DECLARE
    before record; leaf text;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);{_WRITES}""",
)
INTEGRATE: Final = Function(
    "integrate()",
    " RETURNS bigint",
    f"""
DECLARE
    one record; hash bytea; other bytea; place bigint; height integer; done bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK});
    FOR one IN SELECT i.number, i.leaf FROM public.inbox i ORDER BY i.number LOOP
        hash := sha256('\\x00'::bytea || one.leaf);
        INSERT INTO public.entries (number, leaf, hash) VALUES (one.number, one.leaf, hash);
        place := one.number - 1; height := 0;
        WHILE place & 1 = 1 LOOP
            IF height = 0 THEN
                SELECT e.hash INTO other FROM public.entries e WHERE e.number = place;
            ELSE
                SELECT n.hash INTO other FROM public.nodes n WHERE n.level = height AND n.number = place - 1;
            END IF;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'no such node of the tree: %/%', height, place - 1 USING ERRCODE = 'ZYN01';
            END IF;
            hash := sha256('\\x01'::bytea || other || hash);
            place := place >> 1; height := height + 1;
            INSERT INTO public.nodes (level, number, hash) VALUES (height, place, hash);
        END LOOP;
        done := one.number;
    END LOOP;
    IF done > 0 THEN
        DELETE FROM public.inbox i WHERE i.number <= done;
    END IF;
    RETURN done;
END
""",
)
KEEP_CHECKPOINT: Final = Function(
    "keep_checkpoint(bigint,text)",
    "entries bigint, fresh text RETURNS void",
    f"""
DECLARE
    kept text;
BEGIN
    IF zy.person() IS NULL AND NOT zy.keeps() THEN
        RAISE EXCEPTION '% is nobody of the role file', session_user USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT c.note INTO kept FROM public.checkpoints c WHERE c.size = entries;
    IF kept IS NULL THEN
        INSERT INTO public.checkpoints (size, note) VALUES (entries, fresh);
    ELSIF split_part(kept, E'\\n\\n', 1) <> split_part(fresh, E'\\n\\n', 1) OR EXISTS (
        SELECT FROM unnest(string_to_array(split_part(kept, E'\\n\\n', 2), E'\\n')) line
        WHERE line <> '' AND line <> ALL (string_to_array(split_part(fresh, E'\\n\\n', 2), E'\\n'))
    ) THEN
        RAISE EXCEPTION 'a checkpoint only gains signatures' USING ERRCODE = '42501';
    ELSE
        UPDATE public.checkpoints c SET note = fresh WHERE c.size = entries;
    END IF;
END
""",
)
ERASE: Final = Function(
    "erase(bigint,bigint,text[])",
    "low bigint, high bigint, kept text[] RETURNS bigint",
    f"""
DECLARE
    gone bigint; said json;
BEGIN
    PERFORM zy.integrate();
    SELECT convert_from(e.leaf, 'UTF8')::json INTO said FROM public.entries e ORDER BY e.number DESC LIMIT 1;
    IF said ->> 'kind' IS DISTINCT FROM 'retention.erased' OR (said #>> '{{body,first}}')::bigint > low
        OR (said #>> '{{body,last}}')::bigint < high OR NOT (zy.keeps() OR said ->> 'actor' = zy.person()) THEN
        RAISE EXCEPTION 'the newest entry does not say that this is erased' USING ERRCODE = '42501';
    END IF;
    UPDATE public.entries e SET leaf = NULL
    WHERE e.number BETWEEN low AND high AND e.leaf IS NOT NULL
        AND e.kind <> ALL (kept) AND e.kind NOT IN ({_list(STAY)})
        AND NOT EXISTS (SELECT FROM public.entries a WHERE a.number = e.number + 1 AND a.kind = 'clock.corrected');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
""",
)
