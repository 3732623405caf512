// SPDX-License-Identifier: MIT
#include "cli/sample.h"

#include "data/json.h"
#include "data/scan.h"
#include "data/text.h"
#include "data/walk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEEPEST = 4 };             // keys of a path

static size_t place_of(const struct names *names, struct str name)
{
    size_t i = 0;
    while (i < names->list.n && !str_is(name, names->list.at[i]))
        i++;
    return i;
}

void names_add(struct names *names, struct str name)
{
    if (place_of(names, name) == names->list.n)
        *VEC_PUSH(&names->list) = arena_strndup(names->arena, name.p, name.n);
}

void names_drop(struct names *names, struct str name)
{
    size_t i = place_of(names, name);
    if (i == names->list.n)
        return;
    names->list.n--;
    for (; i < names->list.n; i++)
        names->list.at[i] = names->list.at[i + 1];
}

// Can the key stand in a pipeline as it is?
static bool is_plain(struct str key)
{
    for (size_t i = 0; i < key.n; i++) {
        char c = key.p[i];
        bool is_digit = c >= '0' && c <= '9';
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!is_letter && !(i && is_digit) && !(i == 0 && c == '@' && key.n > 1))
            return false;
    }
    return key.n > 0;
}

static void add_members(struct names *names, struct value object, struct str above, int depth)
{
    struct walk walk = walk_begin(object);
    struct value key, v;
    while (walk_member(&walk, &key, &v)) {
        struct str bytes = value_bytes(key);
        if (!is_plain(bytes))
            continue;
        struct buf path;
        buf_init(&path);
        buf_printf(&path, "%.*s%s%.*s", (int)above.n, above.p, above.n ? "." : "", (int)bytes.n,
                   bytes.p);
        names_add(names, (struct str){path.p, path.n});
        if (v.type == VALUE_OBJECT && depth < DEEPEST)
            add_members(names, v, (struct str){path.p, path.n}, depth + 1);
        buf_release(&path);
    }
}

static void add_rows(struct names *names, const struct batch *rows)
{
    for (size_t i = 0; i < rows->nrows; i++) {
        struct value event;
        const struct row *row = &rows->rows[i];
        if (row->raw && json_parse((struct str){row->raw, row->raw_len}, &event) &&
            event.type == VALUE_OBJECT)
            add_members(names, event, (struct str){NULL, 0}, 1);
    }
}

static void read_rows(struct names *names, struct str text, const struct input_format *from)
{
    struct arena arena;
    arena_init(&arena);
    struct fields fields;
    fields_init(&fields, &arena);
    fields.writes_lines = true;
    bool has_texts = !format_is_json(from->format);
    if (has_texts)
        fields_add_cell(&fields);
    struct reader *reader = reader_new(from, &fields);
    struct chunk chunk = {
        .arena = &arena, .moved_line = LINE_NONE, .end_line = LINE_NONE, .has_texts = has_texts};
    struct batch rows = {.arena = &arena, .chunk = &chunk};
    reader_read(reader, text, true, &rows);
    add_rows(names, &rows);
    reader_free(reader);
    arena_release(&arena);
}

// The whole lines among the first bytes, with the padding that readers want.
static struct str first_lines(int fd, char *room)
{
    struct stat st;
    ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, room, SAMPLE_SIZE) : 0;
    size_t size = n > 0 ? (size_t)n : 0;
    if (size && size < SAMPLE_SIZE && room[size - 1] != '\n')
        room[size++] = '\n';
    while (size && room[size - 1] != '\n')
        size--;
    return (struct str){room, size};
}

void sample_fields(struct names *names, const char *path, const struct input_format *from)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return;
    char *room = mem_zalloc(SAMPLE_SIZE + SCAN_PADDING + 1);
    struct str text = first_lines(fd, room);
    if (text.n)
        read_rows(names, text, from);
    mem_free(room);
    close(fd);
}
