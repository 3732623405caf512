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

// Everything that comes out, in one text: overlong lines have a '!' in front.
static void collect(int fd, size_t max_line, size_t read_size, struct buf *out)
{
    struct framer *f = framer_new(fd, max_line, read_size);
    struct block *block;
    enum framer_result result;
    while ((result = framer_read(f, &block)) != FRAMER_END) {
        if (result == FRAMER_WAIT)
            continue;
        volatile char padding = block->text.p[block->text.n + FRAMER_PADDING - 1];
        (void)padding;
        CHECK(block->text.n > 0 && block->text.p[block->text.n - 1] == '\n');
        if (block->is_overlong)
            buf_putc(out, '!');
        buf_puts_str(out, block->text);
        framer_recycle(f, block);
    }
    CHECK(framer_read(f, &block) == FRAMER_END);
    framer_free(f);
    close(fd);
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
static void check_next(struct framer *f, enum framer_result want, const char *text)
{
    struct block *block = NULL;
    enum framer_result got = framer_read(f, &block);
    CHECK_INT(got, want);
    if (got != FRAMER_BLOCK)
        return;
    CHECK(text && str_is(block->text, text));
    framer_recycle(f, block);
}

// A line is handed on as soon as it is whole, and no read is tried that could hang.
static void test_trickle(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct framer *f = framer_new(ends[0], 100, 0);
    CHECK(write(ends[1], "ab", 2) == 2);
    check_next(f, FRAMER_WAIT, NULL);
    CHECK(write(ends[1], "c\nd\ne", 5) == 5);
    check_next(f, FRAMER_BLOCK, "abc\nd\n");
    CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    check_next(f, FRAMER_WAIT, NULL);
    check_next(f, FRAMER_WAIT, NULL);
    CHECK(write(ends[1], "\n", 1) == 1);
    check_next(f, FRAMER_BLOCK, "e\n");
    CHECK(write(ends[1], "end", 3) == 3);
    close(ends[1]);
    check_next(f, FRAMER_WAIT, NULL);
    check_next(f, FRAMER_BLOCK, "end\n");
    check_next(f, FRAMER_END, NULL);
    check_next(f, FRAMER_END, NULL);
    framer_free(f);
    close(ends[0]);
}

// What one read brings comes out in order, the overlong line by itself.
static void test_pieces(void)
{
    struct framer *f = framer_new(file_of(STR("a\nb\n12345\nc\nd")), 4, 0);
    check_next(f, FRAMER_BLOCK, "a\nb\n");
    struct block *block;
    CHECK(framer_read(f, &block) == FRAMER_BLOCK);
    CHECK(block->is_overlong && str_is(block->text, "12345\n"));
    framer_recycle(f, block);
    check_next(f, FRAMER_BLOCK, "c\n");
    check_next(f, FRAMER_BLOCK, "d\n");
    check_next(f, FRAMER_END, NULL);
    framer_free(f);
}

// Blocks that are still out keep their text while others come.
static void test_kept(void)
{
    struct framer *f = framer_new(file_of(STR("aa\nbb\ncc\n")), 100, 4);
    struct block *first, *second;
    CHECK(framer_read(f, &first) == FRAMER_BLOCK);
    CHECK(framer_read(f, &second) == FRAMER_BLOCK);
    CHECK(str_is(first->text, "aa\n") && str_is(second->text, "bb\n"));
    framer_recycle(f, first);
    struct block *third;
    CHECK(framer_read(f, &third) == FRAMER_BLOCK);
    CHECK(str_is(third->text, "cc\n") && str_is(second->text, "bb\n"));
    framer_recycle(f, third);
    framer_recycle(f, second);
    check_next(f, FRAMER_END, NULL);
    framer_free(f);
}

static void on_tick(int signal)
{
    (void)signal;
}

// A read and a wait that a signal interrupts return.
static void test_signal(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct framer *f = framer_new(ends[0], 100, 0);
    struct sigaction act = {.sa_handler = on_tick};
    sigaction(SIGALRM, &act, NULL);
    struct itimerval tick = {{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &tick, NULL);
    check_next(f, FRAMER_WAIT, NULL);
    CHECK_INT(source_wait(&(struct source_set){&ends[0], 1, 0}, -1, NULL), SOURCE_SIGNAL);
    tick = (struct itimerval){0};
    setitimer(ITIMER_REAL, &tick, NULL);
    framer_free(f);
    close(ends[0]);
    close(ends[1]);
}

static void test_wait(void)
{
    int a[2], b[2];
    CHECK(pipe(a) == 0 && pipe(b) == 0);
    struct source s[3] = {{"a", a[0], false, true}, {"gone", -1, false, true},
                          {"b", b[0], false, true}};
    const int fds[] = {a[0], -1, b[0]};
    CHECK(!source_is_ready(&s[0]) && !source_is_ready(&s[1]));
    CHECK(write(b[1], "x", 1) == 1);
    CHECK(!source_is_ready(&s[0]) && source_is_ready(&s[2]));
    CHECK_INT(source_wait(&(struct source_set){fds, 1, 0}, 1000, NULL), SOURCE_TIMEOUT);
    CHECK_INT(source_wait(&(struct source_set){fds, 3, 0}, -1, NULL), 2);
    close(a[1]);                  // the end counts as something to read
    CHECK(source_is_ready(&s[0]));
    CHECK_INT(source_wait(&(struct source_set){fds, 3, 0}, -1, NULL), 0);
    CHECK_INT(source_wait(&(struct source_set){fds, 3, 1}, -1, NULL), 2);
    close(a[0]);
    close(b[0]);
    close(b[1]);
}

static void test_open(void)
{
    char path[] = "/tmp/test_framer.XXXXXX";
    int made = mkstemp(path);
    CHECK(made >= 0);
    close(made);
    struct source s;
    source_open(&s, path);
    CHECK_STR(s.name, path);
    CHECK(s.is_regular && !s.may_block && source_is_ready(&s));
    CHECK((fcntl(s.fd, F_GETFD) & FD_CLOEXEC) != 0);
    source_close(&s);
    unlink(path);
    CHECK(mkfifo(path, 0600) == 0);
    int keeper = open(path, O_RDWR);
    source_open(&s, path);
    CHECK(!s.is_regular && s.may_block && !source_is_ready(&s));
#ifdef F_GETPIPE_SZ
    CHECK(fcntl(s.fd, F_GETPIPE_SZ) >= 64 * 1024);
#endif
    source_close(&s);
    close(keeper);
    unlink(path);
    source_open(&s, "-");
    CHECK_STR(s.name, "-");
    CHECK_INT(s.fd, 0);
    source_close(&s);
    CHECK(fcntl(0, F_GETFD) >= 0);
}

// What opening `spec` in another process prints before it exits with status 1.
static void check_refused(const char *spec, const char *message)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        struct source s;
        source_open(&s, spec);
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
    test_wait();
    test_open();
    fflush(stdout);
    check_refused("/tmp", "weir: cannot read /tmp: Is a directory\n");
    check_refused("/no where", "weir: cannot open /no where: No such file or directory\n");
    while (waitpid(-1, NULL, WNOHANG) > 0)
        continue;
    return check_done("framer");
}
