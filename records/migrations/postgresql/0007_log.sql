-- How the log is written, and that nothing of it changes. Errors: ZY001 the clock went back, ZY004 a node or number is
-- missing, ZY010 what stands is not changed.

-- One at a time, until the transaction ends. The number is the word "zhengyun".
CREATE FUNCTION zhengyun_alone() RETURNS void LANGUAGE sql AS $$
    SELECT pg_catalog.pg_advisory_xact_lock(8820697219467179374)
$$;

-- A row of the inbox after the last one, its time not before that one's; `back` is for the word that corrects a clock.
CREATE FUNCTION zhengyun_append(kind bytea, actor bytea, body bytea, now text, back boolean DEFAULT false)
RETURNS TABLE (number bigint, at text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    last_number bigint;
    last_at text;
BEGIN
    IF now !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$' OR json_typeof(convert_from(kind, 'UTF8')::json) <> 'string'
        OR json_typeof(convert_from(actor, 'UTF8')::json) <> 'string' OR json_typeof(convert_from(body, 'UTF8')::json) <> 'object'
    THEN
        RAISE EXCEPTION 'no entry is made of this' USING ERRCODE = 'data_exception';
    END IF;
    PERFORM zhengyun_alone();
    SELECT inbox.number, inbox.at INTO last_number, last_at FROM inbox ORDER BY inbox.number DESC LIMIT 1;
    IF NOT FOUND THEN
        SELECT entries.number, entries.at INTO last_number, last_at FROM entries ORDER BY entries.number DESC LIMIT 1;
    END IF;
    last_number := coalesce(last_number, 0);
    last_at := coalesce(last_at, '');
    IF now < last_at COLLATE "C" AND NOT back THEN
        IF last_at::timestamptz - now::timestamptz > interval '5 seconds' THEN
            RAISE EXCEPTION 'the clock went back' USING ERRCODE = 'ZY001', DETAIL = now || ' ' || last_at;
        END IF;
        now := last_at;
    END IF;
    INSERT INTO inbox (number, leaf) VALUES (
        last_number + 1,
        '\x7b226163746f72223a'::bytea || actor || convert_to(',"at":"' || now || '","body":', 'UTF8') || body || ',"kind":'::bytea
            || kind || convert_to(',"number":' || (last_number + 1) || '}', 'UTF8')
    );
    RETURN QUERY SELECT last_number + 1, now;
END $$;

-- The same, without waiting for the disk while others wait for their turn: whoever has called it waits afterwards.
CREATE FUNCTION zhengyun_put(kind bytea, actor bytea, body bytea, now text)
RETURNS TABLE (number bigint, at text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_catalog.set_config('synchronous_commit', 'off', true);
    RETURN QUERY SELECT * FROM zhengyun_append(kind, actor, body, now);
END $$;

-- What waits in the inbox becomes entries, each with the nodes that it completes (RFC 6962 section 2.1).
CREATE FUNCTION zhengyun_integrate() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    waiting record;
    size bigint;
    height bigint;
    index bigint;
    beside bytea;
    node bytea;
BEGIN
    PERFORM zhengyun_alone();
    SELECT coalesce(max(entries.number), 0) INTO size FROM entries;
    FOR waiting IN SELECT inbox.number, inbox.leaf FROM inbox ORDER BY inbox.number LOOP
        IF waiting.number <> size + 1 THEN
            RAISE EXCEPTION 'after entry % comes %', size, waiting.number USING ERRCODE = 'ZY004';
        END IF;
        node := sha256('\x00'::bytea || waiting.leaf);
        INSERT INTO entries (number, leaf, hash) VALUES (waiting.number, waiting.leaf, node);
        index := size;
        height := 0;
        WHILE index & 1 = 1 LOOP
            IF height = 0 THEN
                SELECT entries.hash INTO beside FROM entries WHERE entries.number = index;
            ELSE
                SELECT nodes.hash INTO beside FROM nodes WHERE nodes.level = height AND nodes.number = index - 1;
            END IF;
            IF beside IS NULL THEN
                RAISE EXCEPTION 'no such node of the tree: %/%', height, index - 1 USING ERRCODE = 'ZY004';
            END IF;
            node := sha256('\x01'::bytea || beside || node);
            index := index >> 1;
            height := height + 1;
            INSERT INTO nodes (level, number, hash) VALUES (height, index, node);
        END LOOP;
        size := size + 1;
    END LOOP;
    DELETE FROM inbox WHERE inbox.number <= size;
END $$;

-- No command of ours changes what stands; this stops a slip of somebody else's hand, whatever his session believes.
CREATE FUNCTION zhengyun_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

-- A leaf may go where an erasure says so; its hash stays.
CREATE FUNCTION zhengyun_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.leaf IS NULL AND NEW.number = OLD.number AND NEW.hash = OLD.hash AND EXISTS (
        SELECT 1 FROM entries AS word WHERE word.kind = 'retention.erased' AND OLD.number BETWEEN
            zhengyun_told(word.leaf, 'body', 'first')::bigint AND zhengyun_told(word.leaf, 'body', 'last')::bigint
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

-- What waits leaves the inbox only as an entry.
CREATE FUNCTION zhengyun_only_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM entries WHERE entries.number = OLD.number AND entries.leaf = OLD.leaf) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

CREATE FUNCTION zhengyun_only_noted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.size = OLD.size THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

CREATE FUNCTION zhengyun_not_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM entries WHERE entries.number = NEW.number) THEN
        RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries FOR EACH ROW EXECUTE FUNCTION zhengyun_only_erased();
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries FOR EACH ROW EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER nodes_no_update BEFORE UPDATE ON nodes FOR EACH ROW EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER nodes_no_delete BEFORE DELETE ON nodes FOR EACH ROW EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER nodes_no_truncate BEFORE TRUNCATE ON nodes EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER checkpoints_no_delete BEFORE DELETE ON checkpoints FOR EACH ROW EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER checkpoints_no_moving BEFORE UPDATE ON checkpoints FOR EACH ROW EXECUTE FUNCTION zhengyun_only_noted();
CREATE TRIGGER checkpoints_no_truncate BEFORE TRUNCATE ON checkpoints EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER inbox_no_update BEFORE UPDATE ON inbox FOR EACH ROW EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER inbox_no_delete BEFORE DELETE ON inbox FOR EACH ROW EXECUTE FUNCTION zhengyun_only_taken();
CREATE TRIGGER inbox_no_truncate BEFORE TRUNCATE ON inbox EXECUTE FUNCTION zhengyun_never();
CREATE TRIGGER inbox_no_replace BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION zhengyun_not_again();

ALTER TABLE entries ENABLE ALWAYS TRIGGER entries_no_update, ENABLE ALWAYS TRIGGER entries_no_delete,
    ENABLE ALWAYS TRIGGER entries_no_truncate;
ALTER TABLE nodes ENABLE ALWAYS TRIGGER nodes_no_update, ENABLE ALWAYS TRIGGER nodes_no_delete,
    ENABLE ALWAYS TRIGGER nodes_no_truncate;
ALTER TABLE checkpoints ENABLE ALWAYS TRIGGER checkpoints_no_delete, ENABLE ALWAYS TRIGGER checkpoints_no_moving,
    ENABLE ALWAYS TRIGGER checkpoints_no_truncate;
ALTER TABLE inbox ENABLE ALWAYS TRIGGER inbox_no_update, ENABLE ALWAYS TRIGGER inbox_no_delete,
    ENABLE ALWAYS TRIGGER inbox_no_truncate, ENABLE ALWAYS TRIGGER inbox_no_replace;
