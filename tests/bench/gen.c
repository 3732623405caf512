// SPDX-License-Identifier: MIT
// The generator of the data that the bench reads:
//     gen KIND BYTES SEED [ANSWER]
// writes about BYTES of JSON lines of one KIND (the table at the end), the same ones for the same
// seed on every machine (integers only). Whatever the kind, every line has the fields ts, service
// and status; the lines whose status is 500 or more are written to the file ANSWER too, with these
// three fields and nothing else: what the bench's first pipeline must print.
// The random numbers are SplitMix64 (Steele, Lea and Flood, 2014).
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { MAX_FIELDS = 256, MAX_TEXT = 4 << 20, START = 1767225600 };

struct field {
    char key[64];
    size_t at, len; // of its value, in text
};

struct kind {
    const char *name;
    void (*fill)(void);
    const char *colon, *comma;
    bool shuffled; // another order of the keys in every line
    void (*quote)(const char *plain);
};

static const struct kind *kind;
static uint64_t state;
static int64_t clock_ms;
static struct field fields[MAX_FIELDS];
static size_t n_fields;
static char text[MAX_TEXT];
static size_t text_len;

// No two calls of these may stand in one expression: the compiler chooses which comes first.
static uint64_t next(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static unsigned below(unsigned n)
{
    return (unsigned)((next() >> 32) * n >> 32);
}

static bool one_in(unsigned n)
{
    return below(n) == 0;
}

#define PICK(array) ((array)[below(COUNT(array))])

// 1 to 2^octaves - 1, every octave as likely as any other: Zipf's law in steps.
static unsigned zipf(unsigned octaves)
{
    unsigned least = 1u << below(octaves);
    return least + below(least);
}

// ---- values ---------------------------------------------------------------------------------

static void put_bytes(const char *bytes, size_t len)
{
    if (len > sizeof text - text_len) {
        fprintf(stderr, "gen: a line is too long\n");
        exit(1);
    }
    memcpy(text + text_len, bytes, len);
    text_len += len;
}

static void put(const char *plain)
{
    put_bytes(plain, strlen(plain));
}

__attribute__((format(printf, 1, 2))) static void putf(const char *format, ...)
{
    char buffer[256];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(buffer, sizeof buffer, format, args);
    va_end(args);
    put_bytes(buffer, (size_t)len);
}

static void put_key(const char *key)
{
    putf("\"%s\"%s", key, kind->colon);
}

// The value that is put next belongs to a field of this name.
static void begin(const char *key)
{
    struct field *f = &fields[n_fields++];
    snprintf(f->key, sizeof f->key, "%s", key);
    f->at = text_len;
}

static void end(void)
{
    struct field *f = &fields[n_fields - 1];
    f->len = text_len - f->at;
}

static void quote_plain(const char *plain)
{
    put("\"");
    put(plain);
    put("\"");
}

// Every second text gets an escape somewhere.
static void quote_escaped(const char *plain)
{
    static const char *const escapes[] = {"\\\"", "\\\\", "\\n", "\\t", "\\/", "\\u00e9", "\\u4e2d",
                                          "\\ud83d\\ude00"};
    size_t len = strlen(plain), cut = below((unsigned)len + 1);
    put("\"");
    put_bytes(plain, cut);
    if (one_in(2))
        put(PICK(escapes));
    put(plain + cut);
    put("\"");
}

static void put_code_point(unsigned c)
{
    char s[4];
    if (c < 0x800) {
        s[0] = (char)(0xc0 | c >> 6), s[1] = (char)(0x80 | (c & 63));
        put_bytes(s, 2);
    } else if (c < 0x10000) {
        s[0] = (char)(0xe0 | c >> 12), s[1] = (char)(0x80 | (c >> 6 & 63));
        s[2] = (char)(0x80 | (c & 63));
        put_bytes(s, 3);
    } else {
        s[0] = (char)(0xf0 | c >> 18), s[1] = (char)(0x80 | (c >> 12 & 63));
        s[2] = (char)(0x80 | (c >> 6 & 63)), s[3] = (char)(0x80 | (c & 63));
        put_bytes(s, 4);
    }
}

// Letters become those of another script, of two, three or four bytes each.
static void put_foreign(const char *plain, unsigned script)
{
    for (; *plain != '\0'; plain++) {
        unsigned letter = (unsigned)(*plain | 0x20) - 'a';
        if (letter < 26)
            put_code_point(script + letter);
        else
            put_bytes(plain, 1);
    }
}

static void quote_foreign(const char *plain)
{
    static const unsigned scripts[] = {0x430, 0x3b1, 0x5d0, 0x3042, 0x4e2d, 0x915, 0xac00, 0x1f600};
    put("\"");
    put_foreign(plain, PICK(scripts));
    put("\"");
}

// ---- fields ---------------------------------------------------------------------------------

static void text_field(const char *key, const char *plain)
{
    begin(key);
    kind->quote(plain);
    end();
}

__attribute__((format(printf, 2, 3))) static void field(const char *key, const char *format, ...)
{
    char buffer[256];
    va_list args;
    va_start(args, format);
    vsnprintf(buffer, sizeof buffer, format, args);
    va_end(args);
    begin(key);
    put(buffer);
    end();
}

// Times come out of order: most by a few milliseconds, some by seconds, few by two minutes.
static void ts_field(void)
{
    clock_ms += below(3);
    int64_t ms = clock_ms - below(one_in(1000) ? 120000 : one_in(3) ? 5000 : 50);
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    field("ts", "\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", tm.tm_year + 1900, tm.tm_mon + 1,
          tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)(ms % 1000));
}

