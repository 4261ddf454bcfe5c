/* The map of the images, its clusters, and what the worst of them looks like. */
#include "format.h"
#include "render/overlay.h"
#include "render/pdf_core.h"

#include <math.h>
#include <string.h>

enum { PICTURES = 3, PIXELS = 440, MOST_ROWS = 9 };

/* ---- the map, and how to read it ---- */

static double put_ramp(Pdf *pdf, double x, double y)
{
    const Explorer *explorer = &pdf->report->explorer;
    Type type = type_regular(7, INK_TEXT);
    FigureMaker maker = figure_start(pdf->arena);
    for (int step = 0; step < RAMP_STEPS; step++) {
        figure_rect(&maker, (Tone)(TONE_RAMP + step), (Place){(double)step / RAMP_STEPS, 0, 0, 0},
                    (Place){(step + 1.0) / RAMP_STEPS, 1, 0, 0});
    }
    Figure ramp = figure_end(&maker, "ramp", "", "");
    x = pdf_put(pdf, type, x, y, explorer->f1_low_text) + 5;
    pdf_figure(pdf, &ramp, (Box){x, y - 6, 80, 7}, 6.5);
    pdf_put(pdf, type, x + 85, y, explorer->f1_high_text);
    return y + 16;
}

static double put_reading(Pdf *pdf, Strip at)
{
    const Explorer *explorer = &pdf->report->explorer;
    const char *const texts[] = {explorer->source, explorer->quality, explorer->warning};
    pdf_heading(pdf, at, "Reading", "colour: F1 of the image");
    double y = put_ramp(pdf, at.x, at.y + 20);
    for (int i = 0; i < 3; i++) {
        if (!*texts[i]) continue;
        y = pdf_paragraph(pdf, type_regular(7.5, INK_SOFT), (Block){at.x, y, at.width, 10.5, 8},
                          texts[i]) +
            5;
    }
    return y;
}

/* Slices that were told apart, as many as fit above `end`. */
static void put_slices(Pdf *pdf, Strip at, double end)
{
    const Explorer *explorer = &pdf->report->explorer;
    Type soft = type_regular(7, INK_SOFT), text = type_regular(7.5, INK_TEXT);
    Type bold = type_bold(7.5, INK_TEXT);
    double f1 = at.x + at.width - 66, rest = at.x + at.width - 36, y = at.y + 15;
    if (explorer->slices.count == 0 || y + 30 > end) return;
    pdf_heading(pdf, at, "Slices that differ",
                explorer->notable_count ? "F1, that of the rest" : "");
    if (explorer->notable_count == 0)
        pdf_put(pdf, soft, at.x, y, "None can be told from the rest.");
    for (int i = 0; i < explorer->notable_count && y < end; i++, y += 13) {
        const GroupRow *row = &explorer->slices.rows[explorer->notable[i]];
        pdf_put(pdf, text, at.x, y, pdf_fitted(pdf, text, f1 - at.x - 26, row->label));
        pdf_put_right(pdf, bold, f1, y, row->f1);
        pdf_put_right(pdf, text, rest, y, row->rest);
        pdf_put_right(pdf, text, at.x + at.width, y, row->verdict);
        pdf_rule(pdf, (Pen){INK_PALE, 0.4, 0, 0}, at.x, y + 4, at.width);
    }
}

/* The letters of the clusters on plates of paper. */
static void put_marks(Pdf *pdf, Box plot)
{
    const GroupTable *clusters = &pdf->report->explorer.clusters;
    double size = clusters->count > 12 ? 8 : 11;
    for (int c = 0; c < clusters->count; c++) {
        const GroupRow *row = &clusters->rows[c];
        double x = plot.x + row->x[0] * plot.width, y = plot.y + row->y[0] * plot.height;
        Box plate = {x - size / 2, y - size / 2, size, size};
        pdf_fill(pdf, INK_PAPER, plate);
        pdf_frame(pdf, (Pen){INK_TEXT, 0.5, 0, 0}, plate);
        pdf_put_middle(pdf, type_bold(size * 0.64, INK_TEXT), x, y + size * 0.23, row->mark);
    }
}

