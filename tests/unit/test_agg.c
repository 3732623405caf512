// SPDX-License-Identifier: MIT
// The law of aggregates, for every row of the table: however the events are split among partial
// states, in whatever order these are merged, and saved and loaded in between, the result is that
// of one pass.
#include "aggs/agg.h"
#include "base/str.h"
#include "data/time.h"
#include "tests/unit/check.h"

#include <stdlib.h>

enum { EVENTS = 60, MANY_EVENTS = 3000, PARTS = 5, ROUNDS = 300, MANY_ROUNDS = 5 };

static uint64_t seed = 1;

static unsigned draw(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed * 0x2545f4914f6cdd1du >> 33) % below);
}

static struct value text(const char *s)
{
    return value_str(str_of(s));
}

static struct value json(enum value_type type, const char *s)
{
    return value_slice(type, s, strlen(s));
}

// A value of the type set, from a small stock in which equal values are written in several ways.
static struct value draw_value(unsigned types)
{
    static const char *const texts[] = {"", "a", "b", "abcdefghijklmnopqrstuvwxyz", "\xc3\xab"};
    static const char *const arrays[] = {"[1]", "[1.0]", "[ 1, \"\\u0061\"]", "[1,\"a\"]", "[]"};
    static const char *const objects[] = {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", "{}"};
    static const char *const bigs[] = {"123456789012345678901", "-99999999999999999999999999"};
    static const double doubles[] = {0.1, 1e300, -1e300, 5e-324, 1, 1e21, 0.3, -7.25, 1e16, 0};
    for (;;)
        switch (1u << draw(9) & types) {
        case TYPE_BOOL:
            return value_bool(draw(2));
        case TYPE_INT:
            if (draw(8) == 0)
                return json(VALUE_NUMBER, bigs[draw(2)]);
            return value_int(draw(4) ? draw(5) : draw(2) ? INT64_MAX : INT64_MIN);
        case TYPE_DOUBLE:
            return value_double(doubles[draw(10)]);
        case TYPE_STR:
            return text(texts[draw(5)]);
        case TYPE_ARRAY:
            return json(VALUE_ARRAY, arrays[draw(5)]);
        case TYPE_OBJECT:
            return json(VALUE_OBJECT, objects[draw(3)]);
        case TYPE_TIME:
            return value_time(draw(100));
        case TYPE_DURATION:
            return value_duration((int64_t)draw(100) - 50);
        default:
            break;
        }
}

// The types of one round: sometimes one alone, for what holds for mixtures may be too easy (null).
static unsigned draw_types(unsigned types)
{
    types &= ~(unsigned)TYPE_NULL;
    unsigned some = types & ((1 + draw(2)) * draw(1 << 9));
    return draw(2) && some ? some : types;
}

// One of many values of the type set.
static struct value draw_wide(unsigned types, char *room)
{
    if (types & TYPE_DOUBLE && draw(2))
        return value_double((double)draw(4000) / 8 - 100);
    if (types & TYPE_INT && draw(2))
        return value_int((int64_t)draw(3000) - 500);
    if (types & TYPE_STR)
        return value_slice(VALUE_STR, room, (size_t)sprintf(room, "%u", draw(3000)));
    return draw_value(types & ~(unsigned)TYPE_NULL);
}

struct part {
    void *state;
    struct arena *arena;
};

static struct part part_new(const struct agg_use *use)
{
    struct part p = {.arena = mem_zalloc(sizeof *p.arena)};
    p.state = arena_zalloc(p.arena, use->row->state->size);
    if (use->row->state->init)
        use->row->state->init(use, p.state);
    return p;
}

static void part_free(struct part p)
{
    arena_release(p.arena);
    mem_free(p.arena);
}

static void save_and_load(const struct agg_use *use, struct part *p)
{
    struct buf saved;
    buf_init(&saved);
    use->row->state->save(use, p->state, &saved);
    part_free(*p);
    *p = part_new(use);
    struct unpack in = unpack_from(saved.p, saved.n);
    use->row->state->load(use, p->state, p->arena, &in);
    CHECK(!in.failed && in.p == in.end);
    buf_release(&saved);
}

static bool is_unwindowed;

static struct value read_part(const struct agg_use *use, const struct part *p, const void *total)
{
    struct agg_reading reading = {p->state, total ? total : p->state, p->arena, 0, 10 * NS_SECOND};
    if (is_unwindowed) {
        reading.start = TIME_MIN;
        reading.end = TIME_MAX;
    }
    return use->row->result(use, &reading);
}

// A result as bytes, to compare it with another to the last bit.
static struct buf result_of(const struct agg_use *use, const struct part *p)
{
    struct buf b;
    buf_init(&b);
    value_pack(&b, read_part(use, p, NULL));
    return b;
}

struct events {
    struct agg_item items[MANY_EVENTS];
    struct value args[MANY_EVENTS][AGG_ARGS_MAX];
    char room[MANY_EVENTS][AGG_ARGS_MAX][12];
    size_t n;
};

static bool is_constant(const struct agg_use *use, int i)
{
    return use->row->const_args >> i & 1;
}

static void draw_events(const struct agg_use *use, struct events *e, bool many)
{
    unsigned types[AGG_ARGS_MAX];
    for (int i = 0; i < use->nargs; i++)
        types[i] = draw_types(use->row->args[i]);
    bool timeless = draw(4) == 0;
    e->n = draw((many ? MANY_EVENTS : EVENTS) + 1);
    for (size_t i = 0; i < e->n; i++) {
        for (int j = 0; j < use->nargs; j++)
            e->args[i][j] = is_constant(use, j) ? use->constants[j]
                            : many              ? draw_wide(types[j], e->room[i][j])
                                                : draw_value(types[j]);
        e->items[i] = (struct agg_item){.args = e->args[i], .arrival = i + 1};
        e->items[i].time = timeless ? TIME_NONE : (int64_t)draw(many ? 400 : 20);
    }
}

// Spread the events over the parts in runs, as slices of a stream would get them.
static void add_spread(const struct agg_use *use, struct events *e, struct part *parts)
{
    for (size_t i = 0; i < e->n;) {
        size_t n = 1 + draw(4);
        if (n > e->n - i)
            n = e->n - i;
        for (size_t j = i; j < i + n; j++) {
            const struct part *p = &parts[draw(PARTS)];
            e->items[j].state = p->state;
            e->items[j].arena = p->arena;
        }
        use->row->state->add(use, e->items + i, n);
        i += n;
        if (draw(5) == 0)
            save_and_load(use, &parts[draw(PARTS)]);
    }
}

static void add_whole(const struct agg_use *use, struct events *e, const struct part *p)
{
    for (size_t i = 0; i < e->n; i++) {
        e->items[i].state = p->state;
        e->items[i].arena = p->arena;
    }
    use->row->state->add(use, e->items, e->n);
}

// Merge parts, in random pairs, until one is left.
static struct part merge_all(const struct agg_use *use, struct part *parts)
{
    for (unsigned n = PARTS; n > 1; n--) {
        unsigned from = draw(n);
        struct part taken = parts[from];
        parts[from] = parts[n - 1];
        struct part *into = &parts[draw(n - 1)];
        use->row->state->merge(use, into->state, into->arena, taken.state);
        part_free(taken);
        if (draw(3) == 0)
            save_and_load(use, into);
    }
    return parts[0];
}

static void check_law(const struct agg_use *use, bool many)
{
    static struct events e;
    draw_events(use, &e, many);
    is_unwindowed = draw(2);
    struct part whole = part_new(use), parts[PARTS];
    add_whole(use, &e, &whole);
    for (int i = 0; i < PARTS; i++)
        parts[i] = part_new(use);
    add_spread(use, &e, parts);
    struct part merged = merge_all(use, parts);
    struct buf want = result_of(use, &whole), got = result_of(use, &merged);
    bool same = str_eq((struct str){want.p, want.n}, (struct str){got.p, got.n});
    if (!same)
        printf("%s breaks the law\n", use->row->name);
    CHECK(same);
    buf_release(&want);
    buf_release(&got);
    part_free(whole);
    part_free(merged);
}

// A save that ends early must be told, whatever the aggregate.
static void check_short_saves(const struct agg_use *use)
{
    static struct events e;
    do
        draw_events(use, &e, false);
    while (e.n == 0);
    struct part p = part_new(use);
    add_whole(use, &e, &p);
    struct buf saved;
    buf_init(&saved);
    use->row->state->save(use, p.state, &saved);
    for (size_t n = 0; n < saved.n; n++) {
        struct part back = part_new(use);
        struct unpack in = unpack_from(saved.p, n);
        use->row->state->load(use, back.state, back.arena, &in);
        CHECK(in.failed);
        part_free(back);
    }
    buf_release(&saved);
    part_free(p);
}

// Arguments that must be constant: ascending from 0.25, 3, or a duration.
static void set_constants(struct agg_use *use)
{
    for (int i = 0; i < use->nargs; i++) {
        if (!is_constant(use, i))
            continue;
        unsigned types = use->row->args[i];
        use->constants[i] = types & TYPE_DOUBLE ? value_double(0.25 * i)
                            : types & TYPE_INT  ? value_int(3)
                                                : value_duration(7);
        CHECK(!use->row->check || use->row->check(use, i) == NULL);
    }
}

// Beyond its bound top is no longer exact.
static bool is_bounded(const struct agg_row *row)
{
    return strcmp(row->name, "top") == 0;
}

static void check_row(const struct agg_row *row)
{
    CHECK(agg_find(str_of(row->name)) == row);
    for (int nargs = row->min_args; nargs <= row->max_args; nargs++) {
        struct agg_use use = {.row = row, .nargs = nargs};
        set_constants(&use);
        for (int i = 0; i < ROUNDS; i++)
            check_law(&use, false);
        for (int i = 0; i < MANY_ROUNDS && !is_bounded(row); i++)
            check_law(&use, true);
        check_short_saves(&use);
    }
}

// Rows that share a state agree in what they take.
static void check_sharing(const struct agg_row *row)
{
    for (int i = 0; agg_at(i); i++) {
        const struct agg_row *other = agg_at(i);
        if (other->state != row->state)
            continue;
        CHECK(other->by_time == row->by_time && other->as_written == row->as_written);
        for (int j = 0; j < row->state->nargs && j < row->max_args && j < other->max_args; j++)
            CHECK(other->args[j] == row->args[j]);
    }
}

// What max keeps of growing texts takes room for two or so, not for all of them.
static void test_kept_room(void)
{
    struct agg_use use = {.row = agg_find(STR("max")), .nargs = 1};
    struct part p = part_new(&use);
    char digits[16];
    for (int i = 0; i < 100000; i++) {
        struct value v = value_slice(VALUE_STR, digits, (size_t)sprintf(digits, "%08d", i));
        struct agg_item item = {p.state, p.arena, &v, TIME_NONE, 1u + (unsigned)i};
        use.row->state->add(&use, &item, 1);
    }
    struct value v = read_part(&use, &p, NULL);
    CHECK(str_is(value_bytes(v), "00099999"));
    CHECK(arena_bytes(p.arena) < 4096);
    part_free(p);
}

// An empty text that is kept is bytes somewhere, as any other: who writes it copies from there.
static void test_kept_empty(void)
{
    static const char *const names[] = {"min", "max", "first", "last"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct agg_use use = {.row = agg_find(str_of(names[i])), .nargs = 1};
        struct part p = part_new(&use);
        struct value v = text("");
        struct agg_item item = {p.state, p.arena, &v, TIME_NONE, 0};
        use.row->state->add(&use, &item, 1);
        struct value result = read_part(&use, &p, NULL);
        CHECK(result.type == VALUE_STR && result.len == 0 && result.p != NULL);
        part_free(p);
    }
}

// The arrival number of the event that an aggregate picks.
static int64_t pick(const char *name, const int64_t *times, int n)
{
    struct agg_use use = {.row = agg_find(str_of(name)), .nargs = 1};
    struct part p = part_new(&use);
    for (int i = 0; i < n; i++) {
        struct value v = value_int(i);
        struct agg_item item = {p.state, p.arena, &v, times[i], (uint64_t)i};
        use.row->state->add(&use, &item, 1);
    }
    int64_t picked = read_part(&use, &p, NULL).i;
    part_free(p);
    return picked;
}

static void test_first_and_last(void)
{
    CHECK_INT(pick("first", (int64_t[]){5, 3, 9, 3, 9, 4}, 6), 1);
    CHECK_INT(pick("last", (int64_t[]){5, 3, 9, 3, 9, 4}, 6), 4);
    CHECK_INT(pick("first", (int64_t[]){TIME_NONE, TIME_NONE}, 2), 0);
    CHECK_INT(pick("last", (int64_t[]){TIME_NONE, TIME_NONE}, 2), 1);
    CHECK_INT(pick("first", (int64_t[]){-5, TIME_NONE}, 2), 1);
    CHECK_INT(pick("last", (int64_t[]){-5, TIME_NONE}, 2), 0);
}

static struct agg_use use_of(const char *name, int nargs, struct value constant)
{
    struct agg_use use = {.row = agg_find(str_of(name)), .nargs = nargs};
    if (nargs > 1)
        use.constants[1] = constant;
    return use;
}

static void test_sharing(void)
{
    struct agg_use p50 = use_of("p50", 1, value_null()), p99 = use_of("p99", 1, value_null());
    struct agg_use q1 = use_of("quantile", 2, value_double(0.1));
    struct agg_use q2 = use_of("quantile", 2, value_double(0.2));
    struct agg_use sum = use_of("sum", 1, value_null()), avg = use_of("avg", 1, value_null());
    struct agg_use share = use_of("share", 0, value_null());
    struct agg_use top5 = use_of("top", 2, value_int(5)), top6 = use_of("top", 2, value_int(6));
    CHECK(agg_can_share(&p50, &p99) && agg_can_share(&p50, &q1) && agg_can_share(&q1, &q2));
    CHECK(agg_can_share(&sum, &avg) && !agg_can_share(&sum, &share) && !agg_can_share(&sum, &p50));
    CHECK(agg_can_share(&top5, &top5) && !agg_can_share(&top5, &top6));
}

int main(void)
{
    test_sharing();
    CHECK(agg_find(STR("nothing")) == NULL);
    for (int i = 0; agg_at(i); i++) {
        check_row(agg_at(i));
        check_sharing(agg_at(i));
    }
    test_kept_room();
    test_kept_empty();
    test_first_and_last();
    return check_done("agg");
}
