-- The tables as version 0007 has them, with what keeps them so. Frozen: what comes later is a version of its own.

-- What SQLite calls it; the two share most statements.
CREATE DOMAIN blob AS bytea;

-- What a leaf tells at a path. No text of PostgreSQL holds U+0000, hence it, and the sign that stands for it, are written
-- as records/postgresql_text.py writes them.
CREATE FUNCTION zhengyun_told(leaf bytea, VARIADIC path text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE
    told text := replace(convert_from(leaf, 'UTF8'), U&'\+10FFFE', U&'\+10FFFE1');
BEGIN
    IF position('\u0000' IN told) > 0 THEN
        told := regexp_replace(told, '(?<!\\)((?:\\\\)*)\\u0000', '\1' || U&'\+10FFFE0', 'g');
    END IF;
    RETURN told::jsonb #>> path;
END $$;

CREATE FUNCTION instr(leaf bytea, word text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT position(convert_to(word, 'UTF8') IN leaf)
$$;

CREATE TABLE plans (digest text COLLATE "C" PRIMARY KEY, body bytea NOT NULL);

CREATE TABLE requests (
    id text COLLATE "C" PRIMARY KEY,
    plan text COLLATE "C" NOT NULL REFERENCES plans (digest),
    state text COLLATE "C" NOT NULL,
    permit text COLLATE "C" NOT NULL,
    summary text COLLATE "C" NOT NULL,
    submitted text COLLATE "C" NOT NULL,
    claim text COLLATE "C"
);
CREATE INDEX ix_requests_state ON requests (state);

CREATE TABLE reviews (
    id bigserial PRIMARY KEY,
    request text COLLATE "C" NOT NULL REFERENCES requests (id),
    reviewer text COLLATE "C" NOT NULL,
    decision text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    approval text COLLATE "C",
    CONSTRAINT one_word_each UNIQUE (request, reviewer)
);
CREATE INDEX ix_reviews_request ON reviews (request);

CREATE TABLE outcomes (
    request text COLLATE "C" NOT NULL REFERENCES requests (id),
    action text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    PRIMARY KEY (request, action)
);

CREATE TABLE receipts (request text COLLATE "C" PRIMARY KEY REFERENCES requests (id), document text COLLATE "C" NOT NULL);

-- The log

CREATE TABLE inbox (
    number bigint PRIMARY KEY,
    leaf bytea NOT NULL,
    at text COLLATE "C" GENERATED ALWAYS AS (zhengyun_told(leaf, 'at')) STORED
);

-- What SQLite's queue keeps; nothing here.
CREATE TABLE batches (id bigint PRIMARY KEY, token bytea NOT NULL);

CREATE TABLE entries (
    number bigint PRIMARY KEY,
    leaf bytea,
    hash bytea NOT NULL,
    at text COLLATE "C" GENERATED ALWAYS AS (zhengyun_told(leaf, 'at')) STORED,
    kind text COLLATE "C" GENERATED ALWAYS AS (zhengyun_told(leaf, 'kind')) STORED,
    actor text COLLATE "C" GENERATED ALWAYS AS (zhengyun_told(leaf, 'actor')) STORED,
    request text COLLATE "C" GENERATED ALWAYS AS (zhengyun_told(leaf, 'body', 'request')) STORED
);
CREATE INDEX entries_by_at ON entries (at);
CREATE INDEX entries_by_kind ON entries (kind);
CREATE INDEX entries_by_actor ON entries (actor);
CREATE INDEX entries_by_request ON entries (request);

CREATE TABLE nodes (level bigint, number bigint, hash bytea NOT NULL, PRIMARY KEY (level, number));

CREATE TABLE checkpoints (size bigint PRIMARY KEY, note text COLLATE "C" NOT NULL);

CREATE TABLE cosignatures (
    number bigint NOT NULL REFERENCES entries (number),
    witness text COLLATE "C" NOT NULL,
    hash text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (number, witness)
);

CREATE TABLE role_files (version bigint PRIMARY KEY, document text COLLATE "C" NOT NULL);

-- What was found

CREATE TABLE readings (
    id bigserial PRIMARY KEY,
    site text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    milliseconds bigint NOT NULL,
    person text COLLATE "C" NOT NULL,
    document text COLLATE "C",
    problem text COLLATE "C",
    marks text COLLATE "C" NOT NULL
);
CREATE INDEX readings_of_a_site ON readings (site, at);

CREATE TABLE stocks (
    id bigserial PRIMARY KEY,
    site text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL
);
CREATE INDEX stocks_of_a_site ON stocks (site, at);

CREATE TABLE intervals (
    id bigserial PRIMARY KEY,
    site text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    identifier text COLLATE "C" NOT NULL,
    facts text COLLATE "C" NOT NULL,
    parts text COLLATE "C" NOT NULL,
    valid_from text COLLATE "C" NOT NULL,
    valid_to text COLLATE "C" NOT NULL,
    last_seen text COLLATE "C" NOT NULL,
    begun_by text COLLATE "C" NOT NULL,
    ended_by text COLLATE "C" NOT NULL
);
CREATE INDEX intervals_that_last ON intervals (site, valid_to);
CREATE INDEX intervals_of_a_path ON intervals (path);

CREATE TABLE sightings (
    id bigserial PRIMARY KEY,
    site text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    until text COLLATE "C" NOT NULL,
    whole bigint NOT NULL,
    source text COLLATE "C" NOT NULL
);
CREATE INDEX sightings_of_a_site ON sightings (site, at);

-- Certificates

CREATE TABLE trust (
    kind text COLLATE "C",
    name text COLLATE "C",
    document text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE authority_certificates (
    id bigserial PRIMARY KEY,
    authority text COLLATE "C" NOT NULL,
    serial bytea NOT NULL,
    certificate bytea NOT NULL,
    key text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL
);
CREATE INDEX certificates_of_an_authority ON authority_certificates (authority);

CREATE TABLE applications (
    id text COLLATE "C" PRIMARY KEY,
    operation text COLLATE "C" NOT NULL,
    stage text COLLATE "C" NOT NULL,
    authority text COLLATE "C" NOT NULL,
    profile text COLLATE "C" NOT NULL,
    asker text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    document text COLLATE "C" NOT NULL,
    done bigint NOT NULL
);
CREATE INDEX applications_by_stage ON applications (stage);

CREATE TABLE application_rows (
    application text COLLATE "C" NOT NULL REFERENCES applications (id),
    number bigint NOT NULL,
    holder text COLLATE "C" NOT NULL,
    request bytea NOT NULL,
    names text COLLATE "C" NOT NULL,
    problem text COLLATE "C" NOT NULL,
    PRIMARY KEY (application, number)
);

CREATE TABLE certificates (
    id bigserial PRIMARY KEY,
    authority text COLLATE "C" NOT NULL,
    serial bytea NOT NULL,
    holder text COLLATE "C" NOT NULL,
    profile text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    not_before text COLLATE "C" NOT NULL,
    not_after text COLLATE "C" NOT NULL,
    at text COLLATE "C" NOT NULL,
    certificate bytea NOT NULL,
    key bytea NOT NULL,
    application text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    pair bytea NOT NULL,
    escrow text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    state_at text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    invalidity text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX certificates_by_serial ON certificates (authority, serial);
CREATE INDEX certificates_of_an_application ON certificates (application, number);
CREATE INDEX certificates_by_authority ON certificates (authority);
CREATE INDEX certificates_by_holder ON certificates (holder);
CREATE INDEX certificates_by_not_after ON certificates (not_after);
CREATE INDEX certificates_by_key ON certificates (key);
CREATE INDEX certificates_not_good ON certificates (authority, serial) INCLUDE (state, state_at, reason, invalidity, not_after)
    WHERE state <> 'good';

CREATE TABLE status_changes (
    id bigserial PRIMARY KEY,
    authority text COLLATE "C" NOT NULL,
    serial bytea NOT NULL,
    at text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    reason text COLLATE "C" NOT NULL,
    invalidity text COLLATE "C" NOT NULL,
    application text COLLATE "C" NOT NULL
);
CREATE INDEX status_changes_of_an_authority ON status_changes (authority, at);
CREATE INDEX status_changes_of_a_certificate ON status_changes (authority, serial);

CREATE TABLE crls (
    authority text COLLATE "C",
    number bigint,
    base bigint,
    this_update text COLLATE "C" NOT NULL,
    next_update text COLLATE "C" NOT NULL,
    document bytea NOT NULL,
    PRIMARY KEY (authority, number, base)
);

CREATE TABLE escrows (
    name text COLLATE "C" PRIMARY KEY,
    holder text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    at text COLLATE "C" NOT NULL
);
