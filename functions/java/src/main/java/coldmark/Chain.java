package coldmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** Chain of digests, shared by both SHA-256 workloads. */
final class Chain {
    private Chain() {}

    public static class Event {
        public Long seed;
        public Long rounds;
    }

    public record Answer(String digest) {}

    static Answer run(Event event, UnaryOperator<byte[]> sha256) {
        HexFormat hex = HexFormat.of();
        String text = hex.toHexDigits(event.seed, 8);
        for (long i = event.rounds; i > 0; i--) {
            text = hex.formatHex(sha256.apply(text.getBytes(US_ASCII)));
        }
        return new Answer(text);
    }
}