static double put_map(Pdf *pdf, double y)
{
    const Explorer *explorer = &pdf->report->explorer;
    double side = span(7), inset = 10, top = y + 10;
    const char *title = plural(pdf->arena, pdf->report->image_count, "image", "images");
    const char *note = *explorer->print_note ? explorer->print_note
                                             : "t-SNE; axes have no unit; letters: clusters below";
    pdf_heading(pdf, (Strip){LEFT, y, side}, title, note);
    pdf_frame(pdf, (Pen){INK_LINE, 0.4, 0, 0}, (Box){LEFT, top, side, side});
    Box plot = {LEFT + inset, top + inset, side - 2 * inset, side - 2 * inset};
    pdf_figure(pdf, &explorer->print_map, plot, 6.5);
    put_marks(pdf, plot);
    double end = put_reading(pdf, (Strip){column(7), y, span(5)});
    put_slices(pdf, (Strip){column(7), end + 22, span(5)}, top + side);
    return top + side + 34;
}

/* ---- clusters ---- */

static const char *cluster_cell(Pdf *pdf, const void *context, int row, int col)
{
    const GroupRow *cluster = &((const GroupTable *)context)->rows[row];
    const char *const cells[] = {
        cluster->mark,    cluster->name,  count_text(pdf->arena, cluster->member_count),
        cluster->f1,      cluster->rest,  cluster->q,
        cluster->verdict, cluster->error, cluster->gain};
    return cells[col];
}

static const double SCALE_AT = 204, SCALE_WIDTH = 48;

/* The interval on its scale; in the head the ends of the scale. */
static void put_interval(Pdf *pdf, const Table *table, int row, double y)
{
    const GroupTable *clusters = table->context;
    double x = LEFT + SCALE_AT;
    if (row < 0) {
        Type type = type_regular(6.5, INK_SOFT);
        pdf_put(pdf, type, x, y, clusters->low);
        pdf_put_right(pdf, type, x + SCALE_WIDTH, y, clusters->high);
        return;
    }
    const GroupRow *cluster = &clusters->rows[row];
    if (!isfinite(cluster->at)) return;
    bool known = isfinite(cluster->low) && isfinite(cluster->high);
    pdf_scale(pdf, (Strip){x, y + table->row / 2, SCALE_WIDTH}, known ? cluster->low : cluster->at,
              cluster->at, known ? cluster->high : cluster->at);
}

static double put_clusters(Pdf *pdf, double y)
{
    const GroupTable *clusters = &pdf->report->explorer.clusters;
    const TableColumn columns[] = {{.head = "", .bold = true},
                                   {.head = "cluster", .at = 14, .room = 128},
                                   {.head = "images", .at = 170, .figures = true},
                                   {.head = "F1", .at = 196, .figures = true, .bold = true},
                                   {.head = "rest", .at = 278, .figures = true},
                                   {.head = "q", .at = 306, .figures = true},
                                   {.head = "verdict", .at = 314, .bold = true},
                                   {.head = "errors", .at = 366, .soft = true, .room = 108},
                                   {.head = "gain", .at = WIDTH, .figures = true}};
    bool all = clusters->count <= MOST_ROWS;
    Table table = {.title = "Clusters",
                   .note = all ? "lowest F1 first; tested by shuffling images, false discovery "
                                 "rate 0.10; gain: points of F1"
                               : ps_arena_printf(pdf->arena,
                                                 "the %d of lowest F1 out of %d; all of "
                                                 "them stand in index.html",
                                                 (int)MOST_ROWS, clusters->count),
                   .x = LEFT,
                   .width = WIDTH,
                   .row = 15,
                   .size = 7.5,
                   .columns = columns,
                   .column_count = 9,
                   .row_count = all ? clusters->count : MOST_ROWS,
                   .context = clusters,
                   .cell = cluster_cell,
                   .mark = put_interval};
    return pdf_table(pdf, &table, y) + 30;
}

/* ---- pictures of the worst cluster ---- */

/* A picture that fills its frame, what sticks out cut away. */
typedef struct Cover {
    Box frame, whole;
    double scale;
} Cover;

static Cover cover(const ImageView *view, Box frame)
{
    double width = view->width > 0 ? view->width : 4, height = view->height > 0 ? view->height : 3;
    double scale = fmax(frame.width / width, frame.height / height);
    Box whole = {frame.x - (width * scale - frame.width) / 2,
                 frame.y - (height * scale - frame.height) / 2, width * scale, height * scale};
    return (Cover){frame, whole, scale};
}

