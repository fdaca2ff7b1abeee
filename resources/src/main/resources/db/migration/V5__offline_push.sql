-- Devices that push providers can reach. A token belongs to one user: whoever registered it last.
CREATE TABLE push_token (
    provider VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- SHA-256 of the token, in hex: tokens are too long to be a key
    token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    platform_id INT NOT NULL,
    token VARCHAR(2048) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- ms since epoch, both
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (provider, token_hash),
    KEY push_token_by_user (user_id, platform_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The number on the app's icon: what the app said last, and what was pushed since.
CREATE TABLE push_badge (
    user_id VARCHAR(64) NOT NULL,
    unread INT NOT NULL,
    PRIMARY KEY (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
