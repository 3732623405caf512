// SPDX-License-Identifier: MIT
// Framer and source: whatever the reads, the same lines come out. Nothing here sleeps: where
// something has to wait it waits for another process, or for a timer that goes on ticking.
#include "tests/unit/check.h"

#include "base/fail.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/framer.h"
#include "io/source.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KEPT = 64 * 1024 + 1 };

// An unnamed file that holds `text`, at its start.
static int file_of(struct str text)
{
    char path[] = "/tmp/test_framer.XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0 || write(fd, text.p, text.n) != (ssize_t)text.n)
        fatal("cannot make %s", path);
    unlink(path);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

// The reading end of a pipe into which another process writes `text`.
static int pipe_of(struct str text)
{
    int ends[2];
    if (pipe(ends) != 0)
        fatal("no pipe");
    if (fork() == 0) {
        close(ends[0]);
        while (text.n) {
            ssize_t n = write(ends[1], text.p, text.n);
            if (n <= 0)
                _exit(1);
            text.p += n;
            text.n -= (size_t)n;
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

// A framer with the descriptor that it reads.
struct test_framer {
    struct framer *framer;
    struct block_pool pool;
    int fd;
};

static ssize_t read_fd(void *from, char *into, size_t n)
{
    return read(((struct test_framer *)from)->fd, into, n);
}

static void open_framer(struct test_framer *t, int fd, size_t max_line, size_t read_size)
{
    struct stat st;
    CHECK(fstat(fd, &st) == 0);
    t->fd = fd;
    block_pool_init(&t->pool, read_size);
    t->framer = framer_new(&(struct framer_setup){.read = read_fd,
                                                  .from = t,
                                                  .pool = &t->pool,
                                                  .max_line = max_line,
                                                  .reads_once = !S_ISREG(st.st_mode)});
}

static void close_framer(struct test_framer *t)
{
    framer_free(t->framer);
    block_pool_release(&t->pool);
    close(t->fd);
}

// Everything that comes out, in one text: overlong lines have a '!' in front.
static void collect(int fd, size_t max_line, size_t read_size, struct buf *out)
{
    struct test_framer t;
    open_framer(&t, fd, max_line, read_size);
    struct framer *f = t.framer;
    struct block *block;
    enum framer_result result;
    while ((result = framer_read(f, &block)) != FRAMER_END) {
        if (result == FRAMER_WAIT)
            continue;
        volatile char padding = block->text.p[block->text.n + BLOCK_PADDING - 1];
        (void)padding;
        CHECK(block->text.n > 0 && block->text.p[block->text.n - 1] == '\n');
        if (block->is_overlong)
            buf_putc(out, '!');
        buf_puts_str(out, block->text);
        block_recycle(&t.pool, block);
    }
    CHECK(framer_read(f, &block) == FRAMER_END);
    close_framer(&t);
}

// What should come out, by the plainest way.
static void expect(struct str text, size_t max_line, struct buf *out)
{
    if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0) {
        text.p += 3;
        text.n -= 3;
    }
    for (size_t i = 0; i < text.n; i++) {
        size_t start = i;
        while (i < text.n && text.p[i] != '\n')
            i++;
        size_t n = i - start;
        if (n > max_line)
            buf_putc(out, '!');
        buf_put(out, text.p + start, n > max_line && n > KEPT ? KEPT : n);
        buf_putc(out, '\n');
    }
}

static bool is_same(struct str text, size_t max_line, size_t read_size, bool by_pipe)
{
    struct buf got = {0}, want = {0};
    expect(text, max_line, &want);
    collect(by_pipe ? pipe_of(text) : file_of(text), max_line, read_size, &got);
    bool same = str_eq((struct str){got.p, got.n}, (struct str){want.p, want.n});
    buf_release(&got);
    buf_release(&want);
    return same;
}

static void check_text(struct str text, size_t max_line)
{
    static const size_t sizes[] = {1, 2, 3, 7, 4096, 0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (sizes[i] < 7 && text.n > KEPT / 2)
            continue;
        CHECK(is_same(text, max_line, sizes[i], false));
    }
    CHECK(is_same(text, max_line, 0, true));
}

static void test_small(void)
{
    static const char *const texts[] = {
        "", "\n", "a", "a\n", "a\nb", "a\nb\n\n\nc\r\n", "0123456789\n", "0123456789",
        "01234567890", "01234567890\n", "a\n01234567890\nb\n01234567890123456789\n\n0123456789\nc",
        "\xef\xbb\xbf",
        "\xef\xbb\xbf\n", "\xef\xbb\xbf" "a\nb", "\xef\xbb", "\xef\xbb\n", "\xef\xbbx\xbf\n",
        "\xef\xbb\xbf\xef\xbb\xbf\n", "a\n\xef\xbb\xbf\n", "\xef\xbb\xbf" "0123456789\n",
        "\xef\xbb\xbf" "01234567890",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_text(str_of(texts[i]), 10);
        check_text(str_of(texts[i]), 0);
        check_text(str_of(texts[i]), SIZE_MAX);
    }
    check_text((struct str){"a\0b\n\0", 5}, 10);
}

// The line "xxx...x\n" with n letters.
static void put_line(struct buf *b, size_t n)
{
    memset(buf_room(b, n + 1), 'x', n);
    b->n += n;
    b->p[b->n - 1 - (n > 1 ? n / 2 : 0)] = 'y';
    buf_putc(b, '\n');
}

static void test_long(void)
{
    static const size_t lengths[] = {KEPT - 1, KEPT, KEPT + 1, 3 * KEPT};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct buf b = {0};
        buf_puts(&b, "before\n");
        put_line(&b, lengths[i]);
        buf_puts(&b, "after");
        struct str text = {b.p, b.n};
        check_text(text, 10);
        check_text(text, KEPT);
        check_text(text, KEPT - 1);
        check_text(text, 2 * KEPT);
        check_text(text, 16 << 20);
        check_text((struct str){b.p, b.n - 6}, 100);    // the overlong line ends the input
        check_text((struct str){b.p, b.n - 7}, 100);    // ... a byte before its newline
        buf_release(&b);
    }
}

static void test_random(void)
{
    uint32_t seed = 12345;
    for (int round = 0; round < 60; round++) {
        struct buf b = {0};
        for (int line = 0; line < 200; line++) {
            seed = seed * 1664525u + 1013904223u;
            size_t n = (seed >> 8) % 40;
            if ((seed >> 20) % 97 == 0)
                n = (seed >> 8) % 150000;
            put_line(&b, n + 1);
        }
        struct str text = {b.p, b.n - (size_t)round % 3};
        static const size_t limits[] = {20, 39, 70000, 1 << 20}, sizes[] = {13, 1000, 65536, 0};
        CHECK(is_same(text, limits[round % 4], sizes[round / 4 % 4], round % 5 == 0));
        buf_release(&b);
    }
}

// The next result, and that its text is as expected.
static void check_next(struct test_framer *t, enum framer_result want, const char *text)
{
    struct block *block = NULL;
    enum framer_result got = framer_read(t->framer, &block);
    CHECK_INT(got, want);
    if (got != FRAMER_BLOCK)
        return;
    CHECK(text && str_is(block->text, text));
    block_recycle(&t->pool, block);
}

// A line is handed on as soon as it is whole, and no read is tried that could hang.
static void test_trickle(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct test_framer t;
    open_framer(&t, ends[0], 100, 0);
    CHECK(write(ends[1], "ab", 2) == 2);
    check_next(&t, FRAMER_WAIT, NULL);
    CHECK(write(ends[1], "c\nd\ne", 5) == 5);
    check_next(&t, FRAMER_BLOCK, "abc\nd\n");
    CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    check_next(&t, FRAMER_WAIT, NULL);
    check_next(&t, FRAMER_WAIT, NULL);
    CHECK(write(ends[1], "\n", 1) == 1);
    check_next(&t, FRAMER_BLOCK, "e\n");
    CHECK(write(ends[1], "end", 3) == 3);
    close(ends[1]);
    check_next(&t, FRAMER_WAIT, NULL);
    check_next(&t, FRAMER_BLOCK, "end\n");
    check_next(&t, FRAMER_END, NULL);
    check_next(&t, FRAMER_END, NULL);
    close_framer(&t);
}

// What one read brings comes out in order, the overlong line by itself.
static void test_pieces(void)
{
    struct test_framer t;
    open_framer(&t, file_of(STR("a\nb\n12345\nc\nd")), 4, 0);
    check_next(&t, FRAMER_BLOCK, "a\nb\n");
    struct block *block;
    CHECK(framer_read(t.framer, &block) == FRAMER_BLOCK);
    CHECK(block->is_overlong && str_is(block->text, "12345\n"));
    block_recycle(&t.pool, block);
    check_next(&t, FRAMER_BLOCK, "c\n");
    check_next(&t, FRAMER_BLOCK, "d\n");
    check_next(&t, FRAMER_END, NULL);
    close_framer(&t);
}

// Blocks that are still out keep their text while others come.
static void test_kept(void)
{
    struct test_framer t;
    open_framer(&t, file_of(STR("aa\nbb\ncc\n")), 100, 4);
    struct block *first, *second;
    CHECK(framer_read(t.framer, &first) == FRAMER_BLOCK);
    CHECK(framer_read(t.framer, &second) == FRAMER_BLOCK);
    CHECK(str_is(first->text, "aa\n") && str_is(second->text, "bb\n"));
    block_recycle(&t.pool, first);
    struct block *third;
    CHECK(framer_read(t.framer, &third) == FRAMER_BLOCK);
    CHECK(str_is(third->text, "cc\n") && str_is(second->text, "bb\n"));
    block_recycle(&t.pool, third);
    block_recycle(&t.pool, second);
    check_next(&t, FRAMER_END, NULL);
    close_framer(&t);
}

static void on_tick(int signal)
{
    (void)signal;
}

// A read that a signal interrupts returns.
static void test_signal(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct test_framer t;
    open_framer(&t, ends[0], 100, 0);
    struct sigaction act = {.sa_handler = on_tick};
    sigaction(SIGALRM, &act, NULL);
    struct itimerval tick = {{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &tick, NULL);
    check_next(&t, FRAMER_WAIT, NULL);
    tick = (struct itimerval){0};
    setitimer(ITIMER_REAL, &tick, NULL);
    close_framer(&t);
    close(ends[1]);
}

// What is held is a line of its own when the text behind it is no part of it.
static void test_break(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct test_framer t;
    open_framer(&t, ends[0], 100, 0);
    CHECK(write(ends[1], "a\nb", 3) == 3);
    check_next(&t, FRAMER_BLOCK, "a\n");
    CHECK(!framer_holds(t.framer));
    framer_break(t.framer, false);
    CHECK(framer_holds(t.framer));
    check_next(&t, FRAMER_BLOCK, "b\n");
    CHECK(write(ends[1], "c", 1) == 1);
    check_next(&t, FRAMER_WAIT, NULL);
    framer_rest(t.framer);        // what is put aside comes back
    framer_break(t.framer, true);
    struct block *block;
    CHECK(framer_read(t.framer, &block) == FRAMER_BLOCK);
    CHECK(block->is_cut && !block->is_overlong && str_is(block->text, "c\n"));
    block_recycle(&t.pool, block);
    CHECK(write(ends[1], "d\nend", 5) == 5);
    framer_break(t.framer, true);             // nothing is held: nothing is cut
    check_next(&t, FRAMER_BLOCK, "d\n");
    framer_rest(t.framer);
    CHECK(write(ends[1], "ing", 3) == 3);
    close(ends[1]);
    check_next(&t, FRAMER_WAIT, NULL);
    framer_rest(t.framer);
    check_next(&t, FRAMER_BLOCK, "ending\n");
    check_next(&t, FRAMER_END, NULL);
    close_framer(&t);
}

static void open_source(struct source *s, struct loop *loop, const char *text)
{
    CHECK(source_check(text));
    source_open(s, &(struct source_setup){.loop = loop, .max_line = 100}, text);
}

// The next block, and what it says; NULL: the end of a stream.
static void check_block(struct source *s, const char *text)
{
    struct block *block;
    CHECK(source_is_ready(s));
    CHECK(source_next(s, &block) == SOURCE_BLOCK);
    CHECK(block->is_last == !text && (!text || str_is(block->text, text)));
    source_recycle(s, block);
}

static void check_end(struct source *s)
{
    struct block *block;
    check_block(s, NULL);
    CHECK(source_next(s, &block) == SOURCE_END && !source_error(s));
    source_close(s);
}

static void test_file(void)
{
    char path[] = "/tmp/test_framer.XXXXXX";
    int made = mkstemp(path);
    CHECK(made >= 0 && write(made, "a\nb", 3) == 3);
    struct loop loop;
    struct source s;
    struct stat st;
    uint64_t done, size;
    loop_init(&loop);
    open_source(&s, &loop, path);
    CHECK_STR(s.title, path);
    CHECK(s.is_regular && fstat(made, &st) == 0 && source_reads(&s, &st));
    CHECK((fcntl(s.streams->fd, F_GETFD) & FD_CLOEXEC) != 0);
    check_block(&s, "a\n");
    check_block(&s, "b\n");
    source_place(&s, &done, &size);
    CHECK(done == 3 && size == 3);
    check_end(&s);
    close(made);
    unlink(path);
    open_source(&s, &loop, "-");
    CHECK_STR(s.title, "standard input");
    source_close(&s);
    CHECK(fcntl(0, F_GETFD) >= 0);
    loop_release(&loop);
}

static void test_fifo(void)
{
    char path[] = "/tmp/test_framer.XXXXXX";
    struct loop loop;
    struct source s;
    struct block *block;
    close(mkstemp(path));
    unlink(path);
    CHECK(mkfifo(path, 0600) == 0);
    int keeper = open(path, O_RDWR);
    loop_init(&loop);
    open_source(&s, &loop, path);
    CHECK(!s.is_regular && !source_is_ready(&s) && loop.watches.n == 1);
#ifdef F_GETPIPE_SZ
    CHECK(fcntl(keeper, F_GETPIPE_SZ) >= 64 * 1024);
#endif
    CHECK(!loop_wait(&loop, 1000, NULL) && !source_is_ready(&s));
    CHECK(write(keeper, "x\ny", 3) == 3);
    CHECK(loop_wait(&loop, -1, NULL));
    check_block(&s, "x\n");
    CHECK(!source_is_ready(&s));  // not known before poll() says so
    CHECK(source_next(&s, &block) == SOURCE_WAIT);
    close(keeper);
    CHECK(loop_wait(&loop, -1, NULL));
    check_block(&s, "y\n");
    check_end(&s);
    CHECK(loop.watches.n == 0);
    loop_release(&loop);
    unlink(path);
}

// What opening `spec` in another process prints before it exits with status 1.
static void check_refused(const char *spec, const char *message)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        struct loop loop;
        struct source s;
        loop_init(&loop);
        open_source(&s, &loop, spec);
        _exit(0);
    }
    close(ends[1]);
    struct buf said = {0};
    collect(ends[0], 1000, 0, &said);
    CHECK_STR(buf_cstr(&said), message);
    buf_release(&said);
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

int main(void)
{
    signal(SIGCHLD, SIG_DFL);
    test_small();
    test_long();
    test_random();
    test_trickle();
    test_pieces();
    test_kept();
    test_signal();
    test_break();
    test_file();
    test_fifo();
    fflush(stdout);
    check_refused("/tmp", "weir: cannot read /tmp: Is a directory\n");
    check_refused("/no where", "weir: cannot open /no where: No such file or directory\n");
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    return check_done("framer");
}
