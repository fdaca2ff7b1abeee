package dev.tidings.gateway.socket;

import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Lets pages connect only from the origins in {@code im.ws.origins}; {@code *} lets everyone, as OpenIM does. */
public class OriginCheck extends ServerEndpointConfig.Configurator {
    private volatile @Nullable List<String> allowed;

    @Override
    public boolean checkOrigin(@Nullable String origin) {
        return isAllowed(origin, allowed());
    }

    private List<String> allowed() {
        List<String> known = allowed;
        if (known == null) {
            known = ConfigProvider.getConfig().getValues("im.ws.origins", String.class);
            allowed = known;
        }
        return known;
    }

    /** A client without an origin is no page; an entry may end in {@code :*} for any port. */
    static boolean isAllowed(@Nullable String origin, List<String> allowed) {
        if (origin == null || origin.isEmpty()) {
            return true;
        }
        return allowed.stream()
                .map(String::trim)
                .anyMatch(it -> it.equals("*")
                        || it.equals(origin)
                        || (it.endsWith(":*") && (origin + ":").startsWith(it.substring(0, it.length() - 1))));
    }
}
