package coldmark;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/** Greets: the cost of runtime and client alone. */
public class Hello implements RequestHandler<Hello.Event, Hello.Answer> {
    public static class Event {
        public String name;
    }

    public record Answer(String message) {}

    @Override
    public Answer handleRequest(Event event, Context context) {
        return new Answer("Hello, " + requireNonNull(event.name, "name"));
    }
}
