/* Does a group do worse than chance would have it? Whole images change places, for the objects of
   one image are alike (Good 2005; Phipson and Smyth 2010: a p-value is never 0). Permutation b has
   its own stream of random numbers, and what is counted are whole numbers: threads change
   nothing. */
#include "explore/groups.h"

#include "base/parallel.h"
#include "base/statistics.h"
#include "explore/points.h"

#include <math.h>
#include <stdlib.h>

enum { RESAMPLES = 1000, FEW_RESAMPLES = 200, MANY_IMAGES = 20000 };
static const double tie = 1e-12;

typedef struct Sums {
    int correct, both; /* both: detections that count, and objects */
} Sums;

typedef struct Task {
    const PsFamily *family;
    const Sums *images; /* by place in the universe */
    Sums all;
    int **places;              /* of each group's images */
    Sums **mixed;              /* one a worker */
    int **at_least, **at_most; /* one a worker: how often, for each group */
} Task;

static Sums sums_of(PsCounts c)
{
    return (Sums){c.correct,
                  2 * c.correct + c.mistaken + c.false_positive + c.misclassified + c.missed};
}

/* How much lower F1 is in the group than in the rest; NaN where one of them has none. */
static double difference(Sums group, Sums all)
{
    return ps_f1_of(all.correct - group.correct, all.both - group.both) -
           ps_f1_of(group.correct, group.both);
}

static Sums sum_places(const Sums *images, const int *places, int count)
{
    Sums sum = {0, 0};
    for (int i = 0; i < count; i++) {
        sum.correct += images[places[i]].correct;
        sum.both += images[places[i]].both;
    }
    return sum;
}

static void permute(void *context, int draw, int worker)
{
    const Task *task = context;
    const PsFamily *family = task->family;
    Sums *mixed = task->mixed[worker];
    uint64_t state = ps_mix64(family->seed + 77) + (uint64_t)draw;
    state = ps_mix64(state);
    memcpy(mixed, task->images, sizeof *mixed * (size_t)family->universe_count);
    for (int i = family->universe_count - 1; i > 0; i--) {
        int other = ps_below(&state, i + 1);
        Sums kept = mixed[i];
        mixed[i] = mixed[other];
        mixed[other] = kept;
    }
    for (int g = 0; g < family->group_count; g++) {
        const PsGroup *group = &family->groups[g];
        if (!group->tested) continue;
        Sums drawn = sum_places(mixed, task->places[g], group->image_count);
        double seen = group->f1_rest - group->f1, now = difference(drawn, task->all);
        task->at_least[worker][g] += now >= seen - tie;
        task->at_most[worker][g] += now <= seen + tie;
    }
}

static int **new_places(const PsFamily *family, PsArena *arena)
{
    int **places = PS_ARRAY(arena, int *, family->group_count);
    int last = family->universe_count > 0 ? family->universe[family->universe_count - 1] : -1;
    int *place = PS_ARRAY(arena, int, last + 1);
    for (int i = 0; i < family->universe_count; i++) place[family->universe[i]] = i;
    for (int g = 0; g < family->group_count; g++) {
        const PsGroup *group = &family->groups[g];
        places[g] = PS_ARRAY(arena, int, group->image_count);
        for (int i = 0; i < group->image_count; i++) places[g][i] = place[group->images[i]];
    }
    return places;
}

static Task new_task(const PsFamily *family, int threads, PsArena *arena)
{
    Sums *images = PS_ARRAY(arena, Sums, family->universe_count);
    Task task = {.family = family, .images = images, .places = new_places(family, arena)};
    for (int i = 0; i < family->universe_count; i++) {
        images[i] = sums_of(family->tallies[family->universe[i]].counts);
        task.all.correct += images[i].correct;
        task.all.both += images[i].both;
    }
    task.mixed = PS_ARRAY(arena, Sums *, threads);
    task.at_least = PS_ARRAY(arena, int *, threads);
    task.at_most = PS_ARRAY(arena, int *, threads);
    for (int i = 0; i < threads; i++) {
        task.mixed[i] = PS_ARRAY(arena, Sums, family->universe_count);
        task.at_least[i] = PS_ARRAY(arena, int, family->group_count);
        task.at_most[i] = PS_ARRAY(arena, int, family->group_count);
    }
    return task;
}

void ps_permute(const PsFamily *family, int draws, double *worse, double *better)
{
    PsArena *scratch = ps_arena_new();
    int threads = family->threads < 1 ? 1 : family->threads;
    Task task = new_task(family, threads, scratch);
    ps_parallel_for(threads, draws, permute, &task);
    for (int g = 0; g < family->group_count; g++) {
        int at_least = 1, at_most = 1;
        for (int i = 0; i < threads; i++) {
            at_least += task.at_least[i][g];
            at_most += task.at_most[i][g];
        }
        worse[g] = (double)at_least / (draws + 1);
        better[g] = (double)at_most / (draws + 1);
    }
    ps_arena_free(scratch);
}

static int rising_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

PsInterval ps_group_interval(const PsTally *tallies, const PsGroup *group, uint64_t seed)
{
    int resamples = group->image_count > MANY_IMAGES ? FEW_RESAMPLES : RESAMPLES, defined = 0;
    double f1[RESAMPLES];
    if (group->image_count < 2) return (PsInterval){0};
    for (int b = 0; b < resamples; b++) {
        uint64_t state = ps_mix64(ps_mix64(seed + 191) + (uint64_t)b);
        long correct = 0, both = 0;
        for (int i = 0; i < group->image_count; i++) {
            Sums sums =
                sums_of(tallies[group->images[ps_below(&state, group->image_count)]].counts);
            correct += sums.correct;
            both += sums.both;
        }
        if (both > 0) f1[defined++] = ps_f1_of(correct, both);
    }
    if (2 * defined < resamples) return (PsInterval){0};
    qsort(f1, (size_t)defined, sizeof *f1, rising_number);
    return (PsInterval){true, ps_percentile(f1, defined, 0.025), ps_percentile(f1, defined, 0.975)};
}
