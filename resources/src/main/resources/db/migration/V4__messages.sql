-- The full history: every accepted message once. The body is the truth; the columns repeat what is searched and exported.
-- The ids are hashes: as the primary key they would scatter the rows over the whole table and make every insert dearer as it
-- grows. So rows lie in the order they came, and only the slim unique index is scattered.
CREATE TABLE message (
    row_no BIGINT NOT NULL AUTO_INCREMENT,
    server_msg_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    client_msg_id VARCHAR(255) NOT NULL,
    conversation_id VARCHAR(192) NOT NULL,
    send_id VARCHAR(64) NOT NULL,
    recv_id VARCHAR(64) NOT NULL,
    group_id VARCHAR(64) NOT NULL,
    sender_platform_id INT NOT NULL,
    sender_nickname VARCHAR(255) NOT NULL,
    session_type INT NOT NULL,
    msg_from INT NOT NULL,
    content_type INT NOT NULL,
    content MEDIUMTEXT NOT NULL,
    status INT NOT NULL,
    -- ms since epoch, both
    send_time BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    ex TEXT NOT NULL,
    -- the original was replaced, as a revocation does
    replaced BOOLEAN NOT NULL,
    -- encoded MsgData without a seq
    body MEDIUMBLOB NOT NULL,
    PRIMARY KEY (row_no),
    UNIQUE KEY message_by_id (server_msg_id),
    KEY message_by_sender (send_id, send_time),
    KEY message_by_receiver (recv_id, send_time),
    KEY message_by_conversation (conversation_id, send_time),
    KEY message_by_time (send_time)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
