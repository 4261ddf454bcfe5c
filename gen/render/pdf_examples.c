/* Examples: what the outcomes look like. A square cut of each picture, the boxes as vectors over
 * it, a plate that shows where the cut lies. Only the cut is embedded, not the picture. */
#include "render/pdf_core.h"

#include <math.h>
#include <string.h>

enum { ACROSS = 4 };

/* Longer side of an embedded cut: 225 dots an inch, and twelve of them weigh under a megabyte
   whatever they show. */
enum { PIXELS = 360 };

/* ---- boxes ---- */

/* One example under way: from pixels of the original to points. */
typedef struct Cut {
    Pdf *pdf;
    const Example *example;
    const ImageView *view;
    Box square;
    double scale;
} Cut;

static Box placed(const Cut *cut, const BoxView *box)
{
    return (Box){cut->square.x + (box->x - cut->example->x) * cut->scale,
                 cut->square.y + (box->y - cut->example->y) * cut->scale, box->width * cut->scale,
                 box->height * cut->scale};
}

/* Boxes outside the cut would be drawn for nothing. */
static bool is_seen(const Cut *cut, Box box)
{
    return box.x < cut->square.x + cut->square.width && box.x + box.width > cut->square.x &&
           box.y < cut->square.y + cut->square.height && box.y + box.height > cut->square.y;
}

static void put_context(const Cut *cut)
{
    const ImageView *view = cut->view;
    Pen label = {INK_PAPER, 0.5, 0, 0}, prediction = {INK_TEXT, 0.4, 2, 2};
    for (int i = 0; i < view->object_count; i++) {
        Box box = placed(cut, &view->objects[i]);
        if (i != cut->example->object && is_seen(cut, box)) pdf_frame(cut->pdf, label, box);
    }
    for (int i = 0; i < view->box_count; i++) {
        Box box = placed(cut, &view->boxes[i]);
        bool kept = view->boxes[i].kept >= cut->pdf->report->optimum;
        if (kept && i != cut->example->box && is_seen(cut, box)) {
            pdf_frame(cut->pdf, prediction, box);
        }
    }
}

/* On photographs the tones are deeper, so that they show on pink cells and grey roads alike. */
static Ink deep(Outcome outcome)
{
    static const Ink inks[OUTCOMES] = {INK_CORRECT, INK_MISCLASSIFIED, 0xA3176B, 0x26292C,
                                       INK_SOFT};
    return outcome < OUTCOMES ? inks[outcome] : INK_SOFT;
}

/* The case: all casings before all lines, or one box hides the other. */
static void put_case(const Cut *cut)
{
    const Example *example = cut->example;
    bool object = example->object >= 0 && example->object < cut->view->object_count;
    bool box = example->box >= 0 && example->box < cut->view->box_count;
    Pen casing = {INK_PAPER, 3.4, 0, 0};
    Pen solid = {example->outcome == OUTCOME_MISSED ? deep(OUTCOME_MISSED) : INK_TEXT, 1.7, 0, 0};
    Pen dashed = {deep(example->outcome), 1.7, 4, 2};
    Box where = {0, 0, 0, 0}, said = {0, 0, 0, 0};
    if (object) where = placed(cut, &cut->view->objects[example->object]);
    if (box) said = placed(cut, &cut->view->boxes[example->box]);
    if (object) pdf_frame(cut->pdf, casing, where);
    if (box) pdf_frame(cut->pdf, casing, said);
    if (object) pdf_frame(cut->pdf, solid, where);
    if (box) pdf_frame(cut->pdf, dashed, said);
}

/* ---- pictures ---- */

/* A small image of the image, in the corner: where the cut lies. */
static void put_plate(const Cut *cut)
{
    Pdf *pdf = cut->pdf;
    const Example *example = cut->example;
    double most = fmax(cut->view->width, cut->view->height), unit = 20 / most;
    if (example->size >= most) return; /* the whole is seen */
    double width = fmax(cut->view->width * unit, 3), height = fmax(cut->view->height * unit, 3);
    Box plate = {cut->square.x + cut->square.width - width - 3,
                 cut->square.y + cut->square.height - height - 3, width, height};
    pdf_fill(pdf, INK_PAPER, (Box){plate.x - 0.6, plate.y - 0.6, width + 1.2, height + 1.2});
    pdf_frame(pdf, (Pen){INK_SOFT, 0.4, 0, 0}, plate);
    pdf_clip(pdf, plate);
    pdf_fill(pdf, INK_TEXT,
             (Box){plate.x + example->x * unit, plate.y + example->y * unit, example->size * unit,
                   example->size * unit});
    pdf_unclip(pdf);
}

