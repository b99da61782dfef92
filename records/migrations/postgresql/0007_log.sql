-- Nothing of the log changes. SQLSTATE ZY010: what stands is not changed.

-- No command of ours changes what stands; this stops a slip of somebody else's hand, whatever his session believes.
CREATE FUNCTION zhengyun_never() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

-- A leaf may go where an erasure says so; its hash stays.
CREATE FUNCTION zhengyun_only_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.leaf IS NULL AND NEW.number = OLD.number AND NEW.hash = OLD.hash AND EXISTS (
        SELECT 1 FROM public.entries AS word WHERE word.kind = 'retention.erased' AND OLD.number BETWEEN
            public.zhengyun_told(word.leaf, 'body', 'first')::bigint AND public.zhengyun_told(word.leaf, 'body', 'last')::bigint
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

-- What waits leaves the inbox only as an entry.
CREATE FUNCTION zhengyun_only_taken() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.entries AS entries WHERE entries.number = OLD.number AND entries.leaf = OLD.leaf) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

CREATE FUNCTION zhengyun_only_noted() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.size = OLD.size THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'ZY010';
END $$;

CREATE FUNCTION zhengyun_not_again() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.entries AS entries WHERE entries.number = NEW.number) THEN
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
