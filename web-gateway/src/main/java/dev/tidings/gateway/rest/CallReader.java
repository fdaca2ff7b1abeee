package dev.tidings.gateway.rest;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads a request's body and puts it together with who asks. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
public class CallReader implements MessageBodyReader<Call> {
    private final SecurityContext security;
    private final HttpHeaders headers;

    /** Both stand for the request that is being handled. */
    public CallReader(@Context SecurityContext security, @Context HttpHeaders headers) {
        this.security = security;
        this.headers = headers;
    }

    @Override
    public boolean isReadable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Call.class;
    }

    @Override
    public Call readFrom(
            Class<Call> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> httpHeaders,
            InputStream in)
            throws IOException {
        return new Call(TokenCheck.caller(security), RequestRules.operationId(headers), Body.parse(in.readAllBytes()));
    }
}
