// SPDX-License-Identifier: MIT
// The sketches against the truth: quantiles of many distributions at many ranks, hyperloglog up to
// a million values, the bounded tally of top. That splits and merges do not show is test_agg's.
#include "aggs/hyperloglog.h"
#include "aggs/quantiles.h"
#include "aggs/tally.h"
#include "base/hash.h"
#include "tests/unit/check.h"

#include <math.h>
#include <stdlib.h>

enum { VALUES = 20000 };

static uint64_t seed = 1;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed * 0x2545f4914f6cdd1du;
}

static double uniform(void)
{
    return (double)(draw() >> 11) * 0x1p-53;
}

static double normal(void)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += uniform();
    return sum;
}

// ---- quantiles ----

static double draw_value(int kind)
{
    double x = uniform(), y;
    uint64_t bits;
    switch (kind) {
    case 0:
        return 1000 * x;
    case 1:
        return exp(3 + 2 * normal());             // lognormal
    case 2:
        return pow(1 - x, -1 / 0.7);              // Pareto without a mean
    case 3:
        return -exp(3 + 2 * normal());
    case 4:
        return normal() * 100;                    // of both signs, few near 0
    case 5:
        return (double)(draw() % 1000);           // integers, zeros among them
    case 6:
        return 42.5;
    case 7:
        return draw() % 3 ? 0 : x - 0.5;
    case 8:
        return (double)(draw() % 2) * 1e9 + x;    // two heaps
    case 9:
        return draw() % 2 ? 1e-300 * x : 1e300 * x;
    default:
        do {                                      // all doubles from the least normal up
            bits = draw();
            memcpy(&y, &bits, sizeof y);
        } while (!isfinite(y) || fabs(y) < 0x1p-1022);
        return y;
    }
}

