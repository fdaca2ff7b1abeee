package dev.tidings.gateway.socket;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Who may open a {@link ChatSocket}, and how one is made. The container would inject every socket by itself, with a proxy of its own
 * for each bean, which costs each idle connection some kilobytes; so one set of beans serves them all.
 */
public class ChatSocketConfigurator extends ServerEndpointConfig.Configurator {
    /** What is known at the first connect: the container makes this object before there are beans. */
    private record Found(List<String> origins, ChatSockets sockets) {}

    private volatile @Nullable Found found;

    @Override
    public boolean checkOrigin(@Nullable String origin) {
        return OriginCheck.isAllowed(origin, found().origins());
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpoint) {
        return endpoint.cast(found().sockets().next());
    }

    private Found found() {
        Found known = found;
        if (known == null) {
            known = new Found(
                    ConfigProvider.getConfig().getValues("im.ws.origins", String.class),
                    CDI.current().select(ChatSockets.class).get());
            found = known;
        }
        return known;
    }
}
