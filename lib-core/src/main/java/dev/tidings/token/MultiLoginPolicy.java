package dev.tidings.token;

import java.util.Arrays;

/** Which older tokens of a user a new one kicks. The numbers are the protocol's; 2 and 3 no longer exist. */
enum MultiLoginPolicy {
    /** Every device may stay, up to a number for each platform. */
    KICK_NONE(0),
    /** One device of each platform. */
    ONE_PER_PLATFORM(1),
    /** One device of each class: PC, mobile, pad; every other platform is a class of its own. */
    ONE_PER_CLASS(4),
    /** Any number of PCs, and one device that is none. */
    ONE_BESIDE_PCS(5);

    private final int number;

    MultiLoginPolicy(int number) {
        this.number = number;
    }

    /** @throws IllegalArgumentException if there is no policy with this number */
    static MultiLoginPolicy of(int number) {
        return Arrays.stream(values())
                .filter(policy -> policy.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a multi-login policy is 0, 1, 4 or 5, not " + number));
    }

    /** Whether a token on {@code older} has to go when one on {@code newer} is issued. */
    boolean kicks(int newer, int older) {
        return switch (this) {
            case KICK_NONE -> false;
            case ONE_PER_PLATFORM -> newer == older;
            case ONE_PER_CLASS -> deviceClass(newer) == deviceClass(older);
            case ONE_BESIDE_PCS -> !isPc(newer) && !isPc(older);
        };
    }

    private static boolean isPc(int platform) {
        return deviceClass(platform) == 3;
    }

    /** A class is named by its first platform. */
    private static int deviceClass(int platform) {
        return switch (platform) {
            case 3, 4, 7 -> 3; // Windows, macOS, Linux
            case 1, 2 -> 1; // iOS, Android
            case 8, 9 -> 8; // Android pad, iPad
            default -> platform;
        };
    }
}
