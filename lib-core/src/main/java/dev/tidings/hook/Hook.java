package dev.tidings.hook;

import java.util.Optional;

/** Every occasion on which the business server can be asked or told something. The names and commands are OpenIM's. */
public enum Hook {
    BEFORE_SEND_SINGLE_MSG("beforeSendSingleMsg"),
    /** May rewrite a message; asked of text messages alone unless content types are configured. */
    BEFORE_MSG_MODIFY("beforeMsgModify"),
    BEFORE_USER_REGISTER("beforeUserRegister"),
    BEFORE_OFFLINE_PUSH("beforeOfflinePush"),
    BEFORE_ONLINE_PUSH("beforeOnlinePush"),
    AFTER_SEND_SINGLE_MSG("afterSendSingleMsg"),
    AFTER_MSG_SAVE_DB("afterMsgSaveDB"),
    AFTER_SINGLE_MSG_READ("afterSingleMsgRead"),
    /** Its command is misspelt in the protocol, and so it is here. */
    AFTER_REVOKE_MSG("afterRevokeMsg", "callbackBeforeAfterMsgCommand"),
    AFTER_USER_ONLINE("afterUserOnline"),
    AFTER_USER_OFFLINE("afterUserOffline"),
    AFTER_USER_KICK_OFF("afterUserKickOff"),
    AFTER_USER_REGISTER("afterUserRegister");

    private final String hookName;
    private final String command;

    Hook(String hookName) {
        this(hookName, "callback" + Character.toUpperCase(hookName.charAt(0)) + hookName.substring(1) + "Command");
    }

    Hook(String hookName, String command) {
        this.hookName = hookName;
        this.command = command;
    }

    /** The name in the configuration. */
    public String hookName() {
        return hookName;
    }

    /** The {@code callbackCommand}, which is also the end of the URL. */
    public String command() {
        return command;
    }

    /** Whether the business server is asked and its answer has an effect; else it is told. */
    public boolean isQuestion() {
        return hookName.startsWith("before");
    }

    /** The hook of this name in the configuration. */
    public static Optional<Hook> named(String hookName) {
        for (Hook hook : values()) {
            if (hook.hookName.equals(hookName)) {
                return Optional.of(hook);
            }
        }
        return Optional.empty();
    }
}
