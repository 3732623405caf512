// SPDX-License-Identifier: MIT
// Zstandard unpacked; the only user of libzstd.
#include "io/unpack.h"

#ifdef WEIR_ZSTD
#include "base/fail.h"

#include <zstd.h>

static void *zstd_begin(void)
{
    ZSTD_DStream *z = ZSTD_createDStream();
    if (!z)
        fatal("cannot unpack zstd: out of memory");
    return z;
}

static enum unpack_result zstd_step(void *state, struct unpack_span *span)
{
    ZSTD_inBuffer in = {span->in, span->nin, 0};
    ZSTD_outBuffer out = {span->out, span->nout, 0};
    size_t left = ZSTD_decompressStream(state, &out, &in);
    span->in += in.pos;
    span->nin -= in.pos;
    span->out += out.pos;
    span->nout -= out.pos;
    if (ZSTD_isError(left))
        return UNPACK_BAD;
    return left == 0 ? UNPACK_DONE : UNPACK_ON;
}

static void zstd_end(void *state)
{
    ZSTD_freeDStream(state);
}
#endif

const struct unpack_kind unpack_zstd = {
    .name = "zstd",
    .magic = {0x28, 0xb5, 0x2f, 0xfd},
    .nmagic = 4,
#ifdef WEIR_ZSTD
    .begin = zstd_begin,
    .step = zstd_step,
    .end = zstd_end,
#else
    .library = "libzstd",
#endif
};
