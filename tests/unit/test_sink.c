// SPDX-License-Identifier: MIT
#include "tests/unit/check.h"

#include "base/fail.h"
#include "base/str.h"
#include "io/loop.h"
#include "io/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena names;
static struct loop loop;

// Open a destination whose name is sound.
static void open_sink(struct sink *s, const char *spec)
{
    struct sink_fault fault;
    CHECK(sink_init(s, &names, spec, &fault));
    sink_open(s, &loop);
}

enum { MUCH = 3 * 1000 * 1000 };

// A name for a file of ours, in a buffer of the caller.
static void make_path(char path[32])
{
    strcpy(path, "/tmp/test_sink.XXXXXX");
    int fd = mkstemp(path);
    if (fd < 0)
        fatal("cannot make %s", path);
    close(fd);
    unlink(path);
}

// All that can be read from the descriptor, which is closed.
static struct buf read_all(int fd)
{
    struct buf b = {0};
    ssize_t n;
    while ((n = read(fd, buf_room(&b, 4096), 4096)) > 0)
        b.n += (size_t)n;
    close(fd);
    return b;
}

static void check_holds(int fd, const char *want)
{
    struct buf got = read_all(fd);
    CHECK_STR(buf_cstr(&got), want);
    buf_release(&got);
}

static void test_file(void)
{
    char path[32];
    make_path(path);
    struct sink s;
    open_sink(&s, path);
    CHECK_STR(s.name, path);
    CHECK((fcntl(s.fd, F_GETFD) & FD_CLOEXEC) != 0);
    buf_puts(&s.buf, "one\n");
    sink_check(&s);
    CHECK_INT(s.written, 0);
    check_holds(open(path, O_RDONLY), "");
    sink_flush(&s);
    CHECK_INT(s.written, 4);
    CHECK_INT(s.buf.n, 0);
    check_holds(open(path, O_RDONLY), "one\n");
    sink_flush(&s);               // nothing to do
    buf_puts(&s.buf, "two\n");
    sink_close(&s);
    sink_release(&s);
    CHECK_INT(s.written, 8);
    open_sink(&s, path);          // appends
    buf_puts(&s.buf, "three\n");
    sink_close(&s);
    sink_release(&s);
    check_holds(open(path, O_RDONLY), "one\ntwo\nthree\n");
    unlink(path);
}

static void test_full(void)
{
    char path[32];
    make_path(path);
    struct sink s;
    open_sink(&s, path);
    for (int i = 0; i < SINK_FULL - 1; i++)
        buf_putc(&s.buf, 'x');
    sink_check(&s);
    CHECK_INT(s.written, 0);
    buf_putc(&s.buf, 'x');
    sink_check(&s);
    CHECK_INT(s.written, SINK_FULL);
    sink_close(&s);
    sink_release(&s);
    unlink(path);
}

// A number that depends on every byte and its place.
static uint32_t sum_of(const char *p, size_t n)
{
    uint32_t sum = 1;
    for (size_t i = 0; i < n; i++)
        sum = sum * 31 + (unsigned char)p[i];
    return sum;
}

// Through a pipe much smaller than what is written: a descriptor that blocks is written to in one
// go, one that doesn't takes part of it and has to be waited for.
static void check_pipe(int flags)
{
    int ends[2], answer[2];
    CHECK(pipe(ends) == 0 && pipe(answer) == 0);
#ifdef F_SETPIPE_SZ
    (void)fcntl(ends[1], F_SETPIPE_SZ, 4096);
#endif
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        struct buf got = read_all(ends[0]);
        uint32_t sum = sum_of(got.p, got.n);
        _exit(write(answer[1], &sum, sizeof sum) != sizeof sum || got.n != MUCH);
    }
    close(ends[0]);
    CHECK(fcntl(ends[1], F_SETFL, flags) == 0);
    struct sink s = {.kind = sink_kind_at(0), .name = "pipe", .fd = ends[1]};
    for (int i = 0; i < MUCH; i++)
        buf_putc(&s.buf, (char)(i * 7 + i / 256));
    uint32_t want = sum_of(s.buf.p, s.buf.n), sum = 0;
    sink_close(&s);
    sink_release(&s);
    CHECK_INT(s.written, MUCH);
    CHECK(!s.is_gone);
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(read(answer[0], &sum, sizeof sum) == sizeof sum && sum == want);
    close(answer[0]);
    close(answer[1]);
}