/* The part of the picture that the square shows, or the grey of a plate. */
static void put_pixels(const Cut *cut)
{
    const Example *example = cut->example;
    const ImageView *view = cut->view;
    double width = fmax(view->width, 1), height = fmax(view->height, 1);
    const char *path = view->preview ? view->preview : view->thumb;
    PictureCut part = {example->x / width, example->y / height, example->size / width,
                       example->size / height};
    HPDF_Image image = path ? pdf_picture_part(cut->pdf, path, &part, PIXELS) : NULL;
    pdf_fill(cut->pdf, INK_PALE, cut->square);
    if (!image) return;
    Box at = {cut->square.x + (part.x * width - example->x) * cut->scale,
              cut->square.y + (part.y * height - example->y) * cut->scale,
              part.width * width * cut->scale, part.height * height * cut->scale};
    pdf_image(cut->pdf, image, at);
}

static void put_picture(const Cut *cut)
{
    pdf_clip(cut->pdf, cut->square);
    put_pixels(cut);
    put_context(cut);
    put_case(cut);
    pdf_unclip(cut->pdf);
    pdf_frame(cut->pdf, (Pen){INK_SOFT, 0.3, 0, 0}, cut->square);
    put_plate(cut);
}

/* ---- groups ---- */

static double put_caption(Pdf *pdf, Block at, const Example *example, const char *file)
{
    Type faint = type_regular(6.5, INK_FAINT);
    const char *rich = ps_arena_printf(pdf->arena, BOLD_ON "%s" BOLD_OFF, example->caption);
    double y = pdf_paragraph(pdf, type_regular(7.5, INK_TEXT), at, rich);
    if (*example->reason) {
        Block reason = {at.x, y + 0.5, at.width, 9, 2};
        y = pdf_paragraph(pdf, type_regular(7, INK_SOFT), reason, example->reason);
    }
    pdf_put(pdf, faint, at.x, y + 0.5, pdf_fitted(pdf, faint, at.width, file));
    return y + 9;
}

static double put_example(Pdf *pdf, const Example *example, Box square)
{
    PsArena *scratch = ps_arena_new();
    ImageView view;
    memset(&view, 0, sizeof view);
    pdf->report->image(pdf->report, example->image, scratch, &view);
    Cut cut = {pdf, example, &view, square, square.width / fmax(example->size, 1)};
    put_picture(&cut);
    Block caption = {square.x, square.y + square.height + 12, square.width, 9.5, 2};
    double end = put_caption(pdf, caption, example, view.name ? view.name : "");
    ps_arena_free(scratch);
    return end;
}

static double put_group(Pdf *pdf, const ExampleGroup *group, double y)
{
    enum { HEIGHT = 12 + 115 + 52 };
    double side = span(3), end = y;
    if (group->count == 0) return y;
    y = pdf_room(pdf, y, HEIGHT);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH - 20}, group->title, group->note);
    pdf_rule(pdf, (Pen){INK_TEXT, 0.8, 0, 0}, LEFT + WIDTH - 20, y - 13, 20);
    pdf_outcome_box(pdf, group->outcome, (Box){LEFT + WIDTH - 12, y - 7, 12, 7});
    for (int i = 0; i < group->count; i++) {
        if (i % ACROSS == 0) y = i ? pdf_room(pdf, end + 6, HEIGHT) : y + 12;
        Box square = {column(3 * (i % ACROSS)), y, side, side};
        end = fmax(i % ACROSS ? end : 0, put_example(pdf, &group->examples[i], square));
    }
    return end + 32;
}

static void put_key(Pdf *pdf, double y)
{
    Type type = type_regular(7, INK_TEXT);
    double x = LEFT;
    pdf_frame(pdf, (Pen){INK_SOFT, 0.9, 0, 0}, (Box){x, y - 6, 12, 7});
    x = pdf_put(pdf, type, x + 16, y, "label, solid") + 14;
    pdf_frame(pdf, (Pen){INK_SOFT, 0.9, 2, 2}, (Box){x, y - 6, 12, 7});
    x = pdf_put(pdf, type, x + 16, y, "prediction, dashed") + 14;
    pdf_put(pdf, type, x, y, "heavy: the case in question");
}

void pdf_examples(Pdf *pdf)
{
    const Report *report = pdf->report;
    double y = pdf_page_open(pdf, &report->examples_finding);
    put_key(pdf, y - 20);
    y += 8;
    for (int g = 0; g < report->group_count; g++) y = put_group(pdf, &report->groups[g], y);
}
