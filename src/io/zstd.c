// SPDX-License-Identifier: MIT
// Zstandard, packed and unpacked; the only user of libzstd.
#include "io/pack.h"
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

static void *pack_begin(void)
{
    ZSTD_CStream *z = ZSTD_createCStream();
    if (!z)
        fatal("cannot pack zstd: out of memory");
    ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 1);
    return z;
}

// Until all has been taken, at the end until all has been given out, too.
static void pack_on(void *state, struct str bytes, struct buf *out, ZSTD_EndDirective how)
{
    ZSTD_inBuffer in = {bytes.p, bytes.n, 0};
    size_t left = 0;
    do {
        size_t room = ZSTD_CStreamOutSize();
        ZSTD_outBuffer to = {buf_room(out, room), room, 0};
        left = ZSTD_compressStream2(state, &to, &in, how);
        if (ZSTD_isError(left))
            fatal("cannot pack zstd: %s", ZSTD_getErrorName(left));
        out->n += to.pos;
    } while (in.pos < in.size || (how == ZSTD_e_end && left > 0));
}

static void pack_add(void *state, struct str bytes, struct buf *out)
{
    pack_on(state, bytes, out, ZSTD_e_continue);
}

static void pack_end(void *state, struct buf *out)
{
    pack_on(state, (struct str){NULL, 0}, out, ZSTD_e_end);
    ZSTD_freeCStream(state);
}
#endif

const struct pack_kind pack_zstd = {
    .name = "zstd",
    .suffix = ".zst",
#ifdef WEIR_ZSTD
    .begin = pack_begin,
    .add = pack_add,
    .end = pack_end,
#else
    .library = "libzstd",
#endif
};

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
