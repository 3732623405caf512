// SPDX-License-Identifier: MIT
// What simdjson needs for the extraction of T1 alone: three fields of every line by On-Demand
// documents of a stream (iterate_many), the sum of what was read printed so that nothing is left
// out. Then the wall and the CPU seconds that it took, without the reading of the file, which goes
// piece by piece: a piece is still in the cache when it is parsed, as a block of weir's is.
//     c++ -O2 -march=native -o simdjson simdjson.cpp -lsimdjson; ./simdjson FILE [PIECE]
// PIECE: bytes that are taken at a time (1 MiB), more than the longest line.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <simdjson.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct sums {
    uint64_t lines = 0, bytes = 0, errors = 0;
    double wall = 0, cpu = 0;
};

// Whole lines, simdjson's padding readable behind them. False if they cannot be parsed at all.
static bool extract(simdjson::ondemand::parser &parser, const char *text, size_t n, sums &s)
{
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    simdjson::ondemand::document_stream stream;
    if (parser.iterate_many(text, n, n).get(stream))
        return false;
    for (auto document : stream) {
        std::string_view ts, service;
        int64_t status;
        auto object = document.get_object();
        if (object["ts"].get_string().get(ts) || object["service"].get_string().get(service) ||
            object["status"].get_int64().get(status)) {
            s.errors++;
            continue;
        }
        s.lines++;
        if (status >= 500)
            s.bytes += ts.size() + service.size();
    }
    s.wall += seconds(CLOCK_MONOTONIC) - wall;
    s.cpu += seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        std::fprintf(stderr, "usage: simdjson FILE [PIECE]\n");
        return 2;
    }
    size_t piece = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 1 << 20, held = 0, n;
    std::FILE *file = std::fopen(argv[1], "rb");
    char *text = (char *)std::malloc(2 * piece + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::parser parser;
    sums s;
    while (file && text && (n = std::fread(text + held, 1, piece, file)) > 0) {
        held += n;
        const char *newline = (const char *)memrchr(text, '\n', held);
        size_t whole = newline ? (size_t)(newline + 1 - text) : 0;
        if (!whole || !extract(parser, text, whole, s)) {
            std::fprintf(stderr, "simdjson: cannot read %s\n", argv[1]);
            return 1;
        }
        std::memmove(text, text + whole, held -= whole);
    }
    std::printf("%llu lines, %llu bytes, %llu errors\n", (unsigned long long)s.lines,
                (unsigned long long)s.bytes, (unsigned long long)s.errors);
    std::printf("extraction: %.6f %.6f\n", s.wall, s.cpu);
    return 0;
}
