// SPDX-License-Identifier: MIT
// Names for compiler attributes, so that each is spelled in one place.
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#define ATTR_PRINTF(string, first) __attribute__((format(printf, string, first)))
#define ATTR_NORETURN __attribute__((noreturn))
#define ATTR_COLD __attribute__((cold, noinline))
#define ATTR_NOINLINE __attribute__((noinline))
#define ATTR_INLINE inline __attribute__((always_inline))
#define ATTR_NODISCARD __attribute__((warn_unused_result))
#define ATTR_UNUSED __attribute__((unused))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#endif
