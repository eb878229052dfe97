// The Runtime API on one raw socket, and as much of HTTP and JSON as it takes.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime.h"

#define MAX_HEAD (16 * 1024)
#define MAX_BODY (6 * 1024 * 1024)
#define MAX_ANSWER (6 * 1024 * 1024)
#define API "/2018-06-01/runtime/invocation/"

_Noreturn void fail(const char *what) {
    perror(what);
    exit(1);
}

// The string at `*at`, without its quotes and otherwise as it is written in JSON.
// The functions of the parser leave `*at` behind what they have read.
static bool read_string(const char **at, const char **text, size_t *length) {
    const char *p = *at;
    if (*p++ != '"') return false;
    *text = p;
    for (; *p != '"'; p++) {
        if ((unsigned char)*p < 0x20) return false;
        if (*p == '\\' && (unsigned char)*++p < 0x20) return false;
    }
    *length = (size_t)(p - *text);
    *at = p + 1;
    return true;
}

static void skip_space(const char **at) { *at += strspn(*at, " \t\r\n"); }

static bool skip_value(const char **at, int depth) {
    const char *text;
    size_t length;
    if (**at == '"') return read_string(at, &text, &length);
    if (**at != '{' && **at != '[') {
        length = strcspn(*at, ",]} \t\r\n");
        *at += length;
        return length > 0;
    }
    bool object = *(*at)++ == '{';
    char end = object ? '}' : ']';
    skip_space(at);
    if (**at == end) return (*at)++, true;
    for (;;) {
        if (depth == 0) return false;
        if (object) {
            if (!read_string(at, &text, &length)) return false;
            skip_space(at);
            if (*(*at)++ != ':') return false;
            skip_space(at);
        }
        if (!skip_value(at, depth - 1)) return false;
        skip_space(at);
        char next = *(*at)++;
        if (next == end) return true;
        if (next != ',') return false;
        skip_space(at);
    }
}

bool find(const char *event, const char *wanted, const char **value, size_t *value_length) {
    bool found = false;
    skip_space(&event);
    if (*event++ != '{') return false;
    skip_space(&event);
    while (*event != '}') {
        const char *key;
        size_t key_length;
        if (!read_string(&event, &key, &key_length)) return false;
        skip_space(&event);
        if (*event++ != ':') return false;
        skip_space(&event);
        const char *begin = event;
        if (!skip_value(&event, 64)) return false;
        if (key_length == strlen(wanted) && memcmp(key, wanted, key_length) == 0) {
            *value = begin;
            *value_length = (size_t)(event - begin);
            found = true;
        }
        skip_space(&event);
        if (*event == ',') {
            event++;
            skip_space(&event);
            if (*event != '"') return false;
        } else if (*event != '}') {
            return false;
        }
    }
    event++;
    skip_space(&event);
    return found && *event == '\0';
}

bool find_number(const char *event, const char *key, uint32_t *number) {
    const char *value;
    size_t length;
    if (!find(event, key, &value, &length)) return false;
    char *end;
    unsigned long long found = strtoull(value, &end, 10);
    *number = (uint32_t)found;
    return end == value + length && value[0] != '-' && found <= UINT32_MAX;
}

static int dial(const char *address) {
    char host[64];
    const char *colon = strrchr(address, ':');
    if (!colon || (size_t)(colon - address) >= sizeof host) fail("AWS_LAMBDA_RUNTIME_API");
    memcpy(host, address, (size_t)(colon - address));
    host[colon - address] = '\0';
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(colon + 1))};
    if (inet_pton(AF_INET, host, &to.sin_addr) != 1) fail("AWS_LAMBDA_RUNTIME_API");
    int sock = socket(AF_INET, SOCK_STREAM, 0);
    if (sock < 0 || connect(sock, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
    setsockopt(sock, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return sock;
}

static void send_all(int sock, const char *data, size_t length) {
    while (length > 0) {
        ssize_t sent = send(sock, data, length, MSG_NOSIGNAL);
        if (sent <= 0) fail("send");
        data += sent;
        length -= (size_t)sent;
    }
}

// A response: its head and its body, both ended with a zero.
static char response[MAX_HEAD + MAX_BODY + 1];
static char *body;

// The value of a header, or null. The head is in `response` and ends in an empty line.
static const char *header(const char *name, size_t *length) {
    size_t name_length = strlen(name);
    for (const char *line = strstr(response, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, name_length) == 0 && line[name_length] == ':') {
            line += name_length + 1;
            line += strspn(line, " \t");
            *length = strcspn(line, "\r");
            return line;
        }
    }
    return NULL;
}

static void receive(int sock) {
    size_t used = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = used < MAX_HEAD ? recv(sock, response + used, MAX_HEAD - used, 0) : -1;
        if (got <= 0) fail("receive");
        used += (size_t)got;
        response[used] = '\0';
        end = strstr(response, "\r\n\r\n");
    }
    // The head keeps the end of its last line, and becomes a string of its own.
    body = end + 4;
    end[2] = '\0';
    if (strncmp(response, "HTTP/1.1 2", 10) != 0) fail(response);
    size_t digits, have = used - (size_t)(body - response);
    const char *value = header("content-length", &digits);
    size_t length = value ? strtoul(value, NULL, 10) : 0;
    if (!value || length > MAX_BODY || have > length) fail("content-length");
    while (have < length) {
        ssize_t got = recv(sock, body + have, length - have, 0);
        if (got <= 0) fail("receive");
        have += (size_t)got;
    }
    body[length] = '\0';
}

int main(void) {
    start();
    const char *address = getenv("AWS_LAMBDA_RUNTIME_API");
    if (!address) fail("AWS_LAMBDA_RUNTIME_API");
    int sock = dial(address);

    // An emulator may serve the API below a path of its own.
    const char *path = strchr(address, '/');
    int host_length = path ? (int)(path - address) : (int)strlen(address);
    if (!path) path = "";
    char next[256];
    int next_length = snprintf(next, sizeof next, "GET %s" API "next HTTP/1.1\r\nHost: %.*s\r\n\r\n", path,
                               host_length, address);
    if (next_length < 0 || (size_t)next_length >= sizeof next) fail("AWS_LAMBDA_RUNTIME_API");

    static char request[MAX_HEAD + MAX_ANSWER];
    static char result[MAX_ANSWER];
    for (;;) {
        send_all(sock, next, (size_t)next_length);
        receive(sock);

        size_t id_length;
        const char *id = header("lambda-runtime-aws-request-id", &id_length);
        if (!id) fail("lambda-runtime-aws-request-id");

        const char *to = "response", *kind = "";
        int length = answer(body, result, sizeof result);
        if (length < 0 || (size_t)length >= sizeof result) {
            to = "error";
            kind = "Lambda-Runtime-Function-Error-Type: Function.BadEvent\r\n";
            length = snprintf(result, sizeof result,
                              "{\"errorType\":\"Function.BadEvent\","
                              "\"errorMessage\":\"the event lacks what the workload needs\"}");
        }
        int head = snprintf(request, MAX_HEAD,
                            "POST %s" API "%.*s/%s HTTP/1.1\r\nHost: %.*s\r\n%s"
                            "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n",
                            path, (int)id_length, id, to, host_length, address, kind, length);
        if (head < 0 || head >= MAX_HEAD) fail("request");
        memcpy(request + head, result, (size_t)length);
        send_all(sock, request, (size_t)head + (size_t)length);
        receive(sock);
    }
}
