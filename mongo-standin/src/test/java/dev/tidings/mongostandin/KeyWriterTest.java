package dev.tidings.mongostandin;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyWriterTest {
    /** Values in MongoDB's order; those in one list are equal. */
    private static final List<List<@Nullable Object>> ORDER = List.of(
            List.of(MinKey.getInstance()),
            Arrays.asList(new Object[] {null}),
            List.of(Double.NaN),
            List.of(Double.NEGATIVE_INFINITY),
            List.of(-1e300),
            List.of(Long.MIN_VALUE, -0x1p63),
            List.of(Long.MIN_VALUE + 1),
            List.of(-1.5),
            List.of(-1, -1L, -1.0),
            List.of(-Double.MIN_VALUE),
            List.of(0, 0L, 0.0, -0.0),
            List.of(Double.MIN_VALUE),
            List.of(0.5),
            List.of(1, 1L, 1.0),
            List.of(1L << 53, 0x1p53),
            List.of((1L << 53) + 1),
            List.of((1L << 53) + 2, 0x1p53 + 2),
            List.of(Long.MAX_VALUE - 1),
            List.of(Long.MAX_VALUE),
            List.of(0x1p63),
            List.of(Double.POSITIVE_INFINITY),
            List.of(""),
            List.of("\u0000"),
            List.of("\u0000a"),
            List.of("\u0001"),
            List.of("a"),
            List.of("a\u0000"),
            List.of("a\u0000\u0000"),
            List.of("aa"),
            List.of("b"),
            List.of("ä"),
            List.of("\uFFFD"),
            List.of("\uD83D\uDE00"),
            List.of(new Document()),
            List.of(new Document("a", 1), new Document("a", 1.0)),
            List.of(new Document("a", 1).append("b", 1)),
            List.of(new Document("a", 2)),
            List.of(new Document("a", "x")),
            List.of(List.of()),
            List.of(List.of(1)),
            List.of(List.of(1, 2)),
            List.of(List.of("a")),
            List.of(new BinData(new byte[] {5})),
            List.of(new BinData(new byte[] {-5})),
            List.of(new BinData(new byte[] {0, 0})),
            List.of(new ObjectId("000000000000000000000001")),
            List.of(new ObjectId("ff0000000000000000000000")),
            List.of(false),
            List.of(true),
            List.of(Instant.ofEpochMilli(-5)),
            List.of(Instant.ofEpochMilli(5)),
            List.of(MaxKey.getInstance()));

    private static byte[] key(boolean ascending, @Nullable Object... values) {
        KeyWriter writer = new KeyWriter();
        for (Object value : values) {
            writer.value(value, ascending);
        }
        return writer.toBytes();
    }

    @Test
    void keysAreOrderedAsValuesAre() {
        for (int i = 0; i < ORDER.size(); i++) {
            for (int j = 0; j < ORDER.size(); j++) {
                for (Object a : ORDER.get(i)) {
                    for (Object b : ORDER.get(j)) {
                        int expected = Integer.compare(i, j);
                        assertThat(Integer.signum(Arrays.compareUnsigned(key(true, a), key(true, b))))
                                .as("%s, %s", a, b)
                                .isEqualTo(expected);
                        assertThat(Integer.signum(Arrays.compareUnsigned(key(false, a), key(false, b))))
                                .as("%s, %s descending", a, b)
                                .isEqualTo(-expected);
                        assertThat(Integer.signum(Arrays.compareUnsigned(key(true, a, "x"), key(true, b, "x"))))
                                .as("(%s, x), (%s, x)", a, b)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void noKeyIsTheBeginningOfAnother() {
        List<byte[]> keys = new ArrayList<>();
        for (List<@Nullable Object> equal : ORDER) {
            keys.add(key(true, equal.get(0)));
        }

        for (byte[] a : keys) {
            for (byte[] b : keys) {
                boolean begins = a != b && a.length <= b.length && Arrays.equals(a, 0, a.length, b, 0, a.length);
                assertThat(begins).isFalse();
            }
        }
    }

    @Test
    void theEndOfAPrefixIsBehindAllThatBeginWithIt() {
        assertThat(KeyRange.after(new byte[] {1, 2})).containsExactly(1, 3);
        assertThat(KeyRange.after(new byte[] {1, (byte) 0xFF})).containsExactly(2);
        assertThat(KeyRange.after(new byte[] {(byte) 0xFF})).isNull();
    }
}
