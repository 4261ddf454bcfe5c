/* The head of the report: title, facts, verdict. Every sentence is chosen by a figure. */
#include "build.h"
#include "format.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- title and facts ---- */

static const char *shown_stem(PsArena *arena, const PsInput *input)
{
    if (strcmp(input->path, "-") == 0) return "standard input";
    return ps_text_shown(arena, ps_path_stem(arena, input->path));
}

static const char *model_name(const BuildInput *input, PsArena *arena)
{
    if (input->model_name) return ps_text_shown(arena, input->model_name);
    return shown_stem(arena, &input->evaluation->predictions->input);
}

static const char *data_name(const BuildInput *input, PsArena *arena)
{
    return shown_stem(arena, &input->evaluation->dataset->input);
}

const char *report_title(const BuildInput *input, PsArena *arena)
{
    const char *title = input->title ? ps_text_shown(arena, input->title)
                                     : ps_arena_printf(arena, "%s on %s", model_name(input, arena),
                                                       data_name(input, arena));
    if (!input->part) return title;
    return ps_arena_printf(arena, "%s, %s", title, ps_text_shown(arena, input->part->name));
}

static void write_title(Report *report, const BuildInput *input)
{
    PsArena *arena = report->arena;
    report->title = report_title(input, arena);
    report->subtitle = input->title
                           ? ps_arena_printf(arena, "%s against %s", model_name(input, arena),
                                             data_name(input, arena))
                           : "model evaluation";
    report->date = input->date;
    report->version = PS_VERSION;
}

static void add_fact(Report *report, const char *label, const char *value)
{
    report->facts[report->fact_count++] = (Fact){label, value};
}

/* Whether there is anything to say of what is right: some box is, or may be. */
static bool is_judged(const Report *report)
{
    return report->has_optimum || (*report->unscored && report->sweep.correct[report->optimum]);
}

static void write_facts(Report *report, const BuildInput *input)
{
    PsArena *arena = report->arena;
    const PsDataset *dataset = input->evaluation->dataset;
    report->facts = PS_ARRAY(arena, Fact, 8);
    add_fact(report, "Images", count_text(arena, dataset->image_count));
    const char *split = split_fact(arena, input);
    if (split) add_fact(report, "Split", split);
    add_fact(report, "Objects",
             ps_arena_printf(arena, "%s in %s", count_text(arena, report->sweep.objects),
                             plural(arena, dataset->class_count, "class", "classes")));
    add_fact(report, "Boxes",
             ps_arena_printf(arena, "%s before the threshold",
                             count_text(arena, input->evaluation->predictions->detection_count)));
    add_fact(report, "Correct when",
             ps_arena_printf(arena, "IoU %s or more, same class", report->iou_text));
    add_fact(report, *report->unscored ? "F1" : "F1 at the optimum",
             rate_text(arena, is_judged(report) ? report->sweep.f1[report->optimum] : UNDEFINED));
}

/* ---- verdict ---- */

static const char *bold(PsArena *arena, const char *text)
{
    return ps_arena_printf(arena, BOLD_ON "%s" BOLD_OFF, text);
}

static const char *things(const Report *report)
{
    if (report->class_count != 1) return "objects";
    return ps_arena_printf(report->arena, "%s objects", report->classes[0].name);
}

/* "Run it at confidence 0.35. It then finds 89% of the objects, and 68% of its boxes are right." */
static const char *usual_verdict(const Report *report)
{
    PsArena *arena = report->arena;
    const Sweep *sweep = &report->sweep;
    int k = report->optimum;
    const char *found =
        share_text(arena, shown_share(sweep->correct[k], sweep->objects), sweep->correct[k]);
    const char *right =
        share_text(arena, shown_share(sweep->correct[k], sweep->kept[k]), sweep->correct[k]);
    if (*report->unscored) {
        return ps_arena_printf(arena,
                               "The model finds %s of the %s, and %s of its boxes are right.",
                               bold(arena, found), things(report), bold(arena, right));
    }
    return ps_arena_printf(arena,
                           "Run it at confidence %s. It then finds %s of the %s, and %s of its "
                           "boxes are right.",
                           bold(arena, report->threshold_text[k]), bold(arena, found),
                           things(report), bold(arena, right));
}

