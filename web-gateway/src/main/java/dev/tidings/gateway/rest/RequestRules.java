package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What every request must be like, whatever it asks for, before anything of it is read. */
@Provider
@PreMatching
public class RequestRules implements ContainerRequestFilter {
    static final String OPERATION_ID = "operationID";
    /** The address that a request came from, as a header for the resources and as an attribute for us; nothing from outside. */
    static final String PEER = "dev.tidings.peer";

    static final int OPERATION_ID_MAX = 128;
    static final int BODY_BYTES_MAX = 1024 * 1024;

    private static final BigInteger BODY_MAX = BigInteger.valueOf(BODY_BYTES_MAX);

    @Override
    public void filter(ContainerRequestContext request) {
        if (request.getMethod().equals(HttpMethod.OPTIONS)) {
            request.abortWith(Response.noContent().build());
            return;
        }
        Object peer = request.getProperty(PEER);
        request.getHeaders().putSingle(PEER, peer == null ? "unknown" : peer.toString());
        // The answer is JSON whatever the client would rather have.
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON);
        require(request.getMethod().equals(HttpMethod.POST), "the method is not POST");
        String operationId = request.getHeaderString(OPERATION_ID);
        require(operationId != null && !operationId.isBlank(), "header must have operationID");
        require(isOperationId(operationId), "operationID has more than 128 characters, or one that is not printable");
        require(!isTooLarge(request.getHeaderString(HttpHeaders.CONTENT_LENGTH)), TooLarge.DETAIL);
        request.setEntityStream(new Limited(request.getEntityStream()));
    }

    /** Read here: JAX-RS knows lengths as an int and fails on a larger one. */
    private static boolean isTooLarge(@Nullable String contentLength) {
        return contentLength != null
                && !contentLength.isEmpty()
                && contentLength.chars().allMatch(c -> c >= '0' && c <= '9')
                && new BigInteger(contentLength).compareTo(BODY_MAX) > 0;
    }

    private static boolean isOperationId(String text) {
        return text.length() <= OPERATION_ID_MAX && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
    }

    /** The trace id of a request; {@code -} for one that has none, or one that must not get into a log. */
    static String operationId(HttpHeaders headers) {
        String operationId = headers.getHeaderString(OPERATION_ID);
        return operationId != null && isOperationId(operationId) ? operationId : "-";
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ImException(ErrorCode.ARGS, otherwise);
        }
    }

    /** That a body is larger than it may be. */
    private static final class TooLarge {
        static final String DETAIL = "the body is larger than " + BODY_BYTES_MAX + " bytes";

        private TooLarge() {}
    }

    /** Ends a body that does not say how long it is, or lies about it. */
    private static final class Limited extends FilterInputStream {
        private long left = BODY_BYTES_MAX;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(Objects.requireNonNull(bytes), offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw new ImException(ErrorCode.ARGS, TooLarge.DETAIL);
            }
        }
    }
}