static int compare(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

// The exact quantile, and how far from it a sketch may be: 0.4 % of either neighbour's size.
static double exact(const double *x, size_t n, double p, double *error)
{
    double place = p * (double)(n - 1), part = place - floor(place);
    double low = x[(size_t)place], high = part > 0 ? x[(size_t)place + 1] : low;
    *error = 0.004 * (fabs(low) * (1 - part) + fabs(high) * part);
    return low * (1 - part) + high * part;
}

static void check_ranks(const struct quantiles *q, double *values, size_t n)
{
    static const double few[] = {0, 1e-4, 0.5, 0.25, 0.99, 0.999, 0.9999, 1};
    qsort(values, n, sizeof *values, compare);
    for (int i = 0; i <= 1000 + 8; i++) {
        double p = i <= 1000 ? i / 1000.0 : few[i - 1001], error;
        double want = exact(values, n, p, &error), got = quantiles_at(q, p);
        bool is_near = fabs(got - want) <= error || (fabs(want) > 1e308 && fabs(got) > 1e307);
        if (!is_near)
            printf("quantile %g of %zu: %g, not %g\n", p, n, got, want);
        CHECK(is_near);
    }
    CHECK(quantiles_at(q, 0) == values[0] && quantiles_at(q, 1) == values[n - 1]);
}

static void test_quantiles(int kind, size_t n)
{
    static double values[VALUES];
    struct arena a;
    arena_init(&a);
    struct quantiles q = {0};
    for (size_t i = 0; i < n; i++) {
        values[i] = draw_value(kind);
        quantiles_add(&q, &a, values[i]);
    }
    check_ranks(&q, values, n);
    arena_release(&a);
}

// Below the bound there is no error but that of one interpolation.
static void test_exact_quantiles(void)
{
    struct arena a;
    arena_init(&a);
    for (size_t n = 1; n <= QUANTILES_EXACT; n += n < 10 ? 1 : 67) {
        struct quantiles q = {0};
        double values[QUANTILES_EXACT];
        for (size_t i = 0; i < n; i++)
            quantiles_add(&q, &a, values[i] = draw_value(4));
        qsort(values, n, sizeof *values, compare);
        for (int i = 0; i <= 100; i++) {
            double place = i / 100.0 * (double)(n - 1), part = place - floor(place);
            double low = values[(size_t)place], high = part > 0 ? values[(size_t)place + 1] : low;
            CHECK(quantiles_at(&q, i / 100.0) == low + (high - low) * part);
        }
    }
    arena_release(&a);
}

// Counts past 32 bits: a state merged with itself again and again.
static void test_many(void)
{
    struct arena a;
    arena_init(&a);
    struct quantiles q = {0};
    for (int i = 1; i <= 1000; i++)
        quantiles_add(&q, &a, i);
    for (int i = 0; i < 30; i++) {
        struct quantiles same;
        struct buf saved = {0};
        quantiles_save(&q, &saved);
        struct unpack in = unpack_from(saved.p, saved.n);
        quantiles_load(&same, &a, &in);
        CHECK(!in.failed);
        quantiles_merge(&q, &a, &same);
        buf_release(&saved);
    }
    CHECK(q.n == UINT64_C(1000) << 30);
    CHECK(fabs(quantiles_at(&q, 0.5) - 500) < 5);
    CHECK(fabs(quantiles_at(&q, 0.99) - 990) < 10);
    arena_release(&a);
}

// Counts past 16 bits, one by one: in the window of the first values, and far from them.
static void test_carry(double heap)
{
    enum { FIRST = 1000, EACH = 150000 };
    struct arena a;
    arena_init(&a);
    struct quantiles q = {0};
    for (int i = 0; i < FIRST; i++)
        quantiles_add(&q, &a, 3.5);
    for (int i = 0; i < EACH; i++)
        quantiles_add(&q, &a, heap);
    double few = FIRST - 0.5, all = FIRST + EACH - 1, below = heap < 3.5 ? EACH - 0.5 : few;
    CHECK_INT((int64_t)q.n, FIRST + EACH);
    CHECK(fabs(quantiles_at(&q, (below - 1) / all) / (heap < 3.5 ? heap : 3.5) - 1) < 0.004);
    CHECK(fabs(quantiles_at(&q, (below + 1) / all) / (heap < 3.5 ? 3.5 : heap) - 1) < 0.004);
    arena_release(&a);
}

// Small integers are told exactly, of either sign.
static void test_integers(void)
{
    struct arena a;
    arena_init(&a);
    struct quantiles q = {0};
    for (int i = -255; i <= 255; i++)
        for (int j = 0; j < 10; j++)
            quantiles_add(&q, &a, i);
    for (int i = 0; i < 511; i++)
        CHECK(quantiles_at(&q, (i * 10 + 5) / 5109.0) == i - 255);
    arena_release(&a);
}

static void test_quantile_memory(void)
{
    struct arena a;
    arena_init(&a);
    struct quantiles q = {0};
    for (int i = 0; i < 300000; i++)
        quantiles_add(&q, &a, draw_value(1));
    CHECK(arena_bytes(&a) < 40000);
    for (int i = 0; i < 300000; i++)
        quantiles_add(&q, &a, draw_value(10));
    CHECK(arena_bytes(&a) < 3000000);
    arena_release(&a);
}

// A damaged save is refused or at least harmless.
static void test_damage(int kind)
{
    struct arena a;
    arena_init(&a);
    struct quantiles q = {0};
    for (int i = 0; i < 700; i++)
        quantiles_add(&q, &a, draw_value(kind));
    struct buf saved = {0};
    quantiles_save(&q, &saved);
    for (int i = 0; i < 3000; i++) {
        struct buf damaged = {0};
        buf_put(&damaged, saved.p, saved.n);
        damaged.p[draw() % (i % 2 ? 60 : saved.n)] = (char)draw();
        struct quantiles back;
        struct unpack in = unpack_from(damaged.p, damaged.n);
        quantiles_load(&back, &a, &in);
        if (!in.failed && back.n)
            quantiles_at(&back, 0.5);
        buf_release(&damaged);
    }
    buf_release(&saved);
    arena_release(&a);
}

// ---- hyperloglog ----

// The relative error of the estimate after so many different hashes, the third of them twice.
static double distinct_error(uint64_t n)
{
    struct arena a;
    arena_init(&a);
    struct hyperloglog h = {0};
    uint64_t base = draw();
    for (uint64_t i = 0; i < n; i++) {
        uint64_t hash = hash_join(1, base + i);
        hyperloglog_add(&h, &a, hash);
        if (i % 3 == 0)
            hyperloglog_add(&h, &a, hash);
    }
    double error = hyperloglog_estimate(&h) / (double)n - 1;
    CHECK(arena_bytes(&a) < 40000);
    arena_release(&a);
    return error;
}

static void test_hyperloglog(void)
{
    static const uint64_t sizes[] = {1,    10,   768,   769,   1000,   2000,
                                     5000, 8192, 20000, 40000, 100000, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint64_t n = sizes[i];
        int rounds = n > 100000 ? 2 : n > 10000 ? 10 : 100;
        double squares = 0;
        for (int j = 0; j < rounds; j++) {
            double error = distinct_error(n);
            squares += error * error;
            CHECK(n > HLL_EXACT ? fabs(error) < 0.05 : error == 0);
        }
        // 1.15 % and what chance adds to so few rounds.
        CHECK(sqrt(squares / rounds) < 0.0115 * (rounds > 10 ? 1.3 : 2.2));
    }
}

// ---- the bounded tally ----

enum { KINDS = 50000, EVENTS = 300000, MOST = 1000 };

static void check_tally(const struct tally *t, const uint64_t *truth, struct arena *a)
{
    bool is_here[KINDS] = {false};
    struct tally_entry **list = tally_by_count(t, a);
    CHECK(t->set.n <= MOST && t->error > 0 && t->error <= EVENTS / (MOST / 2));
    for (uint32_t i = 0; i < t->set.n; i++) {
        int64_t k = list[i]->kept.value.i;
        is_here[k] = true;
        CHECK(list[i]->count <= truth[k] && truth[k] <= list[i]->count + t->error);
        CHECK(i == 0 || list[i]->count <= list[i - 1]->count);
    }
    for (int k = 0; k < KINDS; k++)
        CHECK(is_here[k] || truth[k] <= t->error);
}

static void test_tally(int nparts)
{
    static uint64_t truth[KINDS];
    memset(truth, 0, sizeof truth);
    struct arena a, scratch;
    arena_init(&a);
    arena_init(&scratch);
    struct tally parts[4] = {0};
    struct tally_env env = {&a, &scratch, MOST};
    for (uint64_t i = 0; i < EVENTS; i++) {
        int64_t k = (int64_t)(pow(uniform(), 8) * KINDS);
        truth[k]++;
        tally_add(&parts[draw() % (unsigned)nparts], &env, value_int(k), i);
    }
    for (int i = 1; i < nparts; i++)
        tally_merge(&parts[0], &env, &parts[i]);
    check_tally(&parts[0], truth, &a);
    arena_release(&a);
    arena_release(&scratch);
}

int main(void)
{
    for (int kind = 0; kind <= 10; kind++) {
        test_quantiles(kind, QUANTILES_EXACT + 1);
        test_quantiles(kind, VALUES);
        test_damage(kind);
    }
    test_exact_quantiles();
    test_integers();
    test_many();
    test_carry(3.75);
    test_carry(1e9);
    test_carry(1e-320);
    test_carry(-3.5);
    test_quantile_memory();
    test_hyperloglog();
    test_tally(1);
    test_tally(4);
    return check_done("sketch");
}
