package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.omtp.proto.MsgData;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The same modules on Payara Micro. Goes before the stack of all others starts: one application server is enough. */
@Order(1)
class MicroIT {
    @Test
    void aMessageGoesFromOneToTheOther() throws IOException {
        try (Stack micro = Stack.start("micro", 20, List.of("--micro"));
                Pair pair = Pair.connected(micro)) {
            MsgData hello = pair.textToBob("hello from Micro");

            pair.sendNow(pair.aliceDevice, hello);

            await().atMost(Pair.PATIENCE).until(() -> pair.bobSaw.size() == 1);
            assertThat(pair.bobSaw.get(0).getContent()).isEqualTo(hello.getContent());
            assertThat(pair.verify()).hasSize(1);
        }
    }
}
