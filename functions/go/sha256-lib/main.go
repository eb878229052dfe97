// A chain of SHA-256 digests by the standard library.
package main

import (
	"crypto/sha256"

	"coldmark/functions/internal/chain"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() {
	lambda.Start(chain.Handler(sha256.Sum256))
}
