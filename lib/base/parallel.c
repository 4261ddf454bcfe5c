/* A parallel loop: pthreads that draw the next index from one atomic counter. */
#define _GNU_SOURCE /* sched_getaffinity, which knows the limits of a container */
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 64 };

typedef struct Loop {
    atomic_int next;
    int count;
    PsTurn turn;
    void *context;
} Loop;

typedef struct Worker {
    Loop *loop;
    int number;
} Worker;

static void *work(void *argument)
{
    Worker *worker = argument;
    Loop *loop = worker->loop;
    for (;;) {
        int index = atomic_fetch_add(&loop->next, 1);
        if (index >= loop->count) return NULL;
        loop->turn(loop->context, index, worker->number);
    }
}

void ps_parallel_for(int threads, int count, PsTurn turn, void *context)
{
    if (threads > MOST_THREADS) threads = MOST_THREADS;
    if (threads > count) threads = count;
    Loop loop = {.count = count, .turn = turn, .context = context};
    atomic_init(&loop.next, 0);
    Worker workers[MOST_THREADS];
    pthread_t handles[MOST_THREADS];
    int started = 0;
    for (int i = 1; i < threads; i++) {
        workers[i] = (Worker){&loop, i};
        /* A thread that cannot be had is no fault: the others do its share. */
        if (pthread_create(&handles[started], NULL, work, &workers[i]) == 0) started++;
    }
    workers[0] = (Worker){&loop, 0};
    work(&workers[0]);
    for (int i = 0; i < started; i++) pthread_join(handles[i], NULL);
}

int ps_parallel_default(void)
{
#ifdef CPU_COUNT
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int count = CPU_COUNT(&set);
        return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : count;
    }
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : online > MOST_THREADS ? MOST_THREADS : (int)online;
}
