-- The Telegram edge: the durable inbox, the conversations, what they answer. Its rows join the transactions of the core.
-- Updates, conversations and answers hold personal data; they are pruned after days, not years.

-- +goose Up
-- A chat and where its conversation stands. The row is the lock under which the chat's updates are taken in order.
CREATE TABLE tg_chats (
    bot_id         bigint      NOT NULL,
    chat_id        bigint      NOT NULL,
    kind           text        NOT NULL DEFAULT '', -- private, group, supergroup, channel
    lang           text        NOT NULL DEFAULT '', -- '' until the person was heard
    session        jsonb       NOT NULL DEFAULT '{}', -- the draft and what was asked last
    session_at     timestamptz,                       -- null when there is nothing to forget
    unreachable_at timestamptz,                       -- 403; until /start
    PRIMARY KEY (bot_id, chat_id)
);
CREATE INDEX tg_chats_session ON tg_chats (session_at) WHERE session_at IS NOT NULL;

-- The inbox. An update is done, or dead after its last failure; pending otherwise.
CREATE TABLE tg_updates (
    bot_id      bigint      NOT NULL,
    update_id   bigint      NOT NULL,
    chat_id     bigint      NOT NULL, -- 0 when the update could not be read
    album       text        NOT NULL DEFAULT '', -- media_group_id
    raw         bytea       NOT NULL, -- as it came: jsonb would refuse \u0000
    received_at timestamptz NOT NULL,
    held_until  timestamptz NOT NULL, -- a gap before it may still be filled
    ready_at    timestamptz NOT NULL, -- not taken before: gap, album, backoff
    attempts    integer     NOT NULL DEFAULT 0,
    last_error  text        NOT NULL DEFAULT '',
    done_at     timestamptz,
    dead_at     timestamptz,
    PRIMARY KEY (bot_id, update_id)
);
CREATE INDEX tg_updates_pending ON tg_updates (bot_id, chat_id, update_id) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX tg_updates_dead ON tg_updates (bot_id, dead_at) WHERE dead_at IS NOT NULL;
CREATE INDEX tg_updates_received ON tg_updates USING brin (received_at);

-- Files of an update, fetched at once, before the update is taken.
CREATE TABLE tg_files (
    bot_id       bigint      NOT NULL,
    update_id    bigint      NOT NULL,
    ordinal      smallint    NOT NULL,
    telegram_id  text        NOT NULL,
    name         text        NOT NULL,
    content_type text        NOT NULL,
    size         bigint      NOT NULL,
    file_id      uuid,                             -- in the blob store
    failure      text        NOT NULL DEFAULT '' CHECK (failure IN ('', 'too_big', 'lost')),
    attempts     integer     NOT NULL DEFAULT 0,
    next_at      timestamptz NOT NULL,
    settled_at   timestamptz,
    PRIMARY KEY (bot_id, update_id, ordinal),
    CHECK (settled_at IS NULL OR (file_id IS NOT NULL) <> (failure <> ''))
);
CREATE INDEX tg_files_waiting ON tg_files (bot_id, next_at) WHERE settled_at IS NULL;

-- What the conversation answers, written with the state that it tells of. The payload goes once it was sent.
CREATE TABLE tg_outgoing (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bot_id     bigint      NOT NULL,
    chat_id    bigint      NOT NULL,
    update_id  bigint      NOT NULL, -- which it answers
    ordinal    smallint    NOT NULL,
    method     text        NOT NULL CHECK (method IN ('send', 'answer', 'strip')),
    payload    jsonb       NOT NULL,
    state      text        NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'late', 'dead', 'unreachable')),
    attempts   integer     NOT NULL DEFAULT 0,
    next_at    timestamptz NOT NULL,
    last_error text        NOT NULL DEFAULT '',
    message_id bigint,
    created_at timestamptz NOT NULL,
    settled_at timestamptz
);
CREATE INDEX tg_outgoing_due ON tg_outgoing (bot_id, next_at) WHERE state = 'queued';
CREATE INDEX tg_outgoing_order ON tg_outgoing (bot_id, chat_id, id) WHERE state = 'queued' AND method = 'send';

-- +goose Down
DROP TABLE tg_outgoing, tg_files, tg_updates, tg_chats;
