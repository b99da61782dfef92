"""The functions that write to the log: what waits, and what becomes an entry.

Refusals have SQLSTATE 42501, or 22xxx where what was given is none; ZYC01 says that the clock went back, ZYC02 that it is ahead.
"""

# ruff: noqa: S608 - what is put in is ours: numbers, and pieces of functions

from typing import Final

from records.separation.function import Function

LOCK: Final = 7_319_002
"""The advisory lock of the only writer, held until the transaction ends."""
TOLERANCE_SECONDS: Final = 5
# Clocks that are set differ by less (RFC 4120 section 1.6 has five minutes, too). What is later than the newest entry is
# all that can be written next: one from a far future would keep everybody from writing.
AHEAD_SECONDS: Final = 300
# An index of PostgreSQL bears 2704 bytes; what is looked for by is shorter.
LONGEST_BYTES: Final = 1000
INSTANT: Final = 'YYYY-MM-DD"T"HH24:MI:SS"Z"'

# Only there a statement sees, after it has waited for its turn, what was committed meanwhile.
COMMITTED: Final = """
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the log is written at the isolation level READ COMMITTED alone' USING ERRCODE = '42501';
    END IF;"""
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
_WRITES: Final = f"""{COMMITTED}
    PERFORM zy.allow(kind, actor);
    -- What looks into JSON there takes no U+0000; a text of the same length does.
    told := replace(body, '\\u0000', '\\ufffd'); request := told -> 'request';
    IF json_typeof(told) <> 'object' OR left(body, 1) <> '{{' OR right(body, 1) <> '}}' THEN
        RAISE EXCEPTION 'a body is one object' USING ERRCODE = '22023';
    END IF;
    IF greatest(octet_length(kind), octet_length(actor), octet_length(request::text)) > {LONGEST_BYTES} THEN
        RAISE EXCEPTION 'kind, actor and request have {LONGEST_BYTES} bytes at most' USING ERRCODE = '22001';
    END IF;
    IF json_typeof(request) NOT IN ('string', 'null') THEN
        RAISE EXCEPTION 'a request is named by a text' USING ERRCODE = '22023';
    END IF;
    IF now !~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' THEN
        RAISE EXCEPTION 'not an instant: %', now USING ERRCODE = '22023';
    END IF;
    instant := now;
    IF to_char(instant AT TIME ZONE 'UTC', '{INSTANT}') <> now THEN
        RAISE EXCEPTION 'not an instant: %', now USING ERRCODE = '22023';
    END IF;
    IF instant > clock_timestamp() + interval '{AHEAD_SECONDS} seconds' AND NOT zy.keeps() THEN
        RAISE EXCEPTION 'the clock is ahead of the server''s' USING ERRCODE = 'ZYC02',
            DETAIL = now || ' ' || to_char(clock_timestamp() AT TIME ZONE 'UTC', '{INSTANT}');
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT i.number, i.at INTO before FROM public.inbox i ORDER BY i.number DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT e.number, e.at INTO before FROM public.entries e ORDER BY e.number DESC LIMIT 1;
    END IF;
    number := coalesce(before.number, 0) + 1; at := now;
    IF now < before.at AND kind <> '"clock.corrected"' THEN
        IF before.at::timestamptz - instant > interval '{TOLERANCE_SECONDS} seconds' THEN
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
    f"\nDECLARE\n    before record; leaf text; told json; request json; instant timestamptz;\nBEGIN{_WRITES}",
)
# The lock is let go of when the commit is written, not when it is on the disk: whoever calls this asks for a commit of
# his own after it, which is on the disk together with all before it.
PUT: Final = Function(
    "put(text,text,text,text)",
    "kind text, actor text, body text, now text, OUT number bigint, OUT at text RETURNS record",
    f"""
DECLARE
    before record; leaf text; told json; request json; instant timestamptz;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);{_WRITES}""",
)
INTEGRATE: Final = Function(
    "integrate()",
    " RETURNS bigint",
    f"""
DECLARE
    one record; hash bytea; other bytea; place bigint; height integer; done bigint := 0;
BEGIN{COMMITTED}
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
