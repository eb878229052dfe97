package coldmark;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Arrays;

/** Memory: a table of nodes that lives from call to call, and is churned by each. */
public class Churn implements RequestHandler<Churn.Event, Churn.Answer> {
    public static class Event {
        public Long seed;
        public int live;
        public Long churn;
    }

    public record Answer(long checksum, long bytes) {}

    private static final class Node {
        final int key;
        final byte[] payload;
        Node prev;

        Node(int key, byte[] payload, Node prev) {
            this.key = key;
            this.payload = payload;
            this.prev = prev;
        }
    }

    private Node[] table = {};

    @Override
    public Answer handleRequest(Event event, Context context) {
        if (event.live < 1) {
            throw new IllegalArgumentException("live must be at least 1");
        }
        if (table.length != event.live) {
            table = new Node[event.live];
        }
        return churn(table, event.seed.intValue(), event.churn);
    }

    private static Answer churn(Node[] table, int seed, long steps) {
        int x = seed;
        int checksum = 0x811c9dc5;
        long bytes = 0;
        for (long i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 17;
            x ^= x << 5;
            int slot = Integer.remainderUnsigned(x, table.length);
            int size = 16 + Integer.remainderUnsigned(x, 240);

            Node old = table[slot];
            if (old != null) {
                checksum = mix(checksum, old.key);
                checksum = mix(checksum, old.payload[old.payload.length - 1] & 0xff);
                if (old.prev != null) {
                    checksum = mix(checksum, old.prev.key);
                    old.prev = null;
                }
            }
            checksum = mix(checksum, size);
            byte[] payload = new byte[size];
            Arrays.fill(payload, (byte) x);
            table[slot] = new Node(x, payload, old);
            bytes += size;
        }
        return new Answer(Integer.toUnsignedLong(checksum), bytes);
    }

    private static int mix(int checksum, int value) {
        return (checksum ^ value) * 16777619;
    }
}