static void service_field(void)
{
    static const char *const services[] = {
        "web",    "cart",   "checkout", "billing", "catalogue", "identity", "mail",    "geocoder",
        "ledger", "search", "storage",  "images",  "partners",  "stock",    "parcels", "returns"};
    text_field("service", services[zipf(4)]);
}

static void status_field(void)
{
    static const struct {
        unsigned per_thousand;
        int status;
    } statuses[] = {{850, 200}, {40, 201}, {25, 204}, {25, 304}, {15, 404},  {8, 400},
                    {4, 401},   {3, 429},  {14, 500}, {7, 503},  {1000, 502}};
    unsigned draw = below(1000), i = 0;
    for (; draw >= statuses[i].per_thousand; i++)
        draw -= statuses[i].per_thousand;
    field("status", "%d", statuses[i].status);
}

static void message_field(void)
{
    static const char *const messages[] = {
        "answered from the cache",
        "answered after a look into the store",
        "the client went away before the answer was complete",
        "no such item",
        "budget for retries used up, giving up now",
        "took a lock that was held by another worker"};
    static const char *const marked[] = {
        "tenant \\\"blue\\\" is over its quota", "cannot open C:\\\\data\\\\spool",
        "first attempt failed\\n\\tat pool.acquire\\n\\tat main", "Zahlung für Köln abgelehnt",
        "在庫がありません",                      "livré à l’entrepôt ✓"};
    if (kind->quote != quote_plain || !one_in(5))
        text_field("msg", PICK(messages));
    else
        field("msg", "\"%s\"", PICK(marked));
}

static void geo_field(void)
{
    static const char *const places[][2] = {{"DE", "Köln"},   {"US", "Austin"},  {"FR", "Lyon"},
                                            {"JP", "大阪"},   {"BR", "Belém"},   {"IN", "Pune"},
                                            {"PL", "Gdańsk"}, {"KE", "Nairobi"}, {"CL", "Arica"}};
    const char *const *place = PICK(places);
    begin("geo");
    put("{");
    put_key("country");
    kind->quote(place[0]);
    put(kind->comma);
    put_key("city");
    // A place's name is foreign already, and an escape could cut a character of it.
    if (kind->quote == quote_escaped)
        put("\"K\\u00f6ln\"");
    else
        quote_plain(place[1]);
    put("}");
    end();
}

