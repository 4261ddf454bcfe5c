/* The whole way from vectors to places; see layout.h. */
#include "explore/layout.h"

#include "base/parallel.h"

#include <math.h>

enum { COMPONENTS = 50, MOST_LANDMARKS = 50000, NEAR = 10, CHUNK = 64 };

/* Draws `most` of the rows for which keep[row] is `wanted`, all if there are fewer: each in turn
   with the probability that still fits (Knuth, Algorithm S). Returns how many were marked. */
static int draw_rows(const PsLayoutInput *input, bool wanted, int most, uint64_t *state,
                     bool *marked)
{
    int left = 0, taken = 0;
    for (int r = 0; r < input->rows; r++) left += (input->keep && input->keep[r]) == wanted;
    for (int r = 0; r < input->rows && taken < most; r++) {
        if ((input->keep && input->keep[r]) != wanted) continue;
        if (ps_below(state, left--) >= most - taken) continue;
        marked[r] = true;
        taken++;
    }
    return taken;
}

void ps_choose_landmarks(const PsLayoutInput *input, int most, int *chosen)
{
    PsArena *scratch = ps_arena_new();
    bool *marked = PS_ARRAY(scratch, bool, input->rows);
    uint64_t state = ps_mix64(input->seed + 11);
    int kept = draw_rows(input, true, most / 2, &state, marked);
    int drawn = draw_rows(input, false, most - kept, &state, marked), count = 0;
    for (int r = 0; r < input->rows; r++) {
        bool fill = !marked[r] && kept + drawn < most; /* too few of the others */
        if (fill) drawn++;
        if (marked[r] || fill) chosen[count++] = r;
    }
    ps_arena_free(scratch);
}

/* The rows that are no landmarks. */
typedef struct Placing {
    const PsPoints *points;
    const PsCells *cells; /* of the landmarks */
    PsSearch *searches;   /* one a worker */
    const PsSpot *known;  /* of the landmarks */
    PsSpot *spots;
} Placing;

static void place_row(const Placing *placing, int row, PsSearch *search)
{
    int index[NEAR];
    float squared[NEAR];
    const float *from = ps_point(placing->points, row);
    int found = ps_cells_search(placing->cells, from, -1, NEAR, search, index, squared);
    double x = 0, y = 0, sum = 0;
    for (int i = 0; i < found; i++) {
        double weight = 1 / (sqrt((double)squared[i]) + 1e-9);
        x += weight * placing->known[index[i]].x;
        y += weight * placing->known[index[i]].y;
        sum += weight;
    }
    placing->spots[row] = (PsSpot){(float)(x / sum), (float)(y / sum)};
}

static void place_chunk(void *context, int chunk, int worker)
{
    const Placing *placing = context;
    int end = (chunk + 1) * CHUNK;
    if (end > placing->points->count) end = placing->points->count;
    for (int r = chunk * CHUNK; r < end; r++) place_row(placing, r, &placing->searches[worker]);
}

/* Lays out the landmarks and places all rows by them; a landmark is its own nearest one. */
static void lay_out_landmarks(const PsLayoutInput *input, PsLayout *layout, int threads)
{
    PsArena *scratch = ps_arena_new();
    int count = layout->landmarks;
    int *chosen = PS_ARRAY(scratch, int, count);
    PsPoints some = ps_points_new(scratch, count, layout->points.dims);
    PsSpot *known = PS_ARRAY(scratch, PsSpot, count);
    ps_choose_landmarks(input, count, chosen);
    for (int i = 0; i < count; i++) {
        memcpy(some.values + (size_t)i * (size_t)some.stride, ps_point(&layout->points, chosen[i]),
               (size_t)some.stride * sizeof(float));
    }
    ps_tsne(&some, threads, known, scratch);
    PsCells cells = ps_cells_new(&some, threads, scratch);
    Placing placing = {&layout->points, &cells, PS_ARRAY(scratch, PsSearch, threads), known,
                       layout->spots};
    for (int i = 0; i < threads; i++) placing.searches[i] = ps_search_new(&cells, scratch);
    ps_parallel_for(threads, (input->rows + CHUNK - 1) / CHUNK, place_chunk, &placing);
    for (int i = 0; i < count; i++) layout->spots[chosen[i]] = known[i];
    ps_arena_free(scratch);
}

PsLayout ps_layout(const PsLayoutInput *input, PsArena *arena)
{
    PsLayout layout = {.landmarks = input->rows};
    int threads = input->threads < 1 ? 1 : input->threads;
    layout.points = ps_principal(input->values, input->rows, input->dims, COMPONENTS, threads,
                                 arena, &layout.explained);
    layout.spots = PS_ARRAY(arena, PsSpot, input->rows);
    layout.principal = PS_ARRAY(arena, PsSpot, input->rows);
    for (int r = 0; r < input->rows; r++) {
        const float *point = ps_point(&layout.points, r);
        layout.principal[r] = (PsSpot){point[0], layout.points.dims > 1 ? point[1] : 0};
    }
    if (input->rows > MOST_LANDMARKS) {
        layout.landmarks = MOST_LANDMARKS;
        lay_out_landmarks(input, &layout, threads);
    } else {
        PsArena *scratch = ps_arena_new();
        ps_tsne(&layout.points, threads, layout.spots, scratch);
        ps_arena_free(scratch);
    }
    return layout;
}
