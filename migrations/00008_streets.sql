-- What helps an agent: the city's streets, further applicants of one case, conversations, a phrase book.

-- +goose Up
SET LOCAL lock_timeout = '10s';

-- The register of streets for typed addresses.
CREATE TABLE streets (
    code     text PRIMARY KEY,
    type     text    NOT NULL,             -- a type of casecore/streets: street, avenue, lane, ...
    district text    NOT NULL DEFAULT '',  -- '' when it runs through several
    lat      double precision,
    lon      double precision,
    demo     boolean NOT NULL DEFAULT false,
    CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE TABLE street_names (
    code   text     NOT NULL REFERENCES streets (code) ON DELETE CASCADE,
    ord    smallint NOT NULL,
    lang   text     NOT NULL,                 -- '' for a spelling that is only looked for
    name   text     NOT NULL,
    former boolean  NOT NULL DEFAULT false,
    PRIMARY KEY (code, ord)
);
-- Houses whose district is not their street's.
CREATE TABLE street_buildings (
    code     text     NOT NULL REFERENCES streets (code) ON DELETE CASCADE,
    ord      smallint NOT NULL,
    house    text     NOT NULL,
    district text NOT NULL DEFAULT '',
    lat      double precision,
    lon      double precision,
    PRIMARY KEY (code, ord),
    CHECK ((lat IS NULL) = (lon IS NULL))
);
-- Bumped in the transaction of every change to the register, so that copies read it anew.
CREATE TABLE street_register (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL
);
INSERT INTO street_register (version) VALUES (1);

-- Whoever else reported what a case is about: they have its number and hear how it ends.
CREATE TABLE case_applicants (
    report_id    uuid PRIMARY KEY REFERENCES reports (id),
    case_id      uuid        NOT NULL REFERENCES cases (id),
    applicant_id uuid        NOT NULL REFERENCES applicants (id),
    linked_at    timestamptz NOT NULL,
    linked_by    uuid        NOT NULL REFERENCES staff (id)
);
CREATE INDEX case_applicants_case ON case_applicants (case_id);

-- What an agent looked at and found to be another matter: it is not offered again.
CREATE TABLE report_not_same (
    report_id uuid        NOT NULL REFERENCES reports (id),
    case_id   uuid        NOT NULL REFERENCES cases (id),
    at        timestamptz NOT NULL,
    PRIMARY KEY (report_id, case_id)
);

-- Reports of one conversation: each but the first names the first.
CREATE TABLE report_origins (
    report_id uuid PRIMARY KEY REFERENCES reports (id),
    origin_id uuid NOT NULL REFERENCES reports (id)
);
CREATE INDEX report_origins_origin ON report_origins (origin_id);

-- Cases of a topic that are open, for what may be the same; contacts by name, for what was before.
CREATE INDEX cases_topic_open ON cases (topic, registered_at DESC) WHERE ended_at IS NULL;
CREATE INDEX applicants_person ON applicants (lower(surname), lower(name)) WHERE surname <> '';
CREATE INDEX applicants_email ON applicants (lower(email)) WHERE email <> '';
CREATE INDEX reports_case ON reports (case_id) WHERE case_id IS NOT NULL;

-- Phrases that are written again and again: the centre's, or one person's.
CREATE TABLE phrases (
    id         uuid PRIMARY KEY,
    version    bigint      NOT NULL DEFAULT 1,
    owner_id   uuid        REFERENCES staff (id), -- null for the centre's
    lang       text        NOT NULL DEFAULT '',   -- '' for any
    kind       text        NOT NULL DEFAULT '',   -- '' for any
    topic      text        NOT NULL DEFAULT '',   -- '' for any
    short      text        NOT NULL,              -- what is typed after the slash
    text       text        NOT NULL,
    changed_by uuid        NOT NULL REFERENCES staff (id),
    changed_at timestamptz NOT NULL,
    removed_at timestamptz
);
CREATE UNIQUE INDEX phrases_short ON phrases (owner_id, lower(short), lang, kind, topic) NULLS NOT DISTINCT
    WHERE removed_at IS NULL;

-- +goose Down
DROP TABLE phrases, report_origins, report_not_same, case_applicants, street_register, street_buildings, street_names, streets;
DROP INDEX cases_topic_open, applicants_person, applicants_email, reports_case;
