// SPDX-License-Identifier: MIT
// Which vector instructions this machine has, as levels that the code knows; how many processors.
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stdbool.h>
#include <stddef.h>

// Processors that this process may use, at least 1.
size_t cpu_count(void);

enum cpu_level {
    CPU_PLAIN,                    // none; works everywhere
    CPU_SSE,                      // x86: SSSE3, SSE4.1, POPCNT
    CPU_AVX2,                     // and AVX2, BMI
    CPU_AVX512,                   // and AVX-512 F, BW, VBMI2
    CPU_NEON,                     // every 64-bit ARM
};

// Does this machine have it?
bool cpu_has(enum cpu_level level);

// The level to use: the highest there is, or what the environment variable WEIR_SIMD asks for
// (plain, sse, avx2, avx512, neon) if the machine has it. The same for the whole run.
enum cpu_level cpu_level(void);

// For tests: that level from here on, which the machine must have; no reader may be at work.
void cpu_force_level(enum cpu_level level);

#endif
