package dev.tidings.omtp;

import java.util.Optional;

/** How an envelope becomes bytes. A connection uses one framing for its life. */
public enum Framing {
    /** Go's gob: native and wasm SDKs. */
    GOB("go") {
        @Override
        void read(byte[] plain, Envelope into) {
            GobReader.read(plain, into);
        }

        @Override
        Plain plain(Request request) {
            return GobWriter.of(request);
        }

        @Override
        Plain plain(Response response) {
            return GobWriter.of(response);
        }
    },
    /** UTF-8 JSON with the payload in base64: the pure JavaScript SDK. */
    JSON("js") {
        @Override
        void read(byte[] plain, Envelope into) {
            JsonEnvelope.read(plain, into);
        }

        @Override
        Plain plain(Request request) {
            return JsonEnvelope.of(request);
        }

        @Override
        Plain plain(Response response) {
            return JsonEnvelope.of(response);
        }
    };

    private final String sdkType;

    Framing(String sdkType) {
        this.sdkType = sdkType;
    }

    /** The value of {@code sdkType} in the connect query that asks for this framing. */
    public String sdkType() {
        return sdkType;
    }

    /** The framing an {@code sdkType} asks for; an empty one means gob. */
    public static Optional<Framing> ofSdkType(String sdkType) {
        if (sdkType.isEmpty() || sdkType.equals(GOB.sdkType)) {
            return Optional.of(GOB);
        }
        return sdkType.equals(JSON.sdkType) ? Optional.of(JSON) : Optional.empty();
    }

    abstract void read(byte[] plain, Envelope into);

    abstract Plain plain(Request request);

    abstract Plain plain(Response response);
}