/* What the frame shows of the picture, or the grey of a plate. */
static void put_pixels(Pdf *pdf, const ImageView *view, const Cover *at)
{
    const char *path = view->preview ? view->preview : view->thumb;
    Box frame = at->frame, whole = at->whole;
    PictureCut part = {(frame.x - whole.x) / whole.width, (frame.y - whole.y) / whole.height,
                       frame.width / whole.width, frame.height / whole.height};
    HPDF_Image image = path ? pdf_picture_part(pdf, path, &part, PIXELS) : NULL;
    pdf_fill(pdf, INK_PALE, frame);
    if (!image) return;
    pdf_image(pdf, image,
              (Box){whole.x + part.x * whole.width, whole.y + part.y * whole.height,
                    part.width * whole.width, part.height * whole.height});
}

/* Errors alone: missed objects solid, wrong boxes dashed. */
static void put_error(Pdf *pdf, const Cover *at, const BoxView *box, bool is_object)
{
    int k = pdf->report->optimum;
    Outcome outcome = overlay_outcome(box, is_object, k);
    bool wrong = is_object ? outcome == OUTCOME_MISSED
                           : box->kept >= k && (outcome == OUTCOME_FALSE_POSITIVE ||
                                                outcome == OUTCOME_MISCLASSIFIED);
    if (!wrong) return;
    Box frame = {at->whole.x + box->x * at->scale, at->whole.y + box->y * at->scale,
                 box->width * at->scale, box->height * at->scale};
    Ink ink = is_object                          ? 0xA3176B
              : outcome == OUTCOME_MISCLASSIFIED ? INK_MISCLASSIFIED
                                                 : 0x26292C;
    pdf_frame(pdf, (Pen){INK_PAPER, 2.2, 0, 0}, frame);
    pdf_frame(pdf, (Pen){ink, 1.1, is_object ? 0 : 3, is_object ? 0 : 2}, frame);
}

static const char *caption_of(Pdf *pdf, const ImageView *view)
{
    int k = pdf->report->optimum;
    return ps_arena_printf(
        pdf->arena, "F1 %s, %s missed, %s", hundredths_text(pdf->arena, view->f1[k]),
        count_text(pdf->arena, view->missed[k]),
        plural(pdf->arena, view->false_positive[k], "false positive", "false positives"));
}

static void put_picture(Pdf *pdf, int image, Box frame, PsArena *scratch)
{
    ImageView view = {0};
    ps_arena_reset(scratch);
    pdf->report->image(pdf->report, image, scratch, &view);
    Cover at = cover(&view, frame);
    Type small = type_regular(7, INK_SOFT), faint = type_regular(6.5, INK_FAINT);
    pdf_clip(pdf, frame);
    put_pixels(pdf, &view, &at);
    for (int i = 0; i < view.object_count; i++) put_error(pdf, &at, &view.objects[i], true);
    for (int i = 0; i < view.box_count; i++) put_error(pdf, &at, &view.boxes[i], false);
    pdf_unclip(pdf);
    pdf_frame(pdf, (Pen){INK_SOFT, 0.3, 0, 0}, frame);
    double y = frame.y + frame.height + 10;
    pdf_put(pdf, small, frame.x, y, pdf_fitted(pdf, small, frame.width, caption_of(pdf, &view)));
    pdf_put(pdf, faint, frame.x, y + 9, pdf_fitted(pdf, faint, frame.width, view.name));
}

static void put_pictures(Pdf *pdf, double y)
{
    const GroupRow *worst = &pdf->report->explorer.clusters.rows[0];
    double height = fmin(118, CONTENT_END - y - 34);
    if (pdf->report->picture_count == 0 || height < 60) return;
    PsArena *scratch = ps_arena_new();
    const char *title = ps_arena_printf(pdf->arena, "%s: %s", worst->mark, worst->name);
    pdf_heading(pdf, (Strip){LEFT, y, WIDTH}, title,
                "its most typical images; solid: missed, dashed: wrong boxes");
    for (int i = 0; i < PICTURES && i < worst->sample_count; i++) {
        put_picture(pdf, worst->samples[i], (Box){column(4 * i), y + 10, span(4), height}, scratch);
    }
    ps_arena_free(scratch);
}

void pdf_explorer(Pdf *pdf)
{
    double y = pdf_page_open(pdf, &pdf->report->explorer.finding);
    y = put_map(pdf, y);
    if (pdf->report->explorer.clusters.count == 0) return;
    y = put_clusters(pdf, y);
    put_pictures(pdf, y);
}
