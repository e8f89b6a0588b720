-- The ground: people, organisations, the classifier, the rules, and who owns what for the moment. Names are plural.

-- +goose Up
-- Organisations: executors, the council's units above them, bodies outside the program (MR-7.8).
CREATE TABLE orgs (
    id           uuid PRIMARY KEY,
    code         text        NOT NULL UNIQUE,
    parent_id    uuid        REFERENCES orgs (id),
    kind         text        NOT NULL CHECK (kind IN ('unit', 'enterprise', 'external', 'centre')),
    council_unit boolean     NOT NULL DEFAULT false, -- MR-5.8.2: only these may ask to extend
    area         text        NOT NULL DEFAULT '',    -- the control body's area that answers for it
    phone        text        NOT NULL DEFAULT '',
    email        text        NOT NULL DEFAULT '',
    sort         integer     NOT NULL DEFAULT 0,
    version      bigint      NOT NULL DEFAULT 1,
    retired_at   timestamptz
);

CREATE TABLE org_names (
    org_id uuid NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    lang   text NOT NULL,
    name   text NOT NULL,
    PRIMARY KEY (org_id, lang)
);

-- Staff: everybody who signs in. A role may be bound to an organisation, an area and dates.
CREATE TABLE staff (
    id            uuid PRIMARY KEY,
    login         text        NOT NULL UNIQUE CHECK (login = lower(login)),
    name          text        NOT NULL,
    password_hash text        NOT NULL,
    lang          text        NOT NULL DEFAULT 'uk',
    phone         text        NOT NULL DEFAULT '',
    failures      integer     NOT NULL DEFAULT 0,
    locked_until  timestamptz,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE staff_roles (
    staff_id uuid NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    role     text NOT NULL,
    org_id   uuid REFERENCES orgs (id),
    area     text NOT NULL DEFAULT '',
    since    date NOT NULL DEFAULT '2000-01-01',
    until    date,
    UNIQUE NULLS NOT DISTINCT (staff_id, role, org_id, area, since)
);
CREATE INDEX staff_roles_role ON staff_roles (role, org_id);

-- Server-side sessions: the token column holds a hash, never the cookie's value.
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea       NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

-- Where a person or an organisation is reached: a linked chat, a mailbox.
CREATE TABLE contact_points (
    id             uuid PRIMARY KEY,
    staff_id       uuid REFERENCES staff (id) ON DELETE CASCADE,
    org_id         uuid REFERENCES orgs (id) ON DELETE CASCADE,
    channel        text        NOT NULL CHECK (channel IN ('telegram', 'email')),
    address        text        NOT NULL,
    unreachable_at timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    CHECK ((staff_id IS NULL) <> (org_id IS NULL)),
    UNIQUE NULLS NOT DISTINCT (staff_id, org_id, channel, address)
);
CREATE INDEX contact_points_address ON contact_points (channel, address);

-- One-time codes that link a chat to a person or an organisation.
CREATE TABLE link_codes (
    code_hash  bytea PRIMARY KEY,
    staff_id   uuid REFERENCES staff (id) ON DELETE CASCADE,
    org_id     uuid REFERENCES orgs (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    CHECK (staff_id IS NOT NULL OR org_id IS NOT NULL)
);

-- The classifier (MR-4.6).
CREATE TABLE districts (
    code text PRIMARY KEY,
    sort integer NOT NULL DEFAULT 0
);
CREATE TABLE district_names (
    code text NOT NULL REFERENCES districts (code) ON DELETE CASCADE,
    lang text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (code, lang)
);
CREATE TABLE topics (
    code       text PRIMARY KEY,
    grp        text    NOT NULL,
    kind       text    NOT NULL,
    solve_n    integer NOT NULL CHECK (solve_n >= 0), -- 0 takes the kind's term
    solve_unit text    NOT NULL,
    clause     text    NOT NULL DEFAULT '',
    solve_assumed boolean NOT NULL DEFAULT false,
    housing    boolean NOT NULL DEFAULT false,
    assumed    boolean NOT NULL DEFAULT false,
    sort       integer NOT NULL DEFAULT 0,
    retired_at timestamptz
);
CREATE TABLE topic_names (
    code       text NOT NULL REFERENCES topics (code) ON DELETE CASCADE,
    lang       text NOT NULL,
    name       text NOT NULL,
    group_name text NOT NULL DEFAULT '',
    PRIMARY KEY (code, lang)
);
CREATE TABLE topic_keywords (
    code    text NOT NULL REFERENCES topics (code) ON DELETE CASCADE,
    lang    text NOT NULL,
    keyword text NOT NULL,
    sort    integer NOT NULL DEFAULT 0,
    PRIMARY KEY (code, lang, keyword)
);
CREATE TABLE topic_executors (
    code     text NOT NULL REFERENCES topics (code) ON DELETE CASCADE,
    district text NOT NULL DEFAULT '', -- '' = anywhere
    org_id   uuid NOT NULL REFERENCES orgs (id),
    PRIMARY KEY (code, district)
);
CREATE TABLE topic_grounds (
    code   text NOT NULL REFERENCES topics (code) ON DELETE CASCADE,
    ground text NOT NULL,
    sort   integer NOT NULL DEFAULT 0,
    PRIMARY KEY (code, ground)
);
-- Bodies that are competent where the city is not (MR-4.2.1).
CREATE TABLE competent_bodies (
    code  text PRIMARY KEY,
    phone text    NOT NULL DEFAULT '',
    site  text    NOT NULL DEFAULT '',
    sort  integer NOT NULL DEFAULT 0
);
CREATE TABLE competent_body_names (
    code     text NOT NULL REFERENCES competent_bodies (code) ON DELETE CASCADE,
    lang     text NOT NULL,
    name     text NOT NULL,
    about    text NOT NULL DEFAULT '',
    keywords text NOT NULL DEFAULT '',
    PRIMARY KEY (code, lang)
);
-- Bumped in the transaction of every change to orgs, staff roles, topics or bodies, so that copies reload their caches.
CREATE TABLE catalogue_version (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL
);
INSERT INTO catalogue_version (version) VALUES (1);

-- Every version of the city's rules that cases were taken under: a case keeps its own (MR-9.2).
CREATE TABLE profiles (
    name       text        NOT NULL,
    version    text        NOT NULL,
    source     text        NOT NULL, -- YAML
    kept_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (name, version)
);

-- One owner at a time, fenced.
CREATE TABLE leases (
    name   text PRIMARY KEY,
    holder text        NOT NULL,
    fence  bigint      NOT NULL,
    until  timestamptz NOT NULL
);

-- +goose Down
DROP TABLE leases, profiles, catalogue_version, competent_body_names, competent_bodies, topic_grounds, topic_executors,
    topic_keywords, topic_names, topics, district_names, districts, link_codes, contact_points, sessions, staff_roles,
    staff, org_names, orgs CASCADE;
