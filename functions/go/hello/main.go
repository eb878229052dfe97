// Greets: the cost of runtime and client alone.
package main

import (
	"errors"

	"github.com/aws/aws-lambda-go/lambda"
)

type Event struct {
	Name *string `json:"name"`
}

type Answer struct {
	Message string `json:"message"`
}

func handle(event Event) (Answer, error) {
	if event.Name == nil {
		return Answer{}, errors.New("the event has no name")
	}
	return Answer{Message: "Hello, " + *event.Name}, nil
}

func main() {
	lambda.Start(handle)
}
