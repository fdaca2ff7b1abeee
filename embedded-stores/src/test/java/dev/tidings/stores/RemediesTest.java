package dev.tidings.stores;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RemediesTest {
    @Test
    void aMissingLibraryIsNamedWithItsPackage() {
        String said =
                "/x/redis-server: error while loading shared libraries: libssl.so.3: cannot open shared object file";

        assertThat(Remedies.of(said))
                .hasValueSatisfying(
                        remedy -> assertThat(remedy).contains("libssl.so.3").contains("apt-get install libssl3"));
    }

    @Test
    void aFullDiskIsSaid() {
        assertThat(Remedies.of("write: No space left on device"))
                .hasValueSatisfying(remedy -> assertThat(remedy).contains("disk is full"));
    }

    @Test
    void nothingIsMadeUpForWordsNobodyKnows() {
        assertThat(Remedies.of("segmentation fault")).isEmpty();
    }
}
