// SPDX-License-Identifier: MIT
// gzip unpacked; the only user of zlib.
#include "io/unpack.h"

#include "base/fail.h"
#include "base/mem.h"

#ifdef WEIR_ZLIB
#include <zlib.h>

enum { WINDOW_BITS = 15 + 16 };   // the largest window; a header and trailer of gzip

static void *gzip_begin(void)
{
    z_stream *z = mem_zalloc(sizeof *z);
    if (inflateInit2(z, WINDOW_BITS) != Z_OK)
        fatal("cannot unpack gzip: out of memory");
    return z;
}

static uInt limited(size_t n)
{
    return n < UINT32_MAX ? (uInt)n : UINT32_MAX;
}

static enum unpack_result gzip_step(void *state, struct unpack_span *span)
{
    z_stream *z = state;
    uInt in = limited(span->nin), out = limited(span->nout);
    z->next_in = (z_const Bytef *)span->in;
    z->avail_in = in;
    z->next_out = (Bytef *)span->out;
    z->avail_out = out;
    int result = inflate(z, Z_NO_FLUSH);
    span->in += in - z->avail_in;
    span->nin -= in - z->avail_in;
    span->out += out - z->avail_out;
    span->nout -= out - z->avail_out;
    if (result == Z_STREAM_END) {
        inflateReset(z);
        return UNPACK_DONE;
    }
    return result == Z_OK || result == Z_BUF_ERROR ? UNPACK_ON : UNPACK_BAD;
}

static void gzip_end(void *state)
{
    inflateEnd(state);
    mem_free(state);
}
#endif

const struct unpack_kind unpack_gzip = {
    .name = "gzip",
    .magic = {0x1f, 0x8b},
    .nmagic = 2,
#ifdef WEIR_ZLIB
    .begin = gzip_begin,
    .step = gzip_step,
    .end = gzip_end,
#else
    .library = "zlib",
#endif
};
