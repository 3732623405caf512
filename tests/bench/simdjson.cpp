// SPDX-License-Identifier: MIT
// What simdjson needs for the extraction of T1 alone: three fields of every line by On-Demand
// documents of a stream (iterate_many), the sum of what was read printed so that nothing is left
// out. Then the wall and the CPU seconds that it took, without reading the file into memory.
//     c++ -O2 -march=native -o simdjson simdjson.cpp -lsimdjson; ./simdjson FILE [PIECE]
// PIECE: bytes that are taken at a time (1 MiB), more than the longest line.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <simdjson.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        std::fprintf(stderr, "usage: simdjson FILE [PIECE]\n");
        return 2;
    }
    size_t piece = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 1 << 20;
    auto text = simdjson::padded_string::load(argv[1]);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document_stream stream;
    if (text.error() || parser.iterate_many(text.value(), piece).get(stream)) {
        std::fprintf(stderr, "simdjson: cannot read %s\n", argv[1]);
        return 1;
    }
    uint64_t lines = 0, bytes = 0, errors = 0;
    for (auto document : stream) {
        std::string_view ts, service;
        int64_t status;
        auto object = document.get_object();
        if (object["ts"].get_string().get(ts) || object["service"].get_string().get(service) ||
            object["status"].get_int64().get(status)) {
            errors++;
            continue;
        }
        lines++;
        if (status >= 500)
            bytes += ts.size() + service.size();
    }
    std::printf("%llu lines, %llu bytes, %llu errors\n", (unsigned long long)lines,
                (unsigned long long)bytes, (unsigned long long)errors);
    std::printf("extraction: %.6f %.6f\n", seconds(CLOCK_MONOTONIC) - wall,
                seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    return 0;
}
