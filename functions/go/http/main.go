// I/O: write an item to a store over HTTP, and read it back.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"
)

type Event struct {
	Key  *string `json:"key"`
	Item *string `json:"item"`
}

type Answer struct {
	Written int    `json:"written"`
	Read    int    `json:"read"`
	Digest  uint32 `json:"digest"`
}

type store struct {
	client *http.Client
	url    string
}

// newStore trusts the certificates in the file STUB_CA and no others.
func newStore() (*store, error) {
	url, ok := os.LookupEnv("STUB_URL")
	if !ok {
		return nil, errors.New("STUB_URL is not set")
	}
	trusted := x509.NewCertPool()
	if path, ok := os.LookupEnv("STUB_CA"); ok {
		pem, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		if !trusted.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%s holds no certificate", path)
		}
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{RootCAs: trusted}
	// HTTP/1.1, like the other languages.
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(true)
	return &store{client: &http.Client{Transport: transport}, url: url}, nil
}

func (s *store) handle(ctx context.Context, event Event) (Answer, error) {
	if event.Key == nil || event.Item == nil {
		return Answer{}, errors.New("the event has no key or no item")
	}
	url := s.url + "/items/" + *event.Key
	if _, err := s.call(ctx, http.MethodPut, url, strings.NewReader(*event.Item)); err != nil {
		return Answer{}, err
	}
	body, err := s.call(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Answer{}, err
	}
	digest := fnv.New32a()
	digest.Write(body)
	return Answer{Written: 1, Read: 1, Digest: digest.Sum32()}, nil
}

func (s *store) call(ctx context.Context, method, url string, item io.Reader) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, item)
	if err != nil {
		return nil, err
	}
	if item != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	// To the end, or the connection is not kept.
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return nil, fmt.Errorf("%s %s: %s", method, url, response.Status)
	}
	return body, nil
}

func main() {
	store, err := newStore()
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(store.handle)
}