static void test_gone(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct sink s = {.kind = sink_kind_at(0), .name = "pipe", .fd = ends[1]};
    buf_puts(&s.buf, "heard\n");
    sink_flush(&s);
    CHECK(!s.is_gone);
    close(ends[0]);
    buf_puts(&s.buf, "lost\n");
    sink_flush(&s);
    CHECK(s.is_gone);
    CHECK_INT(s.buf.n, 0);
    buf_puts(&s.buf, "lost, too\n");
    sink_close(&s);
    sink_release(&s);
    CHECK_INT(s.buf.n, 0);
    CHECK_INT(s.written, 6);
}

// Two sinks on standard output, each closed: in another process, as ours is for the checks.
static void test_stdout(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        struct sink a, b;
        open_sink(&a, "-");
        open_sink(&b, "-");
        buf_puts(&a.buf, a.name);
        buf_puts(&b.buf, " twice");
        sink_close(&a);
        sink_close(&b);
        _exit(0);
    }
    close(ends[1]);
    check_holds(ends[0], "standard output twice");
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

// A failing write is kept for whoever tells it, and what is appended then is thrown away.
static void test_broken(void)
{
    struct sink s;
    open_sink(&s, "/dev/full");
    buf_puts(&s.buf, "text\n");
    sink_flush(&s);
    CHECK_STR(s.failure, "cannot write to /dev/full: No space left on device");
    CHECK(s.is_gone);
    CHECK_INT(s.buf.n, 0);
    sink_close(&s);
    CHECK(s.failure != NULL);
    sink_release(&s);
}

// In another process, opening `spec` fails with status 1 and this message.
static void check_fails(const char *spec, const char *message)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        if (!spec)
            close(STDOUT_FILENO);
        struct sink s;
        open_sink(&s, spec ? spec : "-");
        _exit(0);
    }
    close(ends[1]);
    check_holds(ends[0], message);
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

// What is said of a name.
static void check_wrong(const char *spec, const char *error, const char *hint)
{
    struct sink_fault fault = {NULL, NULL};
    CHECK(!sink_check_spec(&names, spec, &fault));
    CHECK_STR(fault.error, error);
    if (hint)
        CHECK_STR(fault.hint, hint);
}

static void test_names(void)
{
    struct sink_fault fault;
    CHECK(sink_check_spec(&names, "a?b&c", &fault));
    CHECK(sink_check_spec(&names, "file://a?truncate", &fault));
    check_wrong("file://a?trunc", "unknown option 'trunc' of file://", "it has: truncate");
    check_wrong("file://a?truncat", "unknown option 'truncat' of file://",
                "did you mean 'truncate'?");
    check_wrong("file://a?truncate=yes", "'truncate' wants no value", NULL);
    check_wrong("file://", "there is no place to write to", "write FILE, file://PATH");
    check_wrong("fill://a", "unknown kind of destination 'fill'",
                "did you mean 'file'? 'weir -h destinations' lists them");
    check_wrong("kafka://a/b", "kafka:// is not in this version", NULL);
}

// Every kind says what it is; its options can be told from each other.
static void test_rows(void)
{
    for (int i = 0; sink_kind_at(i); i++) {
        const struct sink_kind *kind = sink_kind_at(i);
        CHECK(kind->name && kind->usage && kind->summary && kind->open && kind->flush);
        CHECK(kind->close != NULL);
        for (int k = 0; kind->options[k].name; k++)
            CHECK(k < SINK_OPTIONS_MAX - 1 && kind->options[k].summary);
    }
}

int main(void)
{
    arena_init(&names);
    test_names();
    test_rows();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    test_file();
    test_full();
    check_pipe(0);
    check_pipe(O_NONBLOCK);
    test_gone();
    fflush(stdout);
    test_stdout();
    if (access("/dev/full", W_OK) == 0)
        test_broken();
    check_fails("/tmp", "weir: cannot open /tmp for writing: Is a directory\n");
    check_fails(NULL, "weir: cannot open standard output for writing: Bad file descriptor\n");
    arena_release(&names);
    loop_release(&loop);
    return check_done("sink");
}
