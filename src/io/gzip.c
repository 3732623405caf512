// SPDX-License-Identifier: MIT
// gzip, packed and unpacked; the only user of zlib.
#include "io/pack.h"
#include "io/unpack.h"

#include "base/fail.h"
#include "base/mem.h"

#ifdef WEIR_ZLIB
#include <stdint.h>
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

static void *pack_begin(void)
{
    z_stream *z = mem_zalloc(sizeof *z);
    if (deflateInit2(z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW_BITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        fatal("cannot pack gzip: out of memory");
    return z;
}

// Until all has been taken, at the end until all has been given out, too.
static void pack_on(z_stream *z, struct str bytes, struct buf *out, int how)
{
    enum { ROOM = 64 * 1024 };
    int result = Z_OK;
    do {
        uInt in = limited(bytes.n);
        z->next_in = (z_const Bytef *)(uintptr_t)bytes.p;
        z->avail_in = in;
        z->next_out = (Bytef *)buf_room(out, ROOM);
        z->avail_out = ROOM;
        result = deflate(z, how);
        out->n += ROOM - z->avail_out;
        bytes.p += in - z->avail_in;
        bytes.n -= in - z->avail_in;
    } while (bytes.n > 0 || (how == Z_FINISH && result != Z_STREAM_END));
}

static void pack_add(void *state, struct str bytes, struct buf *out)
{
    pack_on(state, bytes, out, Z_NO_FLUSH);
}

static void pack_end(void *state, struct buf *out)
{
    pack_on(state, (struct str){"", 0}, out, Z_FINISH);
    deflateEnd(state);
    mem_free(state);
}
#endif

const struct pack_kind pack_gzip = {
    .name = "gzip",
    .suffix = ".gz",
#ifdef WEIR_ZLIB
    .begin = pack_begin,
    .add = pack_add,
    .end = pack_end,
#else
    .library = "zlib",
#endif
};

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
