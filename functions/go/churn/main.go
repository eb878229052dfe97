// Memory: a table of nodes that lives from call to call, and is churned by each.
package main

import (
	"bytes"
	"errors"

	"github.com/aws/aws-lambda-go/lambda"
)

type Event struct {
	Seed  *uint32 `json:"seed"`
	Live  uint32  `json:"live"`
	Churn *uint32 `json:"churn"`
}

type Answer struct {
	Checksum uint32 `json:"checksum"`
	Bytes    uint64 `json:"bytes"`
}

type node struct {
	key     uint32
	payload []byte
	prev    *node
}

var table []*node

func handle(event Event) (Answer, error) {
	if event.Seed == nil || event.Churn == nil || event.Live == 0 {
		return Answer{}, errors.New("the event needs seed, churn, and live of at least 1")
	}
	if len(table) != int(event.Live) {
		table = make([]*node, event.Live)
	}
	return churn(table, *event.Seed, *event.Churn), nil
}

func churn(table []*node, seed, steps uint32) Answer {
	x := seed
	checksum := uint32(2166136261)
	mix := func(value uint32) { checksum = (checksum ^ value) * 16777619 }
	var total uint64
	for range steps {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		slot := x % uint32(len(table))
		size := 16 + x%240

		old := table[slot]
		if old != nil {
			mix(old.key)
			mix(uint32(old.payload[len(old.payload)-1]))
			if old.prev != nil {
				mix(old.prev.key)
				old.prev = nil
			}
		}
		mix(size)
		table[slot] = &node{
			key:     x,
			payload: bytes.Repeat([]byte{byte(x)}, int(size)),
			prev:    old,
		}
		total += uint64(size)
	}
	return Answer{Checksum: checksum, Bytes: total}
}

func main() {
	lambda.Start(handle)
}
