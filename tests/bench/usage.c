// SPDX-License-Identifier: MIT
// usage FILE COMMAND...   runs COMMAND and writes to FILE what it cost: wall seconds, CPU seconds
// (user and system), the most memory it had in KiB, its exit status.
// A program of its own because a child starts with its parent's peak memory: this parent has none.
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: usage FILE COMMAND...\n");
        return 2;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    int status;
    struct rusage r;
    if (child < 0 || wait4(child, &status, 0, &r) < 0) {
        perror("usage");
        return 1;
    }
    double wall = now() - start;
    FILE *out = fopen(argv[1], "w");
    if (out == NULL) {
        perror(argv[1]);
        return 1;
    }
#ifdef __APPLE__ // counts bytes
    r.ru_maxrss /= 1024;
#endif
    double cpu = seconds(r.ru_utime) + seconds(r.ru_stime);
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    fprintf(out, "%.6f %.6f %ld %d\n", wall, cpu, (long)r.ru_maxrss, code);
    return fclose(out) == 0 ? 0 : 1;
}
