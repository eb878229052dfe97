// Package chain is what both SHA-256 workloads share: the chain of digests.
package chain

import (
	"encoding/hex"
	"errors"
	"fmt"
)

type Event struct {
	Seed   *uint32 `json:"seed"`
	Rounds *uint32 `json:"rounds"`
}

type Answer struct {
	Digest string `json:"digest"`
}

// Handler answers events by the given implementation of SHA-256.
func Handler(sha256 func([]byte) [32]byte) func(Event) (Answer, error) {
	return func(event Event) (Answer, error) {
		if event.Seed == nil || event.Rounds == nil {
			return Answer{}, errors.New("the event has no seed or no rounds")
		}
		text := fmt.Appendf(nil, "%08x", *event.Seed)
		for range *event.Rounds {
			digest := sha256(text)
			text = hex.AppendEncode(text[:0], digest[:])
		}
		return Answer{Digest: string(text)}, nil
	}
}
