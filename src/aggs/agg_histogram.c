// SPDX-License-Identifier: MIT
// histogram: counts by bucket, which lie on a grid of one width or between given bounds. A bucket
// is known by its number: floor(x / width), or how many bounds are at or below x.
#include "aggs/agg.h"
#include "aggs/array.h"
#include "aggs/value_set.h"
#include "data/walk.h"

#include <math.h>
#include <stdlib.h>

struct bucket {
    struct value number;          // an integer; a double beyond 64 bits
    uint64_t count;
};

static bool is_bounded(const struct agg_use *use)
{
    return use->nargs > 2 || use->constants[1].type == VALUE_ARRAY;
}

// Bound i of the list or of the arguments; false at the end.
struct bounds {
    const struct agg_use *use;
    struct walk walk;
    int next;
};

static struct bounds bounds_begin(const struct agg_use *use)
{
    struct bounds b = {.use = use, .next = 1};
    if (use->constants[1].type == VALUE_ARRAY)
        b.walk = walk_begin(use->constants[1]);
    return b;
}

static bool bounds_next(struct bounds *b, struct value *bound)
{
    if (b->use->constants[1].type == VALUE_ARRAY) {
        bool found = walk_element(&b->walk, bound);
        if (found)
            *bound = value_resolve(*bound);
        return found;
    }
    if (b->next == b->use->nargs)
        return false;
    *bound = b->use->constants[b->next++];
    return true;
}

static struct value grid_number(struct value x, struct value width)
{
    if (x.type == VALUE_INT && width.type == VALUE_INT) {
        int64_t q = x.i / width.i;
        return value_int(q - (x.i % width.i < 0));
    }
    double q = floor(value_as_double(x) / value_as_double(width));
    return q >= -0x1p63 && q < 0x1p63 ? value_int((int64_t)q) : value_double(q);
}

static struct value bucket_number(const struct agg_use *use, struct arena *scratch, struct value x)
{
    if (!is_bounded(use))
        return grid_number(x, use->constants[1]);
    struct bounds bounds = bounds_begin(use);
    struct value bound;
    int64_t number = 0;
    while (bounds_next(&bounds, &bound) && value_compare(scratch, bound, x) <= 0)
        number++;
    return value_int(number);
}

static void note(struct value_set *set, const struct value_set_env *env, struct value number,
                 uint64_t count)
{
    uint64_t hash = value_hash(env->scratch, number);
    struct bucket *b = value_set_find(set, env, number, hash);
    if (!b) {
        b = value_set_add(set, env, hash);
        b->number = number;
    }
    b->count += count;
}

static void histogram_add(const struct agg_use *use, const struct agg_item *items, size_t n)
{
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < n; i++) {
        struct value_set_env env = {items[i].arena, &scratch, sizeof(struct bucket)};
        note(items[i].state, &env, bucket_number(use, &scratch, items[i].args[0]), 1);
    }
    arena_release(&scratch);
}

static void histogram_merge(const struct agg_use *use ATTR_UNUSED, void *into, struct arena *arena,
                            const void *from)
{
    const struct value_set *other = from;
    struct arena scratch;
    arena_init(&scratch);
    struct value_set_env env = {arena, &scratch, sizeof(struct bucket)};
    for (uint32_t i = 0; i < other->n; i++) {
        const struct bucket *b = value_set_at(other, sizeof *b, i);
        note(into, &env, b->number, b->count);
    }
    arena_release(&scratch);
}

static void put_bucket(struct buf *out, struct value from, struct value to, uint64_t count)
{
    array_next(out);
    array_member(out, '{', "from", from);
    array_member(out, ',', "to", to);
    array_member(out, ',', "count", value_int((int64_t)count));
    buf_putc(out, '}');
}

static int by_number(const void *x, const void *y)
{
    struct value a = (*(struct bucket *const *)x)->number, b = (*(struct bucket *const *)y)->number;
    if (a.type == VALUE_INT && b.type == VALUE_INT)
        return (a.i > b.i) - (a.i < b.i);
    double d = value_as_double(a), e = value_as_double(b);
    return (d > e) - (d < e);
}

// The lower edge of a bucket of the grid.
static struct value grid_edge(struct value number, int64_t more, struct value width)
{
    int64_t i;
    if (number.type == VALUE_INT && width.type == VALUE_INT &&
        !__builtin_add_overflow(number.i, more, &i) && !__builtin_mul_overflow(i, width.i, &i))
        return value_int(i);
    return value_double((value_as_double(number) + (double)more) * value_as_double(width));
}

static void put_grid(struct buf *out, const struct value_set *set, struct arena *a,
                     struct value width)
{
    struct bucket **list = arena_alloc(a, set->n * sizeof *list);
    for (uint32_t i = 0; i < set->n; i++)
        list[i] = value_set_at(set, sizeof **list, i);
    qsort(list, set->n, sizeof *list, by_number);
    for (uint32_t i = 0; i < set->n; i++)
        put_bucket(out, grid_edge(list[i]->number, 0, width), grid_edge(list[i]->number, 1, width),
                   list[i]->count);
}

