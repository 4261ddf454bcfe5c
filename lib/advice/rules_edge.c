/* R08, one confidence for all classes: is there a class that is lost a little above the optimum,
   while the others are not? Whoever rounds the confidence up then loses it unawares. */
#include "advice/advice.h"

#include <math.h>

enum { LEAST_OBJECTS = 20, LEAST_FOUND = 10 };
static const double REACH = 0.05, LOST = 0.5, SURELY_LOST = 0.4, OTHERS_KEEP = 0.8;

static int correct_at(const PsFacts *facts, int c, int k)
{
    return facts->evaluation->class_sweep[c * facts->evaluation->threshold_count + k].correct;
}

/* The first threshold above the optimum, and no farther than 0.05, at which half of what was found
   is lost; -1 if there is none. */
static int find_edge(const PsFacts *facts, int c)
{
    const double *grid = facts->evaluation->thresholds;
    int found = correct_at(facts, c, facts->k);
    for (int k = facts->k + 1; k < facts->evaluation->threshold_count; k++) {
        if (grid[k] > grid[facts->k] + REACH + 1e-9) break;
        if (found - correct_at(facts, c, k) >= LOST * found) return k;
    }
    return -1;
}

static double others_keep(const PsFacts *facts, int c, int k)
{
    int before = facts->all.correct - correct_at(facts, c, facts->k);
    int after = facts->evaluation->sweep[k].correct - correct_at(facts, c, k);
    return before > 0 ? (double)after / before : 0;
}

/* The share of the objects found that are lost. */
static PsGuard share_lost(const PsFacts *facts, int c, int edge)
{
    PsBuf parts = PS_BUF;
    for (int i = 0; i < facts->image_count; i++) {
        int end = facts->predictions->first[i + 1];
        for (int d = facts->predictions->first[i]; d < end; d++) {
            if (facts->predictions->detections[d].class_index != c) continue;
            if (facts->outcome[d] != PS_CORRECT) continue;
            ps_part_add(&parts, i, facts->evaluation->verdicts[d].kept < edge, 1);
        }
    }
    PsGuard guard = ps_guard(facts, &parts, NULL, SURELY_LOST);
    ps_buf_free(&parts);
    return guard;
}

static void look_at_class(PsSearch *search, int c)
{
    const PsFacts *facts = search->facts;
    if (facts->dataset->classes[c].object_count < LEAST_OBJECTS) return;
    if (correct_at(facts, c, facts->k) < LEAST_FOUND) return;
    int edge = find_edge(facts, c);
    if (edge < 0 || others_keep(facts, c, edge) < OTHERS_KEEP) return;
    PsGuard guard = share_lost(facts, c, edge);
    if (!guard.interval.exists || guard.interval.low < SURELY_LOST) return;
    PsDraft *draft = ps_draft(search, c, -1);
    draft->fires = draft->fixed = true;
    draft->card.variant = "edge";
    draft->card.severity = PS_MEDIUM;
    draft->card.interval = guard.interval;
    draft->card.link =
        (PsLink){PS_TO_CLASSES, .actual = c, .confidence = facts->evaluation->thresholds[edge]};
    ps_note(draft, "lost", guard.value, PS_UNIT_RATE);
    ps_note(draft, "found", correct_at(facts, c, facts->k), PS_UNIT_COUNT);
    ps_note(draft, "left", correct_at(facts, c, edge), PS_UNIT_COUNT);
    ps_note(draft, "edge", facts->evaluation->thresholds[edge - 1], PS_UNIT_SCORE);
    ps_note(draft, "beyond", facts->evaluation->thresholds[edge], PS_UNIT_SCORE);
    ps_note(draft, "others_keep", others_keep(facts, c, edge), PS_UNIT_RATE);
}

void ps_find_edges(PsSearch *search)
{
    if (search->facts->present < 2) return;
    for (int c = 0; c < search->facts->class_count; c++) look_at_class(search, c);
}
