// Glue: orders in, a summary of the paid ones out.

export async function handler({ orders }) {
  return summarize(orders);
}

function summarize(orders) {
  const byCustomer = new Map();
  for (const { customer, status, items } of orders) {
    if (status !== "paid") continue;
    let sum = byCustomer.get(customer);
    if (sum === undefined) {
      sum = { customer, cents: 0, orders: 0 };
      byCustomer.set(customer, sum);
    }
    sum.orders += 1;
    for (const { qty, cents } of items) sum.cents += qty * cents;
  }

  const sums = [...byCustomer.values()];
  return {
    orders: sums.reduce((total, { orders }) => total + orders, 0),
    customers: sums.length,
    total_cents: sums.reduce((total, { cents }) => total + cents, 0),
    top: sums
      .sort((a, b) => b.cents - a.cents || (a.customer < b.customer ? -1 : 1))
      .slice(0, 10),
  };
}
