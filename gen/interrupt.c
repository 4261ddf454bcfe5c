/* One thread waits for the signals, which all others block: no handler, no global flag. */
#include "interrupt.h"

#include <signal.h>
#include <unistd.h>

static sigset_t signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

/* Ends the program as the signal would have ended it. */
static void end_by(int signal_number)
{
    sigset_t set = signals();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + signal_number);
}

/* Files may still be written while they are being removed, so that is done twice. */
static void *watch(void *argument)
{
    Interrupt *interrupt = argument;
    sigset_t set = signals();
    int signal_number;
    if (sigwait(&set, &signal_number) != 0) return NULL;
    atomic_store(&interrupt->met, true);
    for (int i = 0; i < 2; i++) output_abandon(interrupt->output);
    end_by(signal_number);
    return NULL;
}

void interrupt_watch(Interrupt *interrupt, const Output *output)
{
    sigset_t set = signals();
    interrupt->output = output;
    atomic_init(&interrupt->met, false);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    interrupt->watching = pthread_create(&interrupt->watcher, NULL, watch, interrupt) == 0;
    if (!interrupt->watching) pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

void interrupt_end(Interrupt *interrupt)
{
    sigset_t set = signals();
    if (!interrupt->watching) return;
    if (atomic_load(&interrupt->met)) pthread_join(interrupt->watcher, NULL);
    pthread_cancel(interrupt->watcher);
    pthread_join(interrupt->watcher, NULL);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
