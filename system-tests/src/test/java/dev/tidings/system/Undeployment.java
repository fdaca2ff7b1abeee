package dev.tidings.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Takes the application off the stack's server, as an administrator does. */
final class Undeployment {
    private Undeployment() {}

    static void ofTheProduct() throws IOException, InterruptedException {
        String who = "admin:" + System.getProperty("tidings.admin-password");
        HttpRequest undeploy = HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                        + System.getProperty("tidings.admin-port")
                        + "/management/domain/applications/application/tidings"))
                .timeout(Duration.ofMinutes(1))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(who.getBytes(StandardCharsets.UTF_8)))
                .header("X-Requested-By", "system-tests")
                .header("Accept", "application/json")
                .DELETE()
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(undeploy, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "undeploying was answered with " + answer.statusCode() + ": " + answer.body());
        }
    }
}
