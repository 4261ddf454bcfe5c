/* Ctrl-C and its kin, and a program that runs out of memory: what was built is removed before the
   program ends. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "output.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef struct Interrupt {
    const Output *output;
    pthread_t watcher;
    bool watching;
    sigset_t watched, before;            /* `before`: what was blocked */
    struct sigaction abort, pipe, limit; /* what was done before on these three */
    atomic_int state;
    int late;      /* a signal that came when the watching had ended, or 0 */
    void *reserve; /* memory for cleaning up when there is no more */
} Interrupt;

/* Watches for the signals that end a program; such as were ignored (nohup) stay so. Until
   interrupt_release a closed pipe and a file beyond the limit are errors of writing. To be called
   before other threads are started. */
void interrupt_watch(Interrupt *interrupt, const Output *output);

/* Stops watching: from now on signals wait. If one has come meanwhile, it does not return. */
void interrupt_end(Interrupt *interrupt);

/* Signals that waited end the program now. */
void interrupt_release(Interrupt *interrupt);

/* For the rest of the program: running out of memory ends it with PS_ERROR_OUTPUT. */
void interrupt_abort(void);

#endif
