-- One row for each owner of a conversation: the owner's settings of it. Rows are never deleted.
CREATE TABLE conversation (
    owner_id VARCHAR(64) NOT NULL,
    conversation_id VARCHAR(192) NOT NULL,
    conversation_type INT NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    group_id VARCHAR(64) NOT NULL,
    recv_msg_opt INT NOT NULL,
    is_pinned BOOLEAN NOT NULL,
    attached_info VARCHAR(1024) NOT NULL,
    is_private_chat BOOLEAN NOT NULL,
    group_at_type INT NOT NULL,
    ex VARCHAR(1024) NOT NULL,
    burn_duration INT NOT NULL,
    min_seq BIGINT NOT NULL,
    max_seq BIGINT NOT NULL,
    msg_destruct_time BIGINT NOT NULL,
    latest_msg_destruct_time BIGINT NOT NULL,
    is_msg_destruct BOOLEAN NOT NULL,
    -- the owner's version that brought the row, and the one that changed it last
    insert_version BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (owner_id, conversation_id),
    KEY conversation_by_version (owner_id, version)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- An owner's version grows with every change to the owner's rows, in the same transaction; its row is the owner's lock.
CREATE TABLE conversation_version (
    owner_id VARCHAR(64) NOT NULL,
    version_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (owner_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