static void path_field(void)
{
    static const char *const parts[] = {"items",  "orders",   "users",
                                        "images", "invoices", "baskets"};
    char path[64];
    unsigned page = zipf(12);
    snprintf(path, sizeof path, "/api/v%u/%s/%u", 1 + page % 2, parts[page % COUNT(parts)], page);
    text_field("path", path);
}

static void request_fields(void)
{
    static const char *const methods[] = {"GET", "GET", "GET", "GET", "POST", "PUT", "DELETE"};
    char host[16];
    snprintf(host, sizeof host, "node-%02u", below(40));
    text_field("host", host);
    text_field("method", PICK(methods));
    path_field();
}

static void cost_fields(void)
{
    unsigned octave = 1024u << below(11), us = octave + below(octave);
    field("latency_ms", "%u.%03u", us / 1000, us % 1000);
    field("bytes", "%u", zipf(18));
}

static void client_fields(void)
{
    char user[16], ip[32], trace[64];
    snprintf(user, sizeof user, "u%u", zipf(18));
    uint64_t id = next();
    unsigned network = 1 + below(223), host = below(1 << 24);
    snprintf(ip, sizeof ip, "%u.%u.%u.%u", network, host >> 16, host >> 8 & 255, host & 255);
    snprintf(trace, sizeof trace, "%016" PRIx64 "%08x", id, below(UINT32_MAX));
    text_field("user_id", user);
    text_field("ip", ip);
    text_field("trace_id", trace);
}

// ---- kinds ----------------------------------------------------------------------------------

static void fill_logs(void)
{
    static const char *const levels[] = {"info", "info", "info", "debug", "info", "info", "warn",
                                         "info", "info", "info", "error", "info"};
    ts_field();
    text_field("level", PICK(levels));
    service_field();
    request_fields();
    status_field();
    cost_fields();
    client_fields();
    message_field();
    geo_field();
}

static void fill_short(void)
{
    ts_field();
    service_field();
    status_field();
}

static void put_stack(size_t bytes)
{
    size_t least = text_len + bytes;
    put("\"cannot continue");
    while (text_len < least) {
        unsigned worker = below(100), line = below(1000);
        putf("\\n\\tat com.example.shop.worker%u.step(Worker.java:%u)", worker, line);
    }
    put("\"");
}

static void put_spans(size_t bytes)
{
    size_t least = text_len + bytes;
    put("[");
    for (const char *comma = ""; text_len < least; comma = ",") {
        unsigned id = below(UINT32_MAX), us = below(100000);
        putf("%s{\"id\":\"%08x\",\"name\":\"db.query\",\"us\":%u,", comma, id, us);
        putf("\"ok\":true,\"tags\":[\"a%u\",null]}", id % 10);
    }
    put("]");
}

// An event of the log with a long text and a long array between the fields that are wanted.
static void fill_bulky(size_t bytes)
{
    ts_field();
    service_field();
    begin("stack");
    put_stack(bytes / 2);
    end();
    request_fields();
    begin("spans");
    put_spans(bytes / 2);
    end();
    status_field();
    cost_fields();
}

static void fill_long(void)
{
    fill_bulky(10 << 10);
}

static void fill_huge(void)
{
    fill_bulky(1 << 20);
}

static void wide_field(unsigned i)
{
    static const char *const words[] = {"true", "false", "null", "0", "[]", "{}"};
    char key[16], word[32];
    unsigned number = below(1000000);
    snprintf(key, sizeof key, "column_%03u", i);
    snprintf(word, sizeof word, "value %u", number);
    if (i % 3 == 0)
        text_field(key, word);
    else if (i % 3 == 1)
        field(key, "%u.%02u", number / 100, number % 100);
    else
        field(key, "%s", PICK(words));
}

static void fill_wide(void)
{
    for (unsigned i = 0; i < 200; i++)
        if (i == 20)
            ts_field();
        else if (i == 100)
            service_field();
        else if (i == 180)
            status_field();
        else
            wide_field(i);
}

