package dev.tidings.gateway.rest;

import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** Writes the envelope. */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class AnswerWriter implements MessageBodyWriter<Answer> {
    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == Answer.class;
    }

    @Override
    public void writeTo(
            Answer answer,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        JsonObjectBuilder envelope = Json.object()
                .add("errCode", answer.errCode())
                .add("errMsg", answer.errMsg())
                .add("errDlt", answer.errDlt());
        if (answer.data() != null) {
            envelope.add("data", answer.data());
        }
        out.write(envelope.build().toString().getBytes(StandardCharsets.UTF_8));
    }
}
