package dev.tidings.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("AddressSelection") // Literals alone, of which each is one address.
class AddressRulesTest {
    private static final AddressRules NOTHING_MORE = AddressRules.allowing(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "192.0.0.192",
                "198.18.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:10.0.0.1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "100::1"
            })
    void whatIsNotPublicIsDenied(String address) throws Exception {
        assertThat(NOTHING_MORE.allows(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.15.255.255",
                "172.32.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "192.0.1.1",
                "198.17.255.255",
                "2606:4700::1111",
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "2002:808:808::1"
            })
    void whatIsPublicIsAllowed(String address) throws Exception {
        assertThat(NOTHING_MORE.allows(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void whatIsNamedIsAllowedAndNothingBesideIt() throws Exception {
        AddressRules rules = AddressRules.allowing(List.of("10.1.0.0/16", "127.0.0.1", "fd12::/16"));

        assertThat(rules.allows(InetAddress.getByName("10.1.255.1"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("::ffff:10.1.2.3"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("fd12::5"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("127.0.0.1"))).isTrue();
        assertThat(rules.allows(InetAddress.getByName("127.0.0.2"))).isFalse();
        assertThat(rules.allows(InetAddress.getByName("10.2.0.1"))).isFalse();
        assertThat(rules.allows(InetAddress.getByName("fd13::5"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "beef", "", "/8", "fd00::/129"})
    void whatIsNoAddressIsNeverLookedUp(String range) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRules.allowing(List.of(range)));
    }
}