static void fill_deep(void)
{
    enum { DEPTH = 199 }; // with the line's own braces 200
    ts_field();
    service_field();
    begin("tree");
    for (int i = 0; i < DEPTH; i++)
        putf(i % 2 == 0 ? "{\"n\":%u,\"in\":" : "[%u,", below(100));
    put("null");
    for (int i = DEPTH; i-- > 0;)
        put(i % 2 == 0 ? "}" : "]");
    end();
    status_field();
}

static bool is_wanted(const char *key)
{
    return strcmp(key, "ts") == 0 || strcmp(key, "service") == 0 || strcmp(key, "status") == 0;
}

// The names of all other fields are foreign as well.
static void fill_foreign(void)
{
    fill_logs();
    for (size_t i = 0; i < n_fields; i++) {
        if (is_wanted(fields[i].key))
            continue;
        size_t at = text_len;
        put_foreign(fields[i].key, 0x430);
        snprintf(fields[i].key, sizeof fields[i].key, "%.*s", (int)(text_len - at), text + at);
    }
}

static const struct kind kinds[] = {
    {"logs", fill_logs, ":", ",", false, quote_plain},
    {"random", fill_logs, ":", ",", true, quote_plain},
    {"short", fill_short, ":", ",", false, quote_plain},
    {"long", fill_long, ":", ",", false, quote_plain},
    {"huge", fill_huge, ":", ",", false, quote_plain},
    {"wide", fill_wide, ":", ",", false, quote_plain},
    {"deep", fill_deep, ":", ",", false, quote_plain},
    {"escaped", fill_logs, ":", ",", false, quote_escaped},
    {"foreign", fill_foreign, ":", ",", false, quote_foreign},
    {"spaced", fill_logs, ": ", ", ", false, quote_plain},
};

// ---- lines ----------------------------------------------------------------------------------

static void shuffle(void)
{
    for (size_t i = n_fields; i > 1; i--) {
        size_t j = below((unsigned)i);
        struct field f = fields[i - 1];
        fields[i - 1] = fields[j];
        fields[j] = f;
    }
}

static size_t write_line(void)
{
    size_t bytes = 0;
    for (size_t i = 0; i < n_fields; i++) {
        const char *before = i == 0 ? "{" : kind->comma;
        int len = printf("%s\"%s\"%s", before, fields[i].key, kind->colon);
        bytes += (size_t)len + fwrite(text + fields[i].at, 1, fields[i].len, stdout);
    }
    fputs("}\n", stdout);
    return bytes + 2;
}

static const struct field *find(const char *key)
{
    for (size_t i = 0; i < n_fields; i++)
        if (strcmp(fields[i].key, key) == 0)
            return &fields[i];
    abort();
}

static void write_answer(FILE *out)
{
    static const char *const wanted[] = {"ts", "service", "status"};
    if (text[find("status")->at] != '5')
        return;
    for (size_t i = 0; i < COUNT(wanted); i++) {
        fprintf(out, "%s\"%s\":", i == 0 ? "{" : ",", wanted[i]);
        const struct field *f = find(wanted[i]);
        fwrite(text + f->at, 1, f->len, out);
    }
    fputs("}\n", out);
}

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

static void generate(uint64_t bytes, FILE *answer)
{
    for (uint64_t written = 0; written < bytes;) {
        n_fields = text_len = 0;
        kind->fill();
        if (kind->shuffled)
            shuffle();
        written += write_line();
        if (answer != NULL)
            write_answer(answer);
    }
}

int main(int argc, char **argv)
{
    kind = argc >= 4 && argc <= 5 ? find_kind(argv[1]) : NULL;
    if (kind == NULL) {
        fprintf(stderr, "usage: gen KIND BYTES SEED [ANSWER]\n");
        return 2;
    }
    FILE *answer = argc == 5 ? fopen(argv[4], "w") : NULL;
    if (argc == 5 && answer == NULL) {
        perror(argv[4]);
        return 1;
    }
    clock_ms = (int64_t)START * 1000;
    state = strtoull(argv[3], NULL, 10);
    generate(strtoull(argv[2], NULL, 10), answer);
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    failed |= answer != NULL && fclose(answer) != 0;
    return failed ? 1 : 0;
}