static const char *verdict_of(const Report *report, const PsEvaluation *evaluation)
{
    if (evaluation->predictions->detection_count == 0) {
        return "The predictions hold no boxes: no confidence can be recommended.";
    }
    if (report->sweep.objects == 0) {
        return "The ground truth holds no objects: every box counts as a false positive.";
    }
    if (!is_judged(report)) {
        return "No box is right at any confidence. Check first that the two files belong together.";
    }
    return usual_verdict(report);
}

/* The class with most false positives at the optimum. */
static int main_culprit(const Report *report)
{
    int worst = -1;
    for (int c = 0; c < report->class_count; c++) {
        int here = report->classes[c].sweep.false_positive[report->optimum];
        if (here &&
            (worst < 0 || here > report->classes[worst].sweep.false_positive[report->optimum]))
            worst = c;
    }
    return worst;
}

/* How many classes have objects, but too few to be judged. */
static int thin_classes(const Report *report)
{
    int thin = 0;
    for (int i = 0; i < report->weakest_count; i++) {
        thin += report->classes[report->weakest[i]].objects < SUPPORT;
    }
    return thin;
}

static void say_thin(const Report *report, PsBuf *out)
{
    int thin = thin_classes(report);
    if (thin == 0) return;
    ps_buf_printf(out, "%s of %s %s fewer than %d objects, too few for a verdict. ",
                  bold(report->arena, count_text(report->arena, thin)),
                  plural(report->arena, report->weakest_count, "class", "classes"),
                  thin == 1 ? "has" : "have", (int)SUPPORT);
}

static void say_extremes(const Report *report, PsBuf *out)
{
    PsArena *arena = report->arena;
    int k = report->optimum, weakest = weakest_class(report), strongest = strongest_class(report);
    if (weakest == strongest) return;
    const int f_low = report->classes[weakest].sweep.f1[k];
    const int f_high = report->classes[strongest].sweep.f1[k];
    if (f_high >= 950) {
        ps_buf_printf(out, "%s is solved (F1 %s). ", report->classes[strongest].name,
                      bold(arena, rate_text(arena, f_high)));
    }
    if (f_low < f_high - 50) {
        ps_buf_printf(out, "%s is the weakest class (F1 %s). ", report->classes[weakest].name,
                      bold(arena, rate_text(arena, f_low)));
    } else {
        ps_buf_printf(out, "All classes lie between F1 %s and %s. ", rate_text(arena, f_low),
                      rate_text(arena, f_high));
    }
}

static void say_culprit(const Report *report, PsBuf *out)
{
    PsArena *arena = report->arena;
    int k = report->optimum, culprit = main_culprit(report), all = report->sweep.false_positive[k];
    if (culprit < 0) {
        ps_buf_text(out, "No box lies where nothing was labelled. ");
        return;
    }
    int here = report->classes[culprit].sweep.false_positive[k];
    if (report->class_count == 1 || here * 2 < all) {
        ps_buf_printf(out, "%s lie where nothing was labelled. ",
                      plural(arena, all, "box", "boxes"));
        return;
    }
    ps_buf_printf(out, "%s carries %s of %s. ", report->classes[culprit].name,
                  bold(arena, count_text(arena, here)),
                  plural(arena, all, "false positive", "false positives"));
}

static const char *take_text(PsArena *arena, PsBuf *buf)
{
    while (buf->length && buf->data[buf->length - 1] == ' ') buf->data[--buf->length] = '\0';
    const char *text = ps_arena_text_n(arena, buf->data, buf->length);
    ps_buf_free(buf);
    return text;
}

static const char *note_of(const Report *report)
{
    if (!is_judged(report)) return "";
    PsBuf out = PS_BUF;
    say_extremes(report, &out);
    say_culprit(report, &out);
    say_thin(report, &out);
    return take_text(report->arena, &out);
}

/* ---- why the optimum is delicate ---- */

static const char *class_or_all(const Report *report, int c)
{
    return c < 0 ? "" : ps_arena_printf(report->arena, "%s ", report->classes[c].name);
}

