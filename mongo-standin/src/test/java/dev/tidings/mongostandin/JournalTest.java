package dev.tidings.mongostandin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path directory;

    private List<String> replayed(long first) throws IOException {
        List<String> changes = new ArrayList<>();
        Journal.replay(directory, first, new Journal.Changes() {
            @Override
            public void put(int map, byte[] bson) {
                changes.add("put " + map + " " + bson.length);
            }

            @Override
            public void remove(int map, byte[] rowKey) {
                changes.add("remove " + map + " " + rowKey.length);
            }
        });
        return changes;
    }

    @Test
    void changesComeBackInOrder() throws IOException {
        try (Journal journal = new Journal(directory, 1, false)) {
            journal.append(5, Journal.PUT, new byte[300]);
            journal.append(6, Journal.REMOVE, new byte[20]);
            journal.commit();
            journal.rotate();
            journal.append(5, Journal.PUT, new byte[9 * 1024 * 1024]);
            journal.commit();
        }

        assertThat(replayed(1)).containsExactly("put 5 300", "remove 6 20", "put 5 9437184");
        assertThat(replayed(2)).containsExactly("put 5 9437184");
    }

    @Test
    void whatWasNotCommittedIsNotInTheFile() throws IOException {
        Journal journal = new Journal(directory, 1, false);
        journal.append(1, Journal.PUT, new byte[10]);
        journal.commit();
        journal.append(1, Journal.PUT, new byte[11]);

        assertThat(replayed(1)).containsExactly("put 1 10");
        journal.close();
        assertThat(replayed(1)).containsExactly("put 1 10", "put 1 11");
    }

    @Test
    void aGroupThatIsNotWholeIsLeftOut() throws IOException {
        try (Journal journal = new Journal(directory, 1, false)) {
            for (int i = 0; i < 3; i++) {
                journal.append(1, Journal.PUT, new byte[100 + i]);
                journal.commit();
            }
        }
        Path file = directory.resolve("journal-0000000000000000001");
        byte[] whole = Files.readAllBytes(file);

        for (int cut = 1; cut < 119; cut++) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertThat(replayed(1)).containsExactly("put 1 100", "put 1 101");
        }
        whole[whole.length - 40] ^= 1;
        Files.write(file, whole);
        assertThat(replayed(1)).containsExactly("put 1 100", "put 1 101");
    }

    @Test
    void aHoleInTheJournalIsAnError() throws IOException {
        try (Journal journal = new Journal(directory, 1, false)) {
            journal.append(1, Journal.PUT, new byte[100]);
            journal.rotate();
            journal.append(1, Journal.PUT, new byte[101]);
            journal.rotate();
        }
        Path second = directory.resolve("journal-0000000000000000002");

        Files.write(second, new byte[] {0}, StandardOpenOption.APPEND);
        assertThatThrownBy(() -> replayed(1)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        Files.delete(second);
        assertThatThrownBy(() -> replayed(1)).isInstanceOf(IOException.class).hasMessageContaining("no segment 2");
    }
}
