package dev.tidings.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.mailbox.MailboxEntry;
import dev.tidings.message.ConversationId;
import dev.tidings.message.UserId;
import dev.tidings.msg.Draft;
import dev.tidings.msg.InboxService;
import dev.tidings.msg.MessageService;
import dev.tidings.msg.Sent;
import dev.tidings.msg.UserService;
import dev.tidings.omtp.proto.MsgData;
import dev.tidings.user.User;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The EAR itself, inside Payara Server, with a web module more from which this class calls its services. Runs last: the
 * EAR that the launcher deployed makes room for this one.
 */
@Order(5)
@ExtendWith({StackExtension.class, ArquillianExtension.class})
class ArquillianEarIT {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    @Inject
    @Nullable
    MessageService messages;

    @Inject
    @Nullable
    InboxService inbox;

    @Inject
    @Nullable
    UserService users;

    @Deployment
    static EnterpriseArchive earWithThisTest() throws IOException, InterruptedException {
        Undeployment.ofTheProduct();
        WebArchive test = ShrinkWrap.create(WebArchive.class, "system-test.war")
                .addClasses(ArquillianEarIT.class, StackExtension.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
                .addAsLibrary(jarOf(org.assertj.core.api.Assertions.class))
                .addAsLibrary(jarOf(net.bytebuddy.ByteBuddy.class));
        EnterpriseArchive ear = ShrinkWrap.create(ZipImporter.class, "tidings.ear")
                .importFrom(Path.of("../launcher/target/tidings/tidings.ear").toFile())
                .as(EnterpriseArchive.class);
        String modules = new String(
                ear.get("META-INF/application.xml").getAsset().openStream().readAllBytes(), StandardCharsets.UTF_8);
        String withTest = modules.replace(
                "<library-directory>",
                "<module><web><web-uri>system-test.war</web-uri><context-root>/system-test</context-root></web></module>"
                        + "<library-directory>");
        ear.delete("META-INF/application.xml");
        return ear.setApplicationXML(new StringAsset(withTest)).addAsModule(Testable.archiveToTest(test));
    }

    private static java.io.File jarOf(Class<?> type) {
        return Path.of(java.net.URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toFile();
    }

    @Test
    void aMessageSentThroughTheServicesIsInBothMailboxes() throws Exception {
        String run = Long.toString(System.nanoTime(), 36);
        UserId ann = new UserId("ann" + run);
        UserId ben = new UserId("ben" + run);
        there(users).register(List.of(User.of(ann, "Ann", "", 0), User.of(ben, "Ben", "", 0)), "op-" + run);
        MsgData hello = MsgData.newBuilder()
                .setSendID(ann.value())
                .setRecvID(ben.value())
                .setClientMsgID("hello" + run)
                .setSessionType(1)
                .setMsgFrom(100)
                .setContentType(101)
                .setContent(com.google.protobuf.ByteString.copyFromUtf8("{\"content\":\"hello\"}"))
                .setSenderPlatformID(5)
                .build();
        Draft draft = new Draft(ann, Draft.Origin.CLIENT, hello, "system-test");

        Sent sent = there(messages).send(draft).toCompletableFuture().get(30, TimeUnit.SECONDS);
        Sent again = there(messages).send(draft).toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(again).isEqualTo(sent);
        List<MailboxEntry> mine = mailbox(ann);
        List<MailboxEntry> his = mailbox(ben);
        assertThat(mine).hasSize(1);
        assertThat(his).hasSize(1);
        assertThat(his.get(0).mailboxSeq()).isEqualTo(1);
        assertThat(his.get(0).conversation()).isEqualTo(ConversationId.single(ann, ben));
        assertThat(mine.get(0).message()).isEqualTo(his.get(0).message());
        assertThat(there(inbox).newest(ben)).containsEntry(ConversationId.single(ann, ben), 1L);
    }

    private static <T> T there(@Nullable T injected) {
        assertThat(injected).as("what the container injects").isNotNull();
        return java.util.Objects.requireNonNull(injected);
    }

    private List<MailboxEntry> mailbox(UserId owner) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (there(inbox).newestOfMailbox(owner) == 0 && System.nanoTime() < until) {
            Thread.sleep(50);
        }
        return there(inbox).pullMailbox(owner, 1, 10, 10).entries();
    }
}