static void say_caution(const Report *report, const PsCaution *caution, PsBuf *out)
{
    PsArena *arena = report->arena;
    const char *low = hundredths_text(arena, shown_hundredths(caution->low));
    const char *high = hundredths_text(arena, shown_hundredths(caution->high));
    switch (caution->kind) {
    case PS_CAUTION_TIES:
        ps_buf_printf(out, "%s %sboxes share the score %s: F1 jumps there. ",
                      bold(arena, count_text(arena, caution->count)),
                      class_or_all(report, caution->class_index), score_text(arena, caution->low));
        break;
    case PS_CAUTION_SECOND_RUN:
        ps_buf_printf(out, "F1 is as good from %s to %s. ", low, high);
        break;
    case PS_CAUTION_CLASS_LOST:
        ps_buf_printf(out, "At %s recall of %s is %s, down from %s. ", high,
                      report->classes[caution->class_index].name,
                      bold(arena, rate_text(arena, shown_rate(caution->after))),
                      rate_text(arena, shown_rate(caution->before)));
        break;
    }
}

enum { MOST_CAUTIONS = 3 };
static const double NARROW = 0.04; /* an interval of the confidence not worth a word */

static void say_uncertainty(const Report *report, const PsUncertainty *uncertainty, PsBuf *out)
{
    PsArena *arena = report->arena;
    PsInterval best = uncertainty->confidence;
    if (best.exists && best.high - best.low > NARROW) {
        ps_buf_printf(out, "Other images like these would have chosen %s to %s. ",
                      hundredths_text(arena, shown_hundredths(best.low)),
                      hundredths_text(arena, shown_hundredths(best.high)));
    }
    if (uncertainty->few_images) {
        ps_buf_printf(out, "With %s the intervals are too narrow. ",
                      plural(arena, report->image_count, "image", "images"));
    }
}

static const char *caution_of(const Report *report, const PsEvaluation *evaluation)
{
    if (*report->unscored) return report->unscored;
    PsBuf out = PS_BUF;
    for (int i = 0; i < evaluation->caution_count && i < MOST_CAUTIONS; i++) {
        say_caution(report, &evaluation->cautions[i], &out);
    }
    say_uncertainty(report, &evaluation->uncertainty, &out);
    return take_text(report->arena, &out);
}

/* ---- headline of the PDF ---- */

typedef struct Grade {
    const char *word;
    int least; /* thousandths of F1 at the optimum */
} Grade;
static const Grade grades[] = {{"strong on", 900}, {"fair on", 750}, {"not yet reliable on", 0}};
enum { GRADES = sizeof grades / sizeof *grades, MOST_NAMES = 3 };

static void say_grade(const Report *report, int grade, PsBuf *out)
{
    int count = 0, most = grade ? grades[grade - 1].least : 1001;
    PsBuf names = PS_BUF;
    for (int i = report->weakest_count - 1; i >= 0; i--) {
        const ClassRow *row = &report->classes[report->weakest[i]];
        int f1 = row->sweep.f1[report->optimum];
        if (f1 < grades[grade].least || f1 >= most || row->objects < SUPPORT) continue;
        if (count > 0) ps_buf_text(&names, ", ");
        if (count < MOST_NAMES)
            ps_buf_text(&names, ps_text_shortened(report->arena, row->name, 24));
        count++;
    }
    if (count > 0 && out->length) ps_buf_text(out, ", ");
    if (count > MOST_NAMES) {
        ps_buf_printf(out, "%s %s", grades[grade].word,
                      plural(report->arena, count, "class", "classes"));
    } else if (count > 0) {
        ps_buf_printf(out, "%s %s", grades[grade].word, names.data);
    }
    ps_buf_free(&names);
}

static const char *headline_of(const Report *report)
{
    if (!is_judged(report)) return "No confidence can be recommended yet.";
    if (weakest_class(report) < 0) return "Too few objects for a verdict on any class.";
    PsBuf out = PS_BUF;
    for (int grade = 0; grade < GRADES; grade++) say_grade(report, grade, &out);
    ps_buf_char(&out, '.');
    if (out.data[0] >= 'a' && out.data[0] <= 'z') out.data[0] = (char)(out.data[0] - 'a' + 'A');
    return take_text(report->arena, &out);
}

void build_head(Report *report, const BuildInput *input)
{
    write_title(report, input);
    write_facts(report, input);
    report->verdict = verdict_of(report, input->evaluation);
    report->verdict_note = note_of(report);
    report->caution = caution_of(report, input->evaluation);
    report->headline = headline_of(report);
}
