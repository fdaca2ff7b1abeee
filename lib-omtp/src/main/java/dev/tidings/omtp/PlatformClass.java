package dev.tidings.omtp;

/** Platforms that count as the same kind of device when logins exclude each other. */
public enum PlatformClass {
    MOBILE,
    PC,
    PAD,
    WEB,
    MINI_WEB,
    ADMIN,
    HARMONY
}
