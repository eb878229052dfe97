//! `json`: sums up orders by customer.

use std::collections::BTreeMap;

use rand_xoshiro::rand_core::Rng;
use serde_json::{Value, json};

use super::below;

/// Generates about 64 KiB of orders.
pub(super) fn event(random: &mut impl Rng) -> Value {
    let orders: Vec<Value> = (0..200)
        .map(|id| {
            let items: Vec<Value> = (0..=below(random, 9))
                .map(|_| {
                    json!({
                        "sku": format!("SKU-{:06}", below(random, 1_000_000)),
                        "qty": 1 + below(random, 9),
                        "cents": 1 + below(random, 100_000),
                    })
                })
                .collect();
            let status = ["paid", "paid", "open", "cancelled"][below(random, 4) as usize];
            json!({
                "id": id,
                "customer": format!("customer-{:03}", below(random, 80)),
                "status": status,
                "items": items,
            })
        })
        .collect();
    json!({ "orders": orders })
}

pub(super) fn answer(event: &Value) -> Option<Value> {
    let mut by_customer: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut n_paid = 0_u64;
    for order in event.get("orders")?.as_array()? {
        if order.get("status")?.as_str()? != "paid" {
            continue;
        }
        n_paid += 1;
        let sum = by_customer.entry(order.get("customer")?.as_str()?).or_default();
        sum.1 += 1;
        for item in order.get("items")?.as_array()? {
            sum.0 += item.get("qty")?.as_u64()? * item.get("cents")?.as_u64()?;
        }
    }
    let total: u64 = by_customer.values().map(|(cents, _)| cents).sum();
    let mut top: Vec<_> = by_customer.iter().collect();
    top.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(b.0)));
    let top: Vec<Value> = top
        .iter()
        .take(10)
        .map(|(customer, (cents, orders))| json!({ "customer": customer, "cents": cents, "orders": orders }))
        .collect();
    Some(json!({ "orders": n_paid, "customers": by_customer.len(), "total_cents": total, "top": top }))
}

#[test]
fn paid_orders_count_and_names_break_ties() {
    let order = |customer: &str, status: &str, cents: u32| json!({ "id": 1, "customer": customer, "status": status, "items": [{ "sku": "x", "qty": 2, "cents": cents }] });
    let orders = [order("b", "paid", 5), order("a", "paid", 5), order("b", "open", 9), order("c", "paid", 7)];
    let top = |customer: &str, cents: u32| json!({ "customer": customer, "cents": cents, "orders": 1 });
    let expected = json!({
        "orders": 3, "customers": 3, "total_cents": 34, "top": [top("c", 14), top("a", 10), top("b", 10)],
    });
    assert_eq!(answer(&json!({ "orders": orders })), Some(expected));
}