static uint64_t count_of(const struct value_set *set, const struct value_set_env *env, int64_t i)
{
    struct value number = value_int(i);
    const struct bucket *b = value_set_find(set, env, number, value_hash(env->scratch, number));
    return b ? b->count : 0;
}

static void put_bounded(struct buf *out, const struct agg_use *use, const struct value_set *set,
                        struct arena *a)
{
    struct value_set_env env = {a, a, sizeof(struct bucket)};
    struct bounds bounds = bounds_begin(use);
    struct value from = value_null(), to;
    int64_t i = 0;
    while (bounds_next(&bounds, &to)) {
        put_bucket(out, from, to, count_of(set, &env, i++));
        from = to;
    }
    put_bucket(out, from, value_null(), count_of(set, &env, i));
}

static struct value histogram_result(const struct agg_use *use, const struct agg_reading *reading)
{
    const struct value_set *set = reading->state;
    if (set->n == 0)
        return value_null();
    struct buf out;
    buf_init(&out);
    if (is_bounded(use))
        put_bounded(&out, use, set, reading->arena);
    else
        put_grid(&out, set, reading->arena, use->constants[1]);
    return array_take(&out, reading->arena);
}

static void histogram_save(const struct agg_use *use ATTR_UNUSED, const void *state,
                           struct buf *out)
{
    const struct value_set *set = state;
    pack_u64(out, set->n);
    for (uint32_t i = 0; i < set->n; i++) {
        const struct bucket *b = value_set_at(set, sizeof *b, i);
        value_pack(out, b->number);
        pack_u64(out, b->count);
    }
}

static void histogram_load(const struct agg_use *use ATTR_UNUSED, void *state, struct arena *arena,
                           struct unpack *in)
{
    struct arena scratch;
    arena_init(&scratch);
    struct value_set_env env = {arena, &scratch, sizeof(struct bucket)};
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct value number = value_unpack(&scratch, in);
        uint64_t count = unpack_u64(in);
        if (number.type != VALUE_INT && number.type != VALUE_DOUBLE)
            in->failed = true;
        if (!in->failed)
            note(state, &env, number, count);
    }
    arena_release(&scratch);
}

static bool is_number(struct value v)
{
    return v.type == VALUE_INT || (v.type == VALUE_DOUBLE && isfinite(v.d));
}

static const char *check_list(struct value list)
{
    static const char fault[] = "a list of ascending numbers is wanted here";
    struct value last = value_missing(), v;
    for (struct walk w = walk_begin(list); walk_element(&w, &v); last = v) {
        v = value_resolve(v);
        if (!is_number(v) || (last.type && value_compare(NULL, last, v) >= 0))
            return fault;
    }
    return last.type ? NULL : fault;
}

static const char *histogram_check(const struct agg_use *use, int i)
{
    struct value v = use->constants[i];
    if (i == 1 && use->nargs == 2 && v.type == VALUE_ARRAY)
        return check_list(v);
    if (!is_number(v))
        return "a number is wanted here";
    if (use->nargs == 2)
        return value_as_double(v) > 0 ? NULL : "a width is above 0";
    if (i > 1 && value_compare(NULL, use->constants[i - 1], v) >= 0)
        return "bounds must ascend";
    return NULL;
}

static const struct agg_state histogram_state = {
    .size = sizeof(struct value_set),
    .nargs = AGG_ARGS_MAX,
    .add = histogram_add,
    .merge = histogram_merge,
    .save = histogram_save,
    .load = histogram_load,
};

#define BOUND (TYPE_NUM | TYPE_ARRAY)

const struct agg_row agg_histogram = {
    .name = "histogram",
    .usage = "histogram(x, width), histogram(x, b1, b2, ...), histogram(x, [b1, ...])",
    .summary = "counts by bucket, as an array of objects with from, to (which is not in it) and "
               "count; null over nothing",
    .note = "With one number after x the buckets are [k * width, (k + 1) * width), those that are "
            "empty left out; with several, or a list, they lie between these bounds, and all are "
            "shown: the first has no from (null), the last no to. Nulls do not count. Memory per "
            "group: 40 bytes for each bucket that is not empty.",
    .example = "histogram(ms, 100), h = histogram(ms, 10, 50)",
    .input = "{\"ms\":5}\n{\"ms\":120}\n{\"ms\":100}\n",
    .output = "{\"histogram_ms\":[{\"from\":0,\"to\":100,\"count\":1},"
              "{\"from\":100,\"to\":200,\"count\":2}],"
              "\"h\":[{\"from\":null,\"to\":10,\"count\":1},{\"from\":10,\"to\":50,\"count\":0},"
              "{\"from\":50,\"to\":null,\"count\":2}]}\n",
    .min_args = 2,
    .max_args = AGG_ARGS_MAX,
    .args = {TYPE_NUM, BOUND, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM,
             TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM, TYPE_NUM},
    .const_args = 0xfffe,
    .result_types = TYPE_ARRAY | TYPE_NULL,
    .state = &histogram_state,
    .check = histogram_check,
    .result = histogram_result,
};
