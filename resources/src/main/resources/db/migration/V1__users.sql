-- Users as the business server registers them. They are never deleted.
CREATE TABLE im_user (
    user_id VARCHAR(64) NOT NULL,
    nickname VARCHAR(255) NOT NULL,
    face_url VARCHAR(1024) NOT NULL,
    ex VARCHAR(4096) NOT NULL,
    -- ms since epoch
    create_time BIGINT NOT NULL,
    app_manger_level INT NOT NULL,
    global_recv_msg_opt INT NOT NULL,
    PRIMARY KEY (user_id),
    -- pages and registration statistics
    KEY im_user_by_time (create_time, user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
