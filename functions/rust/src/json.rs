//! Glue: orders in, a summary of the paid ones out.

use std::collections::HashMap;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Event {
    orders: Vec<Order>,
}

#[derive(Deserialize)]
struct Order {
    customer: String,
    status: Status,
    items: Vec<Item>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Status {
    Paid,
    Open,
    Cancelled,
}

#[derive(Deserialize)]
struct Item {
    qty: u64,
    cents: u64,
}

#[derive(Serialize)]
struct Answer {
    orders: u64,
    customers: usize,
    total_cents: u64,
    top: Vec<Customer>,
}

#[derive(Serialize)]
struct Customer {
    customer: String,
    cents: u64,
    orders: u64,
}

pub async fn serve() -> Result<(), Error> {
    lambda_runtime::run(service_fn(handle)).await
}

async fn handle(event: LambdaEvent<Event>) -> Result<Answer, Error> {
    Ok(summarize(event.payload.orders))
}

fn summarize(orders: Vec<Order>) -> Answer {
    let mut by_customer: HashMap<String, (u64, u64)> = HashMap::new();
    for order in orders {
        if order.status == Status::Paid {
            let cents: u64 = order.items.iter().map(|item| item.qty * item.cents).sum();
            let (sum, count) = by_customer.entry(order.customer).or_default();
            *sum += cents;
            *count += 1;
        }
    }
    let mut top: Vec<Customer> = by_customer
        .into_iter()
        .map(|(customer, (cents, orders))| Customer { customer, cents, orders })
        .collect();
    let orders = top.iter().map(|customer| customer.orders).sum();
    let total_cents = top.iter().map(|customer| customer.cents).sum();
    let customers = top.len();
    top.sort_unstable_by(|a, b| (b.cents, &a.customer).cmp(&(a.cents, &b.customer)));
    top.truncate(10);
    Answer { orders, customers, total_cents, top }
}
