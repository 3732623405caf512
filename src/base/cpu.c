// SPDX-License-Identifier: MIT
#include "base/cpu.h"

#include "base/str.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>
#endif

size_t cpu_count(void)
{
#ifdef __linux__
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof usable, &usable) == 0)
        return (size_t)CPU_COUNT(&usable);
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (size_t)n : 1;
}

#if defined(__x86_64__)

static bool has_sse(void)
{
    return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") &&
           __builtin_cpu_supports("popcnt");
}

static bool has_avx2(void)
{
    return has_sse() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vbmi2");
}

bool cpu_has(enum cpu_level level)
{
    switch (level) {
    case CPU_PLAIN:
        return true;
    case CPU_SSE:
        return has_sse();
    case CPU_AVX2:
        return has_avx2();
    case CPU_AVX512:
        return has_avx512();
    default:
        return false;
    }
}

#elif defined(__aarch64__)

bool cpu_has(enum cpu_level level)
{
    return level == CPU_PLAIN || level == CPU_NEON;
}

#else

bool cpu_has(enum cpu_level level)
{
    return level == CPU_PLAIN;
}

#endif

static enum cpu_level choose(void)
{
    static const char *const names[] = {"plain", "sse", "avx2", "avx512", "neon"};
    const char *asked = getenv("WEIR_SIMD");
    int best = CPU_PLAIN;
    for (int level = CPU_PLAIN; level <= CPU_NEON; level++) {
        if (!cpu_has((enum cpu_level)level))
            continue;
        if (asked && strcmp(asked, names[level]) == 0)
            return (enum cpu_level)level;
        best = level;
    }
    return (enum cpu_level)best;
}

static atomic_int chosen = -1;    // two threads may choose at once: they choose the same

enum cpu_level cpu_level(void)
{
    int level = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (level < 0) {
        level = (int)choose();
        atomic_store_explicit(&chosen, level, memory_order_relaxed);
    }
    return (enum cpu_level)level;
}

void cpu_force_level(enum cpu_level level)
{
    atomic_store_explicit(&chosen, (int)level, memory_order_relaxed);
}
