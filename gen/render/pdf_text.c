/* Text: measuring, placing, shortening, paragraphs. Each text is cut into runs that libharu writes
 * right and runs that are drawn as outlines; for those the string is written once more, invisibly,
 * so that it can be searched and copied. */
#include "render/pdf_core.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

Type type_regular(double size, Ink ink)
{
    return (Type){.weight = WEIGHT_REGULAR, .size = size, .ink = ink};
}

Type type_bold(double size, Ink ink)
{
    return (Type){.weight = WEIGHT_BOLD, .size = size, .ink = ink};
}

/* ---- runs ---- */

typedef struct Run {
    const char *text; /* terminated */
    size_t length;    /* in the source */
    int characters;
    bool plain;
} Run;

static bool is_plain_here(Pdf *pdf, Weight weight, const char *text)
{
    if (!font_is_plain(pdf->fonts, weight, ps_utf8_next(&text))) return false;
    return *text == '\0' || !font_is_mark(ps_utf8_next(&text)); /* a letter goes with its mark */
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC0;
}

/* A run of outlines goes on over spaces and digits if outlines follow, and takes the number or
   bracket after a text from right to left: "قطة 2 سوداء 12" is one run, to be put in order as a
   whole. */
static const char *drawn_end(Pdf *pdf, Weight weight, const char *text)
{
    const char *end = text;
    bool leftwards = false;
    for (const char *at = text; *at;) {
        bool plain = is_plain_here(pdf, weight, at);
        uint32_t character = ps_utf8_next(&at);
        if (is_letter(character) && plain) break;
        leftwards = leftwards || font_is_right_to_left(character);
        bool belongs = leftwards && character < 0x80 && strchr("0123456789)]}", (int)character);
        if (!plain || belongs) end = at;
    }
    return end;
}

/* libharu takes strings of up to 65535 bytes; none that is shown comes near. */
enum { RUN_MOST = 8000 };

static Run next_run(Pdf *pdf, Weight weight, const char *text)
{
    Run run = {.plain = is_plain_here(pdf, weight, text)};
    const char *end = text;
    if (run.plain) {
        while (*end && end - text < RUN_MOST && is_plain_here(pdf, weight, end)) {
            ps_utf8_next(&end);
        }
    } else {
        end = drawn_end(pdf, weight, text);
    }
    run.length = (size_t)(end - text);
    run.text = ps_arena_text_n(pdf->arena, text, run.length);
    run.characters = ps_text_length(run.text);
    return run;
}

static double run_width(Pdf *pdf, Type type, const Run *run)
{
    if (!run->plain) {
        return font_shape(pdf->fonts, type.weight, run->text, run->length).width * type.size;
    }
    HPDF_TextWidth width = HPDF_Font_TextWidth(pdf->face[type.weight], (const HPDF_BYTE *)run->text,
                                               (HPDF_UINT)run->length);
    return (double)width.width * type.size / 1000 + type.spacing * run->characters;
}

static double put_run(Pdf *pdf, Type type, const double at[2], const Run *run)
{
    if (pdf->measuring) return run_width(pdf, type, run);
    if (run->plain) {
        pdf_letters(pdf, type, at[0], at[1], run->text);
        return run_width(pdf, type, run);
    }
    ShapedText shaped = font_shape(pdf->fonts, type.weight, run->text, run->length);
    pdf_glyphs(pdf, type, at[0], at[1], &shaped);
    pdf_hidden_letters(pdf, type, at[0], at[1], &shaped);
    return shaped.width * type.size;
}

/* ---- lines ---- */

double pdf_width(Pdf *pdf, Type type, const char *text)
{
    double width = 0;
    while (*text) {
        Run run = next_run(pdf, type.weight, text);
        width += run_width(pdf, type, &run);
        text += run.length;
    }
    return width;
}

double pdf_put(Pdf *pdf, Type type, double x, double y, const char *text)
{
    while (*text) {
        Run run = next_run(pdf, type.weight, text);
        x += put_run(pdf, type, (double[2]){x, y}, &run);
        text += run.length;
    }
    return x;
}

void pdf_put_right(Pdf *pdf, Type type, double right, double y, const char *text)
{
    pdf_put(pdf, type, right - pdf_width(pdf, type, text), y, text);
}

void pdf_put_middle(Pdf *pdf, Type type, double middle, double y, const char *text)
{
    pdf_put(pdf, type, middle - pdf_width(pdf, type, text) / 2, y, text);
}

void pdf_put_turned(Pdf *pdf, Type type, double x, double y, const char *text)
{
    type.turned = 90;
    while (*text) {
        Run run = next_run(pdf, type.weight, text);
        y -= put_run(pdf, type, (double[2]){x, y}, &run);
        text += run.length;
    }
}

void pdf_put_plated(Pdf *pdf, Type type, double x, double y, const char *text)
{
    double width = pdf_width(pdf, type, text);
    pdf_fill(pdf, INK_PAPER, (Box){x - 1.5, y - type.size * 0.8, width + 3, type.size * 1.04});
    pdf_put(pdf, type, x, y, text);
}

/* The number of characters that fit is found by halving; a text far too long is cut first, since
   no page is wider than some hundreds. */
