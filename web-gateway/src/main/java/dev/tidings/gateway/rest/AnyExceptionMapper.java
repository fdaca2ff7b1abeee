package dev.tidings.gateway.rest;

import dev.tidings.fault.ErrorCode;
import dev.tidings.fault.ImException;
import jakarta.ejb.EJBException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.concurrent.CompletionException;

/**
 * Answers everything that is no refusal of ours: what JAX-RS itself refuses, as {@code ARGS}; and what is a defect or an
 * unknown failure, logged in full here and told to the client as no more than that.
 */
@Provider
public class AnyExceptionMapper implements ExceptionMapper<Throwable> {
    private static final System.Logger LOG = System.getLogger(AnyExceptionMapper.class.getName());

    private final HttpHeaders headers;

    /** @param headers of the request that is being handled */
    public AnyExceptionMapper(@Context HttpHeaders headers) {
        this.headers = headers;
    }

    @Override
    public Response toResponse(Throwable failure) {
        String operationId = RequestRules.operationId(headers);
        Throwable cause = unwrapped(failure);
        if (cause instanceof ImException refusal) {
            return ImExceptionMapper.answer(refusal, operationId);
        }
        if (cause instanceof WebApplicationException refusal
                && refusal.getResponse().getStatus() < 500) {
            return Answer.refusal(ErrorCode.ARGS, detail(refusal)).response();
        }
        LOG.log(System.Logger.Level.ERROR, "IM-1301 a request failed, operationID=" + operationId, cause);
        return Answer.refusal(ErrorCode.SERVER_INTERNAL, "").response();
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof EJBException || cause instanceof CompletionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String detail(WebApplicationException refusal) {
        if (refusal instanceof NotFoundException) {
            return "there is no such path";
        }
        if (refusal instanceof NotAllowedException) {
            return "the method is not POST";
        }
        if (refusal instanceof NotSupportedException) {
            return "Content-Type is not application/json";
        }
        return "HTTP " + refusal.getResponse().getStatus();
    }
}
