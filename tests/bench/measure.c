/* Runs a command three times and prints what the operating system accounted to it:

       measure NAME COMMAND [ARGUMENT...]

   CPU seconds (user + system, least and most), wall seconds (least), peak memory. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>

enum { RUNS = 3 };

typedef struct Cost {
    double cpu, wall;
    long peak_kb;
} Cost;

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* wait4 gives the costs of this one child; its peak is not mixed with that of others. */
extern pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

static int run(char **command, Cost *cost)
{
    double start = now();
    pid_t child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        int sink = open("/dev/null", O_WRONLY);
        if (sink >= 0) dup2(sink, STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) < 0 || !WIFEXITED(status)) return -1;
    *cost =
        (Cost){seconds(usage.ru_utime) + seconds(usage.ru_stime), now() - start, usage.ru_maxrss};
    return WEXITSTATUS(status);
}

int main(int count, char **arguments)
{
    if (count < 3) {
        fprintf(stderr, "usage: measure NAME COMMAND [ARGUMENT...]\n");
        return 2;
    }
    Cost least = {1e9, 1e9, 0}, most = {0, 0, 0};
    for (int i = 0; i < RUNS; i++) {
        Cost cost;
        int status = run(arguments + 2, &cost);
        if (status != 0) {
            fprintf(stderr, "measure: %s: status %d\n", arguments[1], status);
            return 1;
        }
        if (cost.cpu < least.cpu) least.cpu = cost.cpu;
        if (cost.wall < least.wall) least.wall = cost.wall;
        if (cost.cpu > most.cpu) most.cpu = cost.cpu;
        if (cost.peak_kb > most.peak_kb) most.peak_kb = cost.peak_kb;
    }
    printf("%-44s cpu %6.2f to %.2f s   wall %6.2f s   peak %7.1f MB\n", arguments[1], least.cpu,
           most.cpu, least.wall, (double)most.peak_kb / 1024);
    return 0;
}
