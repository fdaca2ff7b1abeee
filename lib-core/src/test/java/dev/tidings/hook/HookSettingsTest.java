package dev.tidings.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookSettingsTest {
    private final Map<String, String> keys = new HashMap<>(Map.of("im.hook.secret", TestHooks.SECRET));

    private HookSettings read() {
        return HookSettings.read(key -> Optional.ofNullable(keys.get(key)));
    }

    @Test
    void withoutAKeyEverythingIsOff() {
        keys.clear();

        assertThat(read().rules()).isEmpty();
    }

    @Test
    void eachHookHasItsOwn() {
        keys.put("im.hook.url", "http://biz:8080/hooks/");
        keys.put("im.hook.enabled", "beforeSendSingleMsg, beforeMsgModify,afterRevokeMsg");
        keys.put("im.hook.urls", "beforeMsgModify=https://other/x");
        keys.put("im.hook.timeouts", "beforeMsgModify=PT1S");
        keys.put("im.hook.fail-closed", "beforeSendSingleMsg");
        keys.put("im.hook.content-types", "beforeSendSingleMsg=101|106");

        HookSettings settings = read();

        HookRule send = settings.rule(Hook.BEFORE_SEND_SINGLE_MSG).orElseThrow();
        assertThat(send.url()).isEqualTo(URI.create("http://biz:8080/hooks/callbackBeforeSendSingleMsgCommand"));
        assertThat(send.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(send.failsClosed()).isTrue();
        assertThat(send.contentTypes()).containsExactlyInAnyOrder(101, 106);
        HookRule modify = settings.rule(Hook.BEFORE_MSG_MODIFY).orElseThrow();
        assertThat(modify.url()).isEqualTo(URI.create("https://other/x/callbackBeforeMsgModifyCommand"));
        assertThat(modify.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(modify.failsClosed()).isFalse();
        assertThat(modify.contentTypes()).containsExactly(101);
        assertThat(settings.rule(Hook.AFTER_REVOKE_MSG).orElseThrow().url().getPath())
                .isEqualTo("/hooks/callbackBeforeAfterMsgCommand");
        assertThat(settings.rule(Hook.AFTER_MSG_SAVE_DB)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "im.hook.enabled; beforeEverything",
                "im.hook.url; ftp://biz",
                "im.hook.url; http://user:pass@biz",
                "im.hook.url; http://biz/?x=1",
                "im.hook.url; biz",
                "im.hook.timeout; 5",
                "im.hook.timeout; PT0S",
                "im.hook.timeout; PT2M",
                "im.hook.timeouts; beforeMsgModify",
                "im.hook.content-types; beforeMsgModify=text",
                "im.hook.allowed-addresses; localhost",
                "im.hook.concurrency-max; 0",
                "im.hook.event-attempts; many",
                "im.hook.secret; short"
            })
    void aBadValueIsRefusedByTheNameOfItsKey(String key, String value) {
        keys.put("im.hook.url", "http://biz");
        keys.put("im.hook.enabled", "beforeMsgModify");
        keys.put(key, value);

        assertThatIllegalArgumentException()
                .isThrownBy(this::read)
                .withMessageContaining(key.equals("im.hook.allowed-addresses") ? value : key);
    }

    @Test
    void hooksWithoutASecretAreRefused() {
        keys.put("im.hook.url", "http://biz");
        keys.put("im.hook.enabled", "beforeMsgModify");
        keys.remove("im.hook.secret");

        assertThatIllegalArgumentException().isThrownBy(this::read).withMessageContaining("im.hook.secret");
    }

    @Test
    void aKeyIsNotShown() {
        assertThat(SigningKey.of(TestHooks.SECRET).toString()).doesNotContain(TestHooks.SECRET);
    }
}
