package dev.tidings.hook;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses may be called: those of the public internet, and what is allowed by name. A host name in the configuration
 * must not become a way into this machine, its neighbours or its cloud's metadata when somebody changes the name's record.
 */
final class AddressRules {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    /** What {@link InetAddress} has no question for. */
    private static final List<Range> DENIED = List.of(
            Range.of("0.0.0.0/8"),
            Range.of("100.64.0.0/10"),
            Range.of("192.0.0.0/24"),
            Range.of("198.18.0.0/15"),
            Range.of("240.0.0.0/4"),
            Range.of("fc00::/7"),
            Range.of("100::/64"));

    /** IPv6 addresses that lead to an IPv4 address within them, which then decides. */
    private static final Range TRANSLATED = Range.of("64:ff9b::/96");

    private static final Range SIX_TO_FOUR = Range.of("2002::/16");
    private static final Range COMPATIBLE = Range.of("::/96");

    private final List<Range> allowed;

    private AddressRules(List<Range> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /**
     * @param ranges addresses or CIDR ranges that may be called although they are not public, such as {@code 127.0.0.0/8}
     * @throws IllegalArgumentException if one is neither
     */
    static AddressRules allowing(List<String> ranges) {
        return new AddressRules(ranges.stream().map(Range::of).toList());
    }

    boolean allows(InetAddress address) {
        if (allowed.stream().anyMatch(it -> it.contains(address))) {
            return true;
        }
        return !isDenied(address);
    }

    private boolean isDenied(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || DENIED.stream().anyMatch(it -> it.contains(address))) {
            return true;
        }
        if (!(address instanceof Inet6Address)) {
            return false;
        }
        // ::ffff:a.b.c.d is an Inet4Address to Java and needs nothing here.
        if (TRANSLATED.contains(address) || COMPATIBLE.contains(address)) {
            return !allows(embedded(address, IPV6_BYTES - IPV4_BYTES));
        }
        return SIX_TO_FOUR.contains(address) && !allows(embedded(address, 2));
    }

    private static InetAddress embedded(InetAddress address, int from) {
        try {
            return Inet4Address.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + IPV4_BYTES));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** A CIDR range. */
    private record Range(InetAddress network, int prefix) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            String literal = slash < 0 ? text : text.substring(0, slash);
            // Anything else would be looked up as a name.
            if (!literal.matches("[0-9a-fA-F:.]+") || !(literal.contains(".") || literal.contains(":"))) {
                throw new IllegalArgumentException(text + " is no address and no CIDR range");
            }
            try {
                InetAddress network = InetAddress.getByName(literal);
                int bits = network.getAddress().length * Byte.SIZE;
                int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
                if (prefix < 0 || prefix > bits) {
                    throw new IllegalArgumentException(text + " has no prefix of 0 to " + bits);
                }
                return new Range(network, prefix);
            } catch (UnknownHostException | NumberFormatException e) {
                throw new IllegalArgumentException(text + " is no address and no CIDR range", e);
            }
        }

        boolean contains(InetAddress address) {
            byte[] mine = network.getAddress();
            byte[] other = address.getAddress();
            if (mine.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> (bit % Byte.SIZE);
                if ((mine[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
