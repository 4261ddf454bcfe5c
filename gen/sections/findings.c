/* Titles and leads of the PDF's pages: each states what the page shows, chosen by the figures. */
#include "build.h"
#include "format.h"

enum { OFTEN = 3 }; /* objects of a pair of classes before it is named in a title */

static Paragraph paragraph(const char *title, const char *text)
{
    return (Paragraph){title, text};
}

static const char *f1_of(const Report *report, int c)
{
    return rate_text(report->arena, report->classes[c].sweep.f1[report->optimum]);
}

static Paragraph classes_finding(const Report *report)
{
    PsArena *arena = report->arena;
    int k = report->optimum, low = weakest_class(report), high = strongest_class(report);
    if (report->weakest_count == 0) return paragraph("No class has labelled objects", "");
    if (low < 0) {
        return paragraph("No class has objects enough for a verdict",
                         ps_arena_printf(arena, "Each has fewer than %d; read the rows with care.",
                                         (int)SUPPORT));
    }
    if (low == high) {
        return paragraph(
            ps_arena_printf(arena, "One class to judge: %s", report->classes[low].name),
            ps_arena_printf(arena, "F1 at confidence %s is %s.", report->threshold_text[k],
                            f1_of(report, low)));
    }
    const char *lead =
        ps_arena_printf(arena, "F1 at confidence %s runs from %s (%s) to %s (%s).",
                        report->threshold_text[k], f1_of(report, low), report->classes[low].name,
                        f1_of(report, high), report->classes[high].name);
    if (report->classes[high].sweep.f1[k] == 0) return paragraph("No class is found", lead);
    if (report->classes[high].sweep.f1[k] - report->classes[low].sweep.f1[k] < 100) {
        return paragraph("The classes perform alike", lead);
    }
    return paragraph(ps_arena_printf(arena, "%s is the weakest class", report->classes[low].name),
                     lead);
}

static const Confusion *worst_pair(const Report *report)
{
    for (int i = 0; i < report->confusion_count; i++) {
        const Confusion *here = &report->confusions[i];
        if (here->actual < report->class_count && here->predicted < report->class_count)
            return here;
    }
    return NULL;
}

static Paragraph matrix_finding(const Report *report)
{
    PsArena *arena = report->arena;
    const Sweep *sweep = &report->sweep;
    int k = report->optimum;
    const char *lead = ps_arena_printf(
        arena, "%s of %s took the wrong class; %s matched nothing, %s found by no box.",
        count_text(arena, sweep->misclassified[k]),
        plural(arena, sweep->objects, "object", "objects"),
        plural(arena, sweep->false_positive[k], "box", "boxes"),
        plural(arena, sweep->missed[k], "object was", "objects were"));
    const Confusion *pair = worst_pair(report);
    if (!pair) return paragraph("No class is taken for another", lead);
    if (sweep->misclassified[k] * 50 < sweep->objects || pair->count < OFTEN) {
        return paragraph(sweep->false_positive[k] * 10 > sweep->kept[k]
                             ? "Classes are kept apart; background is not"
                             : "Classes are kept apart",
                         lead);
    }
    return paragraph(
        ps_arena_printf(arena, "%s is most often taken for %s", pair->labelled, pair->said), lead);
}

static Paragraph examples_finding(const Report *report)
{
    int count = 0;
    for (int i = 0; i < report->group_count; i++) count += report->groups[i].count;
    const char *title = ps_arena_printf(report->arena, "%s worth a look",
                                        plural(report->arena, count, "error", "errors"));
    return paragraph(title,
                     "At most one of an image in each row. The cut is enlarged; the small plate "
                     "shows where it lies in the picture.");
}

void build_findings(Report *report, const BuildInput *input)
{
    (void)input;
    report->classes_finding = classes_finding(report);
    report->matrix_finding = matrix_finding(report);
    report->examples_finding = examples_finding(report);
    report->method_finding =
        paragraph("How the figures were made",
                  "Everything is computed from the files below. The same figures stand in "
                  "index.html and report.json.");
}
