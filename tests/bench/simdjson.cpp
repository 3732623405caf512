// SPDX-License-Identifier: MIT
// What simdjson needs for the extraction of T1 alone: three fields of every line by On-Demand documents
// of a stream (iterate_many), the sum of what was read printed so that nothing is left out.
//     c++ -O2 -march=native -o simdjson simdjson.cpp -lsimdjson; ./simdjson FILE
#include <cstdint>
#include <cstdio>
#include <simdjson.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: simdjson FILE\n");
        return 2;
    }
    auto text = simdjson::padded_string::load(argv[1]);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document_stream stream;
    if (text.error() || parser.iterate_many(text.value(), 1 << 20).get(stream)) {
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
    return 0;
}
