package coldmark;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** I/O: write an item to a store over HTTP, and read it back. */
public class Http implements RequestHandler<Http.Event, Http.Answer> {
    public static class Event {
        public String key;
        public String item;
    }

    public record Answer(int written, int read, long digest) {}

    private final String url = requireNonNull(System.getenv("STUB_URL"), "STUB_URL");
    private final HttpClient client;

    public Http() throws IOException, GeneralSecurityException {
        // HTTP/1.1, like the other languages.
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        String authorities = System.getenv("STUB_CA");
        if (authorities != null) {
            builder.sslContext(trusting(Path.of(authorities)));
        }
        client = builder.build();
    }

    @Override
    public Answer handleRequest(Event event, Context context) {
        URI uri = URI.create(url + "/items/" + requireNonNull(event.key, "key"));
        call(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(event.item))
                .build());
        byte[] body = call(HttpRequest.newBuilder(uri).build());
        return new Answer(1, 1, Integer.toUnsignedLong(fnv1a(body)));
    }

    private byte[] call(HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() < 200 || response.statusCode() > 299) {
                throw new IllegalStateException(response.toString());
            }
            return response.body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int fnv1a(byte[] bytes) {
        int hash = 0x811c9dc5;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 16777619;
        }
        return hash;
    }

    /** Trusts the certificates in a PEM file and no others. */
    private static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var stream = Files.newInputStream(pem)) {
            int i = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                store.setCertificateEntry("ca" + i++, certificate);
            }
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
