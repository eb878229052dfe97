// Buffers: unpack a text and count its words.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"slices"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

type Event struct {
	// encoding/json takes base64 into bytes.
	Gzip []byte `json:"gzip"`
}

type Answer struct {
	Bytes int    `json:"bytes"`
	Lines int    `json:"lines"`
	Words int    `json:"words"`
	Top   []Word `json:"top"`
}

type Word struct {
	Word string `json:"word"`
	N    int    `json:"n"`
}

func handle(event Event) (Answer, error) {
	reader, err := gzip.NewReader(bytes.NewReader(event.Gzip))
	if err != nil {
		return Answer{}, err
	}
	var text strings.Builder
	if _, err := io.Copy(&text, reader); err != nil {
		return Answer{}, err
	}
	return count(text.String()), nil
}

func count(text string) Answer {
	answer := Answer{Bytes: len(text), Lines: strings.Count(text, "\n")}
	counts := make(map[string]int)
	for word := range strings.FieldsFuncSeq(text, func(c rune) bool { return c < 'a' || c > 'z' }) {
		counts[word]++
		answer.Words++
	}

	top := make([]Word, 0, len(counts))
	for word, n := range counts {
		top = append(top, Word{Word: word, N: n})
	}
	slices.SortFunc(top, func(a, b Word) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Word, b.Word))
	})
	answer.Top = top[:min(10, len(top))]
	return answer
}

func main() {
	lambda.Start(handle)
}
