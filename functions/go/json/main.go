// Glue: orders in, a summary of the paid ones out.
package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/aws/aws-lambda-go/lambda"
)

type Event struct {
	Orders []Order `json:"orders"`
}

type Order struct {
	Customer string `json:"customer"`
	Status   string `json:"status"`
	Items    []Item `json:"items"`
}

type Item struct {
	Qty   int64 `json:"qty"`
	Cents int64 `json:"cents"`
}

type Answer struct {
	Orders     int64      `json:"orders"`
	Customers  int        `json:"customers"`
	TotalCents int64      `json:"total_cents"`
	Top        []Customer `json:"top"`
}

type Customer struct {
	Customer string `json:"customer"`
	Cents    int64  `json:"cents"`
	Orders   int64  `json:"orders"`
}

func handle(event Event) (Answer, error) {
	if event.Orders == nil {
		return Answer{}, errors.New("the event has no orders")
	}
	return summarize(event.Orders), nil
}

func summarize(orders []Order) Answer {
	var answer Answer
	byCustomer := make(map[string]Customer)
	for _, order := range orders {
		if order.Status != "paid" {
			continue
		}
		sum := byCustomer[order.Customer]
		sum.Customer = order.Customer
		sum.Orders++
		for _, item := range order.Items {
			sum.Cents += item.Qty * item.Cents
		}
		byCustomer[order.Customer] = sum
	}

	top := make([]Customer, 0, len(byCustomer))
	for _, customer := range byCustomer {
		answer.Orders += customer.Orders
		answer.TotalCents += customer.Cents
		top = append(top, customer)
	}
	slices.SortFunc(top, func(a, b Customer) int {
		return cmp.Or(cmp.Compare(b.Cents, a.Cents), cmp.Compare(a.Customer, b.Customer))
	})
	answer.Customers = len(top)
	answer.Top = top[:min(10, len(top))]
	return answer
}

func main() {
	lambda.Start(handle)
}
