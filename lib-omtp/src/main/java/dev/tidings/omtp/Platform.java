package dev.tidings.omtp;

import java.util.Optional;

/** What a client runs on. Ids and names are the protocol's. */
public enum Platform {
    IOS(1, "IOS", PlatformClass.MOBILE),
    ANDROID(2, "Android", PlatformClass.MOBILE),
    WINDOWS(3, "Windows", PlatformClass.PC),
    OSX(4, "OSX", PlatformClass.PC),
    WEB(5, "Web", PlatformClass.WEB),
    MINI_WEB(6, "MiniWeb", PlatformClass.MINI_WEB),
    LINUX(7, "Linux", PlatformClass.PC),
    ANDROID_PAD(8, "APad", PlatformClass.PAD),
    IPAD(9, "IPad", PlatformClass.PAD),
    /** Only tokens of administrators carry it. */
    ADMIN(10, "Admin", PlatformClass.ADMIN),
    HARMONY_OS(11, "HarmonyOS", PlatformClass.HARMONY);

    private static final Platform[] ALL = values();

    private final int id;
    private final String protocolName;
    private final PlatformClass platformClass;

    Platform(int id, String protocolName, PlatformClass platformClass) {
        this.id = id;
        this.protocolName = protocolName;
        this.platformClass = platformClass;
    }

    /** The {@code platformID}, 1 to 11. */
    public int id() {
        return id;
    }

    /** The name that answers and hooks show. */
    public String protocolName() {
        return protocolName;
    }

    public PlatformClass platformClass() {
        return platformClass;
    }

    /** The platform with this {@code platformID}. */
    public static Optional<Platform> of(int id) {
        return id < 1 || id > ALL.length ? Optional.empty() : Optional.of(ALL[id - 1]);
    }
}
