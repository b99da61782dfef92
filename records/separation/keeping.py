"""The functions for what is signed of the log, and for what is erased in it."""

# ruff: noqa: S608 - what is put in is ours: kinds of entries, and pieces of functions

from typing import Final

from records.separation.allowing import listed
from records.separation.function import Function
from records.separation.writing import COMMITTED, LOCK
from zhengyun.note import LONGEST, MOST_SIGNATURES

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

ROOT: Final = Function(
    "root(bigint)",
    "size bigint RETURNS bytea",
    """
DECLARE
    hash bytea; peak bytea; rest bigint := size; height integer := 0;
BEGIN
    -- RFC 6962 section 2.1: the complete subtrees, from the smallest, which is the last.
    WHILE rest > 0 LOOP
        IF rest & 1 = 1 THEN
            IF height = 0 THEN
                SELECT e.hash INTO peak FROM public.entries e WHERE e.number = size;
            ELSE
                SELECT n.hash INTO peak FROM public.nodes n WHERE n.level = height AND n.number = rest - 1;
            END IF;
            IF NOT FOUND THEN
                RETURN NULL;
            END IF;
            hash := coalesce(sha256('\\x01'::bytea || peak || hash), peak);
        END IF;
        rest := rest >> 1; height := height + 1;
    END LOOP;
    RETURN coalesce(hash, sha256(''::bytea));
END
""",
    stable=True,
)
"""The root of the first so many entries; nothing where there are not so many."""
_IS_CHECKPOINT: Final = f"""
    IF octet_length(fresh) > {LONGEST} OR fresh !~ '^[^[:space:]]+\\n\\d+\\n[A-Za-z0-9+/=]+\\n\\n(\\u2014 [^[:space:]]+ [A-Za-z0-9+/=]+\\n)+$'
        OR array_length(string_to_array(fresh, E'\\n'), 1) > {MOST_SIGNATURES + 5} THEN
        RAISE EXCEPTION 'not the three lines of a checkpoint, and signatures' USING ERRCODE = '22023';
    END IF;
    IF split_part(fresh, E'\\n', 2) <> entries::text
        OR split_part(fresh, E'\\n', 3) IS DISTINCT FROM encode(zy.root(entries), 'base64') THEN
        RAISE EXCEPTION 'that is not the root of the first % entries', entries USING ERRCODE = '42501';
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.role_files r WHERE r.document::json #>> '{{log,origin}}' = split_part(fresh, E'\\n', 1)
    ) THEN
        RAISE EXCEPTION 'no role file has a log of that name' USING ERRCODE = '42501';
    END IF;"""
KEEP_CHECKPOINT: Final = Function(
    "keep_checkpoint(bigint,text)",
    "entries bigint, fresh text RETURNS void",
    f"""
DECLARE
    kept text;
BEGIN{COMMITTED}
    IF zy.person() IS NULL AND NOT zy.keeps() THEN
        RAISE EXCEPTION '% is nobody of the role file', session_user USING ERRCODE = '42501';
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    IF NOT zy.keeps() THEN{_IS_CHECKPOINT}
    END IF;
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
    gone bigint; said json; word json; proposed bigint;
BEGIN{COMMITTED}
    PERFORM zy.integrate();
    SELECT convert_from(e.leaf, 'UTF8')::json INTO said FROM public.entries e ORDER BY e.number DESC LIMIT 1;
    IF said ->> 'kind' IS DISTINCT FROM 'retention.erased' OR coalesce((said #>> '{{body,first}}')::bigint > low, true)
        OR coalesce((said #>> '{{body,last}}')::bigint < high, true) OR NOT (zy.keeps() OR said ->> 'actor' = zy.person()) THEN
        RAISE EXCEPTION 'the newest entry does not say that this is erased' USING ERRCODE = '42501';
    END IF;
    IF NOT zy.keeps() THEN
        proposed := (said #>> '{{body,proposal}}')::bigint;
        SELECT convert_from(e.leaf, 'UTF8')::json INTO word FROM public.entries e
        WHERE e.number = proposed AND e.kind = 'retention.proposed';
        IF NOT FOUND OR word ->> 'actor' = said ->> 'actor' OR (word #>> '{{body,first}}')::bigint IS DISTINCT FROM low
            OR (word #>> '{{body,last}}')::bigint IS DISTINCT FROM high THEN
            RAISE EXCEPTION 'nobody else has proposed that this is erased' USING ERRCODE = '42501';
        END IF;
        IF EXISTS (
            SELECT FROM public.entries h WHERE h.number > proposed AND h.kind = 'hold.placed' AND (coalesce(h.request, '') = ''
                OR EXISTS (SELECT FROM public.entries o WHERE o.request = h.request AND o.number BETWEEN low AND high))
        ) THEN
            RAISE EXCEPTION 'a hold was placed upon it after it was proposed: propose it anew' USING ERRCODE = '42501';
        END IF;
    END IF;
    UPDATE public.entries e SET leaf = NULL
    WHERE e.number BETWEEN low AND high AND e.leaf IS NOT NULL
        AND e.kind <> ALL (kept) AND e.kind NOT IN ({listed(STAY)})
        AND NOT EXISTS (SELECT FROM public.entries a WHERE a.number = e.number + 1 AND a.kind = 'clock.corrected');
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
""",
)
