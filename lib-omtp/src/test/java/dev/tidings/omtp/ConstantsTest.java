package dev.tidings.omtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConstantsTest {
    @Test
    void everyConstantIsFoundByItsNumber() {
        assertThat(ReqIdentifier.values())
                .allSatisfy(each -> assertThat(ReqIdentifier.of(each.number())).contains(each));
        assertThat(ContentType.values())
                .allSatisfy(each -> assertThat(ContentType.of(each.number())).contains(each));
        assertThat(Platform.values())
                .allSatisfy(each -> assertThat(Platform.of(each.id())).contains(each));
        assertThat(SessionType.values())
                .allSatisfy(each -> assertThat(SessionType.of(each.number())).contains(each));
        assertThat(MessageStatus.values())
                .allSatisfy(each -> assertThat(MessageStatus.of(each.number())).contains(each));
        assertThat(ReceiveOption.values())
                .allSatisfy(each -> assertThat(ReceiveOption.of(each.number())).contains(each));
    }

    @Test
    void noNumberIsUsedTwice() {
        assertThat(Arrays.stream(ContentType.values()).map(ContentType::number)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(ReqIdentifier.values()).map(ReqIdentifier::number))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(MessageOption.values()).map(MessageOption::key))
                .doesNotHaveDuplicates();
    }

    @Test
    void unknownNumbersAreNoConstants() {
        for (int number : new int[] {Integer.MIN_VALUE, -1, 0, 12, 99, 1008, Integer.MAX_VALUE}) {
            assertThat(ReqIdentifier.of(number)).isEmpty();
            assertThat(ContentType.of(number)).isEmpty();
            assertThat(Platform.of(number)).isEmpty();
            assertThat(SessionType.of(number)).isEmpty();
            assertThat(MessageStatus.of(number)).isEmpty();
        }
        assertThat(ReceiveOption.of(-1)).isEmpty();
        assertThat(ReceiveOption.of(3)).isEmpty();
    }

    @Test
    void notificationsAreARangeOfNumbers() {
        assertThat(ContentType.isNotification(ContentType.TEXT.number())).isFalse();
        assertThat(ContentType.isNotification(ContentType.TYPING.number())).isFalse();
        assertThat(ContentType.isNotification(ContentType.REVOKE_NOTIFICATION.number()))
                .isTrue();
        assertThat(ContentType.isNotification(4999)).isTrue();
        assertThat(ContentType.isNotification(5001)).isFalse();
    }

    @Test
    void anOptionThatIsNotSetIsTrue() {
        assertThat(MessageOption.HISTORY.in(Map.of())).isTrue();
        assertThat(MessageOption.HISTORY.in(Map.of("history", false))).isFalse();
    }
}
