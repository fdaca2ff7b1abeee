package dev.tidings.gateway.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.Set;

/** What the REST API is made of. {@link ApiPaths} leads the public paths here. */
@ApplicationPath(RestApplication.ROOT)
public class RestApplication extends Application {
    static final String ROOT = "/api";

    static final Set<Class<?>> RESOURCES = Set.of(
            AuthResource.class,
            UserResource.class,
            MessageResource.class,
            ConversationResource.class,
            FriendResource.class,
            GroupResource.class,
            JsSdkResource.class,
            MailboxResource.class,
            NodeResource.class,
            ThirdResource.class,
            StatisticsResource.class,
            OpsResource.class,
            DemoResource.class);
    static final Set<Class<?>> PROVIDERS = Set.of(
            RequestRules.class,
            AnswerHeaders.class,
            Locks.class,
            CallReader.class,
            AnswerWriter.class,
            ImExceptionMapper.class,
            AnyExceptionMapper.class);

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> all = new HashSet<>(RESOURCES);
        all.addAll(PROVIDERS);
        return all;
    }
}
