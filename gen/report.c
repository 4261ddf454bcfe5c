/* The report is built section by section; see build.h. */
#include "build.h"
#include "format.h"

#include <string.h>

typedef void (*Build)(Report *report, const BuildInput *input);

static const Build builders[] = {
    build_grid,    build_classes,  build_metrics,  build_matrix,   build_images,
    build_near,    build_kinds,    build_examples, build_figures,  build_errors,
    build_head,    build_explorer, build_findings, build_advice,   build_data,
    build_compare, build_splits,   build_end,      build_sections,
};

Report *report_build(const BuildInput *input)
{
    PsArena *arena = ps_arena_new();
    Report *report = PS_NEW(arena, Report);
    report->arena = arena;
    for (size_t i = 0; i < sizeof builders / sizeof *builders; i++) builders[i](report, input);
    return report;
}

void report_free(Report *report)
{
    if (report) ps_arena_free(report->arena);
}

const char *actual_name(const Report *report, int c)
{
    return c < report->class_count ? report->classes[c].name : "nothing labelled";
}

const char *predicted_name(const Report *report, int c)
{
    return c < report->class_count ? report->classes[c].name : "nothing predicted";
}

const char *class_outcomes(const Report *report, int c)
{
    const Sweep *sweep = &report->classes[c].sweep;
    PsArena *arena = report->arena;
    int k = report->optimum;
    return ps_arena_printf(
        arena, "%s correct, %s misclassified, %s missed, %s false positives",
        count_text(arena, sweep->correct[k]), count_text(arena, sweep->misclassified[k]),
        count_text(arena, sweep->missed[k]), count_text(arena, sweep->false_positive[k]));
}

const char *report_metric(const Report *report, const char *key)
{
    for (int i = 0; i < report->metric_count; i++) {
        if (strcmp(report->metrics[i].key, key) == 0) return report->metrics[i].value;
    }
    return "–";
}

int weakest_class(const Report *report)
{
    for (int i = 0; i < report->weakest_count; i++) {
        if (report->classes[report->weakest[i]].objects >= SUPPORT) return report->weakest[i];
    }
    return -1;
}

int strongest_class(const Report *report)
{
    for (int i = report->weakest_count - 1; i >= 0; i--) {
        if (report->classes[report->weakest[i]].objects >= SUPPORT) return report->weakest[i];
    }
    return -1;
}
