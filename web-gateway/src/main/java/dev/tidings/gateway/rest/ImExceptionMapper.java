package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers what was refused with its code. */
@Provider
public class ImExceptionMapper implements ExceptionMapper<ImException> {
    private static final System.Logger LOG = System.getLogger(ImExceptionMapper.class.getName());

    private final HttpHeaders headers;

    /** @param headers of the request that is being handled */
    public ImExceptionMapper(@Context HttpHeaders headers) {
        this.headers = headers;
    }

    @Override
    public Response toResponse(ImException refusal) {
        return answer(refusal, RequestRules.operationId(headers));
    }

    static Response answer(ImException refusal, String operationId) {
        // Nobody can do anything about a wrong request here; about a store that is away somebody should.
        boolean away = refusal.code() == ErrorCode.UNAVAILABLE;
        LOG.log(
                away ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> (away ? "IM-1302 a request could not be served" : "a request was refused") + ": " + refusal.code()
                        + " " + refusal.detail() + ", operationID=" + operationId);
        return Answer.refusal(refusal).response();
    }
}
