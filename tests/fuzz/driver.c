// SPDX-License-Identifier: MIT
// A plain stand-in for libFuzzer, where clang has none: reads a corpus, mutates it with a seeded
// generator and hands the results to LLVMFuzzerTestOneInput for a while. A harness may bring its
// own mutations, as with libFuzzer. It takes the options of libFuzzer that run.sh uses and ignores
// the others. No coverage guides it: it finds the shallow faults, and the corpus has to bring the
// depth. The input that ended the program is written to PREFIXcrash. Numbers come from xorshift64*
// (S. Vigna, An Experimental Exploration of Marsaglia's Xorshift Generators, Scrambled, 2016).
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
    __attribute__((weak));
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

enum { INPUT_ROOM = 4096, SEEDS_ROOM = 4096 };

struct input {
    uint8_t at[INPUT_ROOM];
    size_t n;
};

static struct input *seeds[SEEDS_ROOM];
static size_t seed_count;
static struct input now;          // what is being tried, for save_crash()
static const char *prefix = "";
static uint64_t state = 1;

// What makes parsers turn a corner more often than random bytes do.
static const char *const words[] = {
    "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud800", "\\udc00", "null", "true", "-",
    "0", "1e999", "-0.0", "9223372036854775808", "18446744073709551616", "\n", "\r\n", "\xc3\xa9",
    "\xf0\x9f\x98\x80", "\xed\xa0\x80", "\xff", "|", "(", ")", "/", " by ", " where ", "filter ",
    "window 1m", "count()", "1h30m", "$a", "`a b`", "2026-01-01T00:00:00Z", "+02:00", "T24:00",
};

static uint64_t draw(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * UINT64_C(0x2545f4914f6cdd1d);
}

// A number below n, 0 if n is.
static size_t below(size_t n)
{
    return n ? (size_t)(draw() % n) : 0;
}

static void save_crash(void)
{
    char name[4096];
    snprintf(name, sizeof name, "%scrash", prefix);
    FILE *f = fopen(name, "wb");
    if (!f)
        return;
    fwrite(now.at, 1, now.n, f);
    fclose(f);
    fprintf(stderr, "the input is in %s\n", name);
}

static void on_signal(int signal_number)
{
    save_crash();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void watch(void)
{
    const int deaths[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM};
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(save_crash);
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++)
        signal(deaths[i], on_signal);
}

static void read_seed(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || seed_count == SEEDS_ROOM) {
        if (f)
            fclose(f);
        return;
    }
    struct input *seed = malloc(sizeof *seed);
    if (!seed)
        abort();
    seed->n = fread(seed->at, 1, INPUT_ROOM, f);
    fclose(f);
    seeds[seed_count++] = seed;
}

static void read_corpus(const char *path)
{
    DIR *d = opendir(path);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        if (e->d_name[0] != '.')
            read_seed(name);
    }
    closedir(d);
}

// Put n bytes in place of the `gone` bytes at `at`, as far as there is room.
static void replace(struct input *in, size_t at, size_t gone, const void *bytes, size_t n)
{
    if (in->n - gone + n > INPUT_ROOM)
        return;
    memmove(in->at + at + n, in->at + at + gone, in->n - at - gone);
    memmove(in->at + at, bytes, n);
    in->n = in->n - gone + n;
}

// A stretch of another seed.
static void splice(struct input *in, size_t at)
{
    if (seed_count == 0)
        return;
    const struct input *other = seeds[below(seed_count)];
    size_t from = below(other->n), n = below(other->n - from + 1);
    replace(in, at, below(in->n - at + 1), other->at + from, n);
}

static void mutate(struct input *in)
{
    size_t at = below(in->n + 1), left = in->n - at;
    uint8_t byte = (uint8_t)draw();
    const char *word = words[below(sizeof words / sizeof *words)];
    switch (below(6)) {
    case 0:                       // another byte, or one bit of it
        if (left)
            in->at[at] = (uint8_t)(draw() & 1 ? byte : in->at[at] ^ 1u << (byte & 7));
        break;
    case 1:
        replace(in, at, 0, &byte, 1);
        break;
    case 2:
        replace(in, at, below(left < 16 ? left + 1 : 16), "", 0);
        break;
    case 3:
        replace(in, at, draw() & 1 ? 0 : below(left + 1), word, strlen(word));
        break;
    case 4:
        splice(in, at);
        break;
    case 5:                       // end here
        in->n = at;
        break;
    }
}

// For the mutations of a harness.
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
    static struct input in;
    memcpy(in.at, data, size);
    in.n = size;
    mutate(&in);
    size_t n = in.n < max_size ? in.n : max_size;
    memcpy(data, in.at, n);
    return n;
}

static void mutate_now(void)
{
    if (LLVMFuzzerCustomMutator)
        now.n = LLVMFuzzerCustomMutator(now.at, now.n, INPUT_ROOM, (unsigned)draw());
    else
        mutate(&now);
}

// The harness sees exactly n bytes on the heap, so that a read past the end is seen.
static void try_now(void)
{
    uint8_t *copy = malloc(now.n ? now.n : 1);
    if (!copy)
        abort();
    memcpy(copy, now.at, now.n);
    alarm(10);
    LLVMFuzzerTestOneInput(copy, now.n);
    free(copy);
}

// Each seed as it is, then mutations until the time is up; the number of runs.
static unsigned long run(time_t seconds)
{
    time_t end = time(NULL) + seconds;
    unsigned long runs = 0;
    for (size_t i = 0; i < seed_count; i++, runs++) {
        now = *seeds[i];
        try_now();
    }
    for (; runs % 256 || time(NULL) < end; runs++) {
        now.n = 0;
        if (seed_count)
            now = *seeds[below(seed_count)];
        for (size_t i = below(8) + 1; i > 0; i--)
            mutate_now();
        try_now();
    }
    return runs;
}

int main(int argc, char **argv)
{
    long seconds = 10;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-max_total_time=", 16) == 0)
            seconds = atol(argv[i] + 16);
        else if (strncmp(argv[i], "-seed=", 6) == 0)
            state = strtoull(argv[i] + 6, NULL, 10) | 1;
        else if (strncmp(argv[i], "-artifact_prefix=", 17) == 0)
            prefix = argv[i] + 17;
        else if (argv[i][0] != '-')
            read_corpus(argv[i]);
    }
    watch();
    unsigned long runs = run((time_t)seconds);
    printf("%lu runs from %zu seeds\n", runs, seed_count);
    for (size_t i = 0; i < seed_count; i++)
        free(seeds[i]);
    return 0;
}
