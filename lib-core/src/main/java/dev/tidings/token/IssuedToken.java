package dev.tidings.token;

import java.util.List;

/**
 * A new token.
 *
 * @param token what the client sends from now on; a secret
 * @param caller whom it speaks for
 * @param kicked whose tokens it made invalid: their sockets are to be closed
 */
public record IssuedToken(String token, Caller caller, List<Caller> kicked) {
    public IssuedToken {
        kicked = List.copyOf(kicked);
    }

    @Override
    public String toString() {
        return "IssuedToken[" + caller + ", kicked=" + kicked + "]";
    }
}
