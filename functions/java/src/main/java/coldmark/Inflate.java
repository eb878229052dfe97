package coldmark;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Buffers: unpack a text and count its words. */
public class Inflate implements RequestHandler<Inflate.Event, Inflate.Answer> {
    public static class Event {
        public String gzip;
    }

    public record Answer(int bytes, long lines, int words, List<Word> top) {}

    public record Word(String word, int n) {}

    private static final Comparator<Word> BY_COUNT =
            Comparator.comparingInt(Word::n).reversed().thenComparing(Word::word);

    @Override
    public Answer handleRequest(Event event, Context context) {
        byte[] packed = Base64.getDecoder().decode(event.gzip);
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return count(new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer count(String text) {
        Map<String, Integer> counts = new HashMap<>();
        int words = 0;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isLetter(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                counts.merge(text.substring(at, end), 1, Integer::sum);
                words++;
            }
            at = end + 1;
        }
        List<Word> top =
                counts.entrySet().stream()
                        .map(entry -> new Word(entry.getKey(), entry.getValue()))
                        .sorted(BY_COUNT)
                        .limit(10)
                        .toList();
        long lines = text.chars().filter(c -> c == '\n').count();
        return new Answer(text.length(), lines, words, top);
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }
}
