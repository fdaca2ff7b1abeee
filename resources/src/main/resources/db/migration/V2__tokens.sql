-- Tokens that were issued and are not yet expired. Only the token's id is here, which is no use without the signature.
CREATE TABLE token (
    token_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    user_id VARCHAR(64) NOT NULL,
    platform_id INT NOT NULL,
    -- 0 normal, 2 kicked
    status INT NOT NULL,
    -- ms since epoch, both
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (token_id),
    KEY token_by_user (user_id, platform_id),
    KEY token_by_expiry (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- A row to lock: logins and revocations of one user happen one after the other.
CREATE TABLE token_user (
    user_id VARCHAR(64) NOT NULL,
    changes BIGINT NOT NULL,
    PRIMARY KEY (user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
