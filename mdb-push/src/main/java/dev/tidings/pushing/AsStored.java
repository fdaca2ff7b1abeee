package dev.tidings.pushing;

import dev.tidings.mailbox.Mailboxes;
import dev.tidings.push.Delivery;
import dev.tidings.push.LatePushes;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** Looks up deliveries that waited in the queue: what was revoked meanwhile is not pushed as it was sent. */
@Dependent
class AsStored {
    private final Mailboxes mailboxes;

    @Inject
    AsStored(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    List<Delivery> now(List<Delivery> deliveries) {
        return LatePushes.asStored(mailboxes, deliveries);
    }
}
