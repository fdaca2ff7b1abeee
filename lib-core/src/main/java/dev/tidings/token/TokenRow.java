package dev.tidings.token;

import dev.tidings.message.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code token}. */
@Entity
@Table(name = "token")
class TokenRow {
    @Id
    @Column(name = "token_id")
    private String tokenId;

    @Column(name = "user_id")
    private String userId;

    @Column(name = "platform_id")
    private int platformId;

    @Column(name = "status")
    private int status;

    @Column(name = "issued_at")
    private long issuedAt;

    @Column(name = "expires_at")
    private long expiresAt;

    /** For the persistence provider. */
    @SuppressWarnings("NullAway.Init")
    protected TokenRow() {}

    TokenRow(Caller token, long now) {
        this.tokenId = token.token().value();
        this.userId = token.user().value();
        this.platformId = token.platformId();
        this.status = TokenState.NORMAL.number();
        this.issuedAt = now;
        this.expiresAt = token.expiresAt();
    }

    void kick() {
        status = TokenState.KICKED.number();
    }

    TokenState state() {
        return TokenState.of(status);
    }

    TokenId id() {
        return new TokenId(tokenId);
    }

    boolean isExpired(long now) {
        return expiresAt <= now;
    }

    int platformId() {
        return platformId;
    }

    Caller caller() {
        return new Caller(new UserId(userId), platformId, new TokenId(tokenId), expiresAt);
    }
}
