/* The only threads there are: a loop whose turns may run at the same time. */
#ifndef PS_BASE_PARALLEL_H
#define PS_BASE_PARALLEL_H

/* One turn. `worker` is 0 .. threads-1 and names scratch memory that no other turn uses now. */
typedef void (*PsTurn)(void *context, int index, int worker);

/* Runs turn(context, i, worker) for i in 0 .. count-1. A turn writes only to slot i of its results,
   so that the outcome does not depend on the number of threads. threads < 2 runs in order, here. */
void ps_parallel_for(int threads, int count, PsTurn turn, void *context);

/* The number of processors this process may use, at least 1. */
int ps_parallel_default(void);

#endif
