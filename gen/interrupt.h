/* Ctrl-C and its kin: what was built is removed before the program ends. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "output.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef struct Interrupt {
    const Output *output;
    pthread_t watcher;
    bool watching;
    atomic_bool met; /* a signal has come: the program is about to end */
} Interrupt;

/* Watches for SIGINT, SIGTERM and SIGHUP. To be called before other threads are started. */
void interrupt_watch(Interrupt *interrupt, const Output *output);

/* Stops watching. If a signal has come meanwhile, it does not return. */
void interrupt_end(Interrupt *interrupt);

#endif
