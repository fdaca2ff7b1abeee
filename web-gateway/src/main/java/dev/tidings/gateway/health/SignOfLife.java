package dev.tidings.gateway.health;

import dev.tidings.fault.ImException;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Up is what answers. */
final class SignOfLife {
    private SignOfLife() {}

    /** @param asked throws {@link ImException} if there is none */
    static HealthCheckResponse of(String name, Runnable asked) {
        try {
            asked.run();
            return HealthCheckResponse.up(name);
        } catch (ImException e) {
            return HealthCheckResponse.named(name)
                    .down()
                    .withData("reason", e.detail())
                    .build();
        }
    }
}
