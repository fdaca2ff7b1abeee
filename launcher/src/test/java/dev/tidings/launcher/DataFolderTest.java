package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path parent = Path.of("");

    @Test
    void aNewFolderIsForTheOwnerAlone() throws IOException {
        Path path = parent.resolve("new");

        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(folder.logs()).isDirectory();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aSecondLauncherIsToldWhoHasTheFolder() throws IOException {
        try (DataFolder first = DataFolder.open(parent)) {
            assertThatThrownBy(() -> DataFolder.open(first.path()).close())
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("already runs")
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data FOLDER");
        }

        DataFolder.open(parent).close();
    }

    @Test
    void tooLittleDiskIsSaidBeforeAnythingStarts() {
        assertThatThrownBy(() -> DataFolder.open(parent, Long.MAX_VALUE).close())
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("make room")
                .hasMessageContaining("--data FOLDER");
    }

    @Test
    void aFolderThatIsAFileIsRefused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataFolder.open(file).close())
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("cannot be used");
    }
}
