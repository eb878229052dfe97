package coldmark;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Glue: orders in, a summary of the paid ones out. */
public class Json implements RequestHandler<Json.Event, Json.Answer> {
    public static class Event {
        public List<Order> orders;
    }

    public static class Order {
        public String customer;
        public String status;
        public List<Item> items;
    }

    public static class Item {
        public long qty;
        public long cents;
    }

    // Named as in the answer: the client's JSON library is its own, and takes no annotations.
    public record Answer(long orders, int customers, long total_cents, List<Customer> top) {}

    public record Customer(String customer, long cents, long orders) {
        Customer plus(Customer other) {
            return new Customer(customer, cents + other.cents, orders + other.orders);
        }
    }

    private static final Comparator<Customer> BY_CENTS =
            Comparator.comparingLong(Customer::cents).reversed().thenComparing(Customer::customer);

    @Override
    public Answer handleRequest(Event event, Context context) {
        return summarize(event.orders);
    }

    private static Answer summarize(List<Order> orders) {
        Map<String, Customer> byCustomer = new HashMap<>();
        for (Order order : orders) {
            if (order.status.equals("paid")) {
                long cents = 0;
                for (Item item : order.items) {
                    cents += item.qty * item.cents;
                }
                var sum = new Customer(order.customer, cents, 1);
                byCustomer.merge(order.customer, sum, Customer::plus);
            }
        }
        var sums = byCustomer.values();
        return new Answer(
                sums.stream().mapToLong(Customer::orders).sum(),
                sums.size(),
                sums.stream().mapToLong(Customer::cents).sum(),
                sums.stream().sorted(BY_CENTS).limit(10).toList());
    }
}
