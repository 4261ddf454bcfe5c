/* One thread waits for the signals, which all others block: no global flag, and handlers for
   SIGABRT alone. lib/base says that memory ran out and aborts; the thread it happens to wakes the
   watcher and rests. */
#include "interrupt.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WATCHING, MET, ENDED };
enum { RESERVE = 1 << 20, STACK = 1 << 18 };

/* SIGABRT wakes the watcher: that a thread ran out of memory, or that the watching is over. */
static const int ending[] = {SIGINT,  SIGTERM, SIGHUP,    SIGQUIT, SIGALRM, SIGUSR1,
                             SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGABRT};

static sigset_t signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        struct sigaction action;
        bool ignored = sigaction(ending[i], NULL, &action) == 0 && action.sa_handler == SIG_IGN;
        if (!ignored || ending[i] == SIGABRT) sigaddset(&set, ending[i]);
    }
    return set;
}

static void act(int signal_number, void (*handler)(int), struct sigaction *before)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, before);
}

static void end_out_of_memory(int signal_number)
{
    (void)signal_number;
    _exit(PS_ERROR_OUTPUT);
}

void interrupt_abort(void)
{
    act(SIGABRT, end_out_of_memory, NULL);
}

/* To the process: the thread itself blocks it here, the watcher takes it. */
static void hand_over(int signal_number)
{
    kill(getpid(), signal_number);
    for (;;) pause();
}

/* Ends the program as the signal would have ended it. */
static void end_by(int signal_number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    act(signal_number, SIG_DFL, NULL);
    raise(signal_number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + signal_number);
}

/* Files may still be written while they are being removed, so that is done twice. */
static void *watch(void *argument)
{
    Interrupt *interrupt = argument;
    int signal_number, state = WATCHING;
    if (sigwait(&interrupt->watched, &signal_number) != 0) return NULL;
    if (!atomic_compare_exchange_strong(&interrupt->state, &state, MET)) {
        if (signal_number != SIGABRT) interrupt->late = signal_number;
        return NULL;
    }
    free(interrupt->reserve);
    for (int i = 0; i < 2; i++) output_abandon(interrupt->output);
    if (signal_number == SIGABRT) _exit(PS_ERROR_OUTPUT);
    end_by(signal_number);
    return NULL;
}

/* A small stack, so that there is one even where memory is short. */
static bool start(Interrupt *interrupt)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) return false;
    pthread_attr_setstacksize(&attributes, STACK);
    bool fine = pthread_create(&interrupt->watcher, &attributes, watch, interrupt) == 0;
    pthread_attr_destroy(&attributes);
    return fine;
}

void interrupt_watch(Interrupt *interrupt, const Output *output)
{
    *interrupt = (Interrupt){.output = output, .reserve = ps_alloc(RESERVE)};
    atomic_init(&interrupt->state, WATCHING);
    interrupt->watched = signals();
    act(SIGPIPE, SIG_IGN, &interrupt->pipe);
    act(SIGXFSZ, SIG_IGN, &interrupt->limit);
    act(SIGABRT, hand_over, &interrupt->abort);
    pthread_sigmask(SIG_BLOCK, &interrupt->watched, &interrupt->before);
    interrupt->watching = start(interrupt);
    if (interrupt->watching) return;
    sigaction(SIGABRT, &interrupt->abort, NULL);
    pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
}

/* The state decides between the end and a signal that comes at that moment. */
void interrupt_end(Interrupt *interrupt)
{
    int state = WATCHING;
    if (interrupt->watching) {
        if (atomic_compare_exchange_strong(&interrupt->state, &state, ENDED)) {
            pthread_kill(interrupt->watcher, SIGABRT);
        }
        pthread_join(interrupt->watcher, NULL);
    }
    free(interrupt->reserve);
}

void interrupt_release(Interrupt *interrupt)
{
    sigaction(SIGPIPE, &interrupt->pipe, NULL);
    sigaction(SIGXFSZ, &interrupt->limit, NULL);
    sigaction(SIGABRT, &interrupt->abort, NULL);
    pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
    if (interrupt->late) raise(interrupt->late);
}
