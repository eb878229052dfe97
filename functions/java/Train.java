import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Links bin/java and makes an AppCDS archive for each workload: {@code java Train.java}, after
 * {@code mvn package}. It plays the Runtime API of Lambda for two events, then asks the function to
 * end, which writes the archive of the classes that were loaded. It is the store of the HTTP
 * workload, too.
 */
class Train {
    record Workload(String name, String handler, String event) {}

    private static final List<Workload> WORKLOADS = List.of(
            new Workload("hello", "Hello", """
                    {"name": "World"}"""),
            new Workload("json", "Json", """
                    {"orders": [
                      {"id": 1, "customer": "b", "status": "paid", "items": [{"sku": "s", "qty": 2, "cents": 5}]},
                      {"id": 2, "customer": "a", "status": "paid", "items": [{"sku": "s", "qty": 1, "cents": 10}]},
                      {"id": 3, "customer": "a", "status": "paid", "items": []}]}"""),
            new Workload("sha256-pure", "Sha256Pure", """
                    {"seed": 1234, "rounds": 200}"""),
            new Workload("sha256-lib", "Sha256Lib", """
                    {"seed": 1234, "rounds": 200}"""),
            new Workload("churn", "Churn", """
                    {"seed": 1, "live": 100, "churn": 1000}"""),
            new Workload("http", "Http", """
                    {"key": "k", "item": "{}"}"""),
            // "to be or not to be\\n"
            new Workload("inflate", "Inflate", """
                    {"gzip": "H4sIAAAAAAACAyvJV0hKVcgvUsjLL1EoAXG4AH06VyITAAAA"}"""));

    private static final String API = "/2018-06-01/runtime/invocation/";
    private static final int EVENTS = 2;

    public static void main(String[] args) throws Exception {
        linkJava();
        for (Workload workload : WORKLOADS) {
            train(workload);
        }
    }

    /** Functions start without the user's PATH. */
    private static void linkJava() throws IOException {
        Path link = Path.of("bin", "java");
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    private static void train(Workload workload) throws Exception {
        var calls = new LinkedBlockingQueue<String>();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.create(address, 0);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext(API, exchange -> {
            exchange.getRequestBody().readAllBytes();
            String call = exchange.getRequestURI().getPath().substring(API.length());
            calls.add(call);
            if (call.equals("next")) {
                var headers = exchange.getResponseHeaders();
                headers.set("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd");
                headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 60_000));
                headers.set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:train");
                headers.set("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0");
                answer(exchange, 200, workload.event());
            } else {
                answer(exchange, 202, "{\"status\":\"OK\"}");
            }
        });
        server.createContext("/items/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            answer(exchange, 200, "{}");
        });
        server.start();
        String here = "127.0.0.1:" + server.getAddress().getPort();

        Path archive = Path.of("target", workload.name() + ".jsa");
        Files.deleteIfExists(archive);
        String handler = "coldmark." + workload.handler() + "::handleRequest";
        var builder = new ProcessBuilder("./bootstrap", handler,
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ArchiveClassesAtExit=" + archive,
                // Hides warnings about classes that an archive cannot hold.
                "-Xlog:disable", "-Xlog:all=error")
                .inheritIO();
        var environment = builder.environment();
        environment.clear();
        environment.put("AWS_LAMBDA_RUNTIME_API", here);
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "train");
        environment.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        environment.put("LAMBDA_TASK_ROOT", Path.of("").toAbsolutePath().toString());
        environment.put("STUB_URL", "http://" + here);
        Process function = builder.start();
        try {
            for (int responses = 0; responses < EVENTS; ) {
                String call = calls.poll(60, TimeUnit.SECONDS);
                if (call == null || call.endsWith("/error")) {
                    throw new IllegalStateException(workload.name() + ": " + (call == null ? "no call" : call));
                }
                if (call.endsWith("/response")) {
                    responses++;
                }
            }
            function.destroy();
            if (!function.waitFor(60, TimeUnit.SECONDS) || !Files.exists(archive)) {
                throw new IllegalStateException(workload.name() + ": no archive was written");
            }
        } finally {
            function.destroyForcibly();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        // Without it, the function's native client crashes.
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