const char *pdf_fitted(Pdf *pdf, Type type, double width, const char *text)
{
    enum { MOST = 400 };
    text = ps_text_shortened(pdf->arena, text, MOST);
    if (pdf_width(pdf, type, text) <= width) return text;
    int fits = 3, fails = ps_text_length(text);
    while (fails - fits > 1) {
        int middle = (fits + fails) / 2;
        const char *shorter = ps_text_shortened(pdf->arena, text, middle);
        if (pdf_width(pdf, type, shorter) <= width)
            fits = middle;
        else
            fails = middle;
    }
    return ps_text_shortened(pdf->arena, text, fits);
}

/* ---- paragraphs ---- */

/* A paragraph under way: rich text is taken word by word, and a word may change its weight. */
typedef struct Flow {
    Pdf *pdf;
    Type type;
    Block block;
    double x, y;
    int lines;
    double space, omission; /* widths of a space, and of the mark of omission with it */
} Flow;

static const char OMISSION[] = "…";

/* Where words must end: on the last line room is kept for the mark, unless nothing follows. */
static double right_end(const Flow *flow, const char *after)
{
    bool last = flow->block.lines > 0 && flow->lines == flow->block.lines - 1;
    double right = flow->block.x + flow->block.width;
    return last && *after ? right - flow->omission : right;
}

static bool ends_word(char c)
{
    return c == '\0' || c == ' ' || c == '\n';
}

static bool switches(char c)
{
    return c == BOLD_ON[0] || c == BOLD_OFF[0];
}

/* A name from right to left stays in one piece, whatever its number of words, since its words are
   put in order as a whole. */
static bool goes_on(const char *word, const char *space)
{
    const char *next = space + 1;
    if (*space != ' ' || !*next) return false;
    uint32_t after = ps_utf8_next(&next);
    if (!font_is_right_to_left(after) && !(after >= '0' && after <= '9')) return false;
    while (word < space) {
        if (font_is_right_to_left(ps_utf8_next(&word))) return true;
    }
    return false;
}

/* The part of the word that has one weight. */
static size_t part_length(const char *text)
{
    size_t length = 0;
    while (!switches(text[length]) && (!ends_word(text[length]) || goes_on(text, text + length))) {
        length++;
    }
    return length;
}

/* Goes through a word from *text, placing it if `placing`; returns its width. */
static double word(Flow *flow, const char **text, bool placing)
{
    Type type = flow->type;
    double width = 0;
    while (!ends_word(**text)) {
        if (switches(**text)) {
            type.weight = **text == BOLD_ON[0] ? WEIGHT_BOLD : WEIGHT_REGULAR;
            ++*text;
            continue;
        }
        size_t length = part_length(*text);
        const char *part = ps_arena_text_n(flow->pdf->arena, *text, length);
        if (placing) {
            part =
                pdf_fitted(flow->pdf, type, right_end(flow, *text + length) - flow->block.x, part);
            flow->x = pdf_put(flow->pdf, type, flow->x, flow->y, part);
        } else {
            width += pdf_width(flow->pdf, type, part);
        }
        *text += length;
    }
    if (placing) flow->type.weight = type.weight;
    return width;
}

/* False, and a mark of omission, if the paragraph has no more lines. */
static bool new_line(Flow *flow)
{
    if (++flow->lines == flow->block.lines) {
        pdf_put(flow->pdf, flow->type, flow->x - flow->space, flow->y, OMISSION);
        return false;
    }
    flow->x = flow->block.x;
    flow->y += flow->block.leading;
    return true;
}

double pdf_paragraph(Pdf *pdf, Type type, Block block, const char *rich)
{
    double space = pdf_width(pdf, type_regular(type.size, type.ink), " ");
    Flow flow = {pdf, type, block, block.x, block.y, 0, space, pdf_width(pdf, type, OMISSION)};
    while (*rich) {
        const char *ahead = rich;
        double width = word(&flow, &ahead, false);
        bool full = flow.x > block.x && flow.x + width > right_end(&flow, ahead);
        if (full && !new_line(&flow)) break;
        word(&flow, &rich, true);
        flow.x += flow.space;
        if (*rich == '\n' && !new_line(&flow)) break;
        if (*rich) rich++;
    }
    return flow.y + block.leading;
}

double pdf_paragraph_end(Pdf *pdf, Type type, Block block, const char *rich)
{
    bool before = pdf->measuring;
    pdf->measuring = true;
    double end = pdf_paragraph(pdf, type, block, rich);
    pdf->measuring = before;
    return end;
}

/* ---- figures ---- */

const char *pdf_rate(Pdf *pdf, int thousandths)
{
    if (thousandths == UNDEFINED) return "–";
    return ps_arena_printf(pdf->arena, "%d.%03d", thousandths / 1000, thousandths % 1000);
}

const char *pdf_count(Pdf *pdf, int count)
{
    int millions = count / 1000000, thousands = count / 1000 % 1000, ones = count % 1000;
    if (millions) return ps_arena_printf(pdf->arena, "%d,%03d,%03d", millions, thousands, ones);
    if (thousands) return ps_arena_printf(pdf->arena, "%d,%03d", thousands, ones);
    return ps_arena_printf(pdf->arena, "%d", count);
}

const char *pdf_share(Pdf *pdf, int percent, int count)
{
    if (percent == UNDEFINED) return "–";
    if (percent == 0 && count > 0) return "<1%";
    return ps_arena_printf(pdf->arena, "%d%%", percent);
}
