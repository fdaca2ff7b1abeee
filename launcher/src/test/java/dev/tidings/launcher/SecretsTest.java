package dev.tidings.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder = Path.of("");

    private final SecureRandom random = new SecureRandom();

    @Test
    void theFirstStartGeneratesThemIntoAFileOnlyTheOwnerCanRead() throws IOException {
        Secrets secrets = Secrets.in(folder, random);

        assertThat(secrets.get(Secrets.TOKEN_SECRET)).matches("[0-9a-f]{64}");
        assertThat(secrets.get(Secrets.ADMIN_SECRET)).isNotEqualTo(secrets.get(Secrets.TOKEN_SECRET));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secrets.properties"))))
                .isEqualTo("rw-------");
    }

    @Test
    void laterStartsReadTheSame() throws IOException {
        Secrets first = Secrets.in(folder, random);
        Secrets second = Secrets.in(folder, random);

        assertThat(second.get(Secrets.MYSQL_PASSWORD)).isEqualTo(first.get(Secrets.MYSQL_PASSWORD));
        assertThat(second.get(Secrets.PAYARA_PASSWORD)).isEqualTo(first.get(Secrets.PAYARA_PASSWORD));
    }

    @Test
    void aSecretThatAnOlderVersionDidNotKnowIsAddedAndTheOthersStay() throws IOException {
        Path file = folder.resolve("secrets.properties");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "im.auth.admin-secret=chosen by a person\n");

        Secrets secrets = Secrets.in(folder, random);

        assertThat(secrets.get(Secrets.ADMIN_SECRET)).isEqualTo("chosen by a person");
        assertThat(Files.readString(file))
                .contains("im.auth.admin-secret=chosen by a person")
                .contains("im.auth.token-secret=" + secrets.get(Secrets.TOKEN_SECRET));
    }

    @Test
    void aFileOthersCanReadIsRefused() throws IOException {
        Secrets.in(folder, random);
        Files.setPosixFilePermissions(
                folder.resolve("secrets.properties"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> Secrets.in(folder, random))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void nothingSecretIsInItsText() throws IOException {
        Secrets secrets = Secrets.in(folder, random);

        assertThat(secrets.toString()).doesNotContain(secrets.get(Secrets.TOKEN_SECRET));
    }
}
