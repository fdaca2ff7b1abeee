package dev.tidings.provider;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Who this server is to Google: what is needed of the file that its console gives out. */
record ServiceAccount(String projectId, String email, String keyId, PrivateKey key, URI tokenUri) {

    /** @throws IllegalArgumentException if this is no such file; the message names the configuration key and no secret */
    static ServiceAccount read(String configKey, Path file) {
        try (Reader text = Files.newBufferedReader(file);
                var reader = Json.createReader(text)) {
            JsonObject json = reader.readObject();
            return new ServiceAccount(
                    json.getString("project_id"),
                    json.getString("client_email"),
                    json.getString("private_key_id", ""),
                    key(json.getString("private_key")),
                    Http.address(configKey, json.getString("token_uri")));
        } catch (IOException | GeneralSecurityException | JsonException | NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException(configKey + " does not name a readable service account file", e);
        }
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
