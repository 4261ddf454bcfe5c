/* Outcomes in ink: told apart by texture as well as by colour, so that grey paper keeps them. */
#include "render/pdf_core.h"

#include <math.h>

/* ---- textures ---- */

static void outcome_texture(Pdf *pdf, Outcome outcome, Box box)
{
    switch (outcome) {
    case OUTCOME_CORRECT: pdf_fill(pdf, INK_CORRECT, box); break;
    case OUTCOME_MISCLASSIFIED:
        pdf_fill(pdf, INK_MISCLASSIFIED, box);
        pdf_hatch(pdf, (Pen){INK_PAPER, 0.9, 0, 0}, box, 3);
        break;
    case OUTCOME_MISSED:
        pdf_fill(pdf, INK_PAPER, box);
        pdf_frame(pdf, (Pen){INK_MISSED, 0.8, 0, 0},
                  (Box){box.x + 0.4, box.y + 0.4, box.width - 0.8, box.height - 0.8});
        break;
    case OUTCOME_FALSE_POSITIVE:
        pdf_fill(pdf, INK_FALSE_POSITIVE_WASH, box);
        pdf_hatch(pdf, (Pen){INK_FALSE_POSITIVE, 0.7, 0, 0}, box, 2.6);
        pdf_frame(pdf, (Pen){INK_FALSE_POSITIVE, 0.5, 0, 0},
                  (Box){box.x + 0.25, box.y + 0.25, box.width - 0.5, box.height - 0.5});
        break;
    case OUTCOME_IGNORED:
    case OUTCOMES: pdf_fill(pdf, INK_LINE, box); break;
    }
}

static Ink outcome_ink(Outcome outcome)
{
    static const Ink inks[OUTCOMES] = {INK_CORRECT, INK_MISCLASSIFIED, INK_MISSED,
                                       INK_FALSE_POSITIVE, INK_LINE};
    return outcome < OUTCOMES ? inks[outcome] : INK_LINE;
}

/* A sliver has no room for a texture: there the colour stands alone. */
void pdf_outcome_box(Pdf *pdf, Outcome outcome, Box box)
{
    if (!(box.width > 0)) return;
    if (box.width < 0.8) box.width = 0.8;
    if (box.width < 2)
        pdf_fill(pdf, outcome_ink(outcome), box);
    else
        outcome_texture(pdf, outcome, box);
}

double pdf_outcome_key(Pdf *pdf, double x, double y, const int *counts)
{
    static const char *const names[] = {"correct", "misclassified", "missed", "false positive"};
    for (int i = 0; i < 4; i++) {
        if (!pdf->measuring) pdf_outcome_box(pdf, (Outcome)i, (Box){x, y - 5.6, 9, 6.4});
        x = pdf_put(pdf, type_regular(7, INK_TEXT), x + 13, y, names[i]);
        if (counts && counts[i] > 0) {
            x = pdf_put(pdf, type_bold(7, INK_TEXT), x + 3, y, pdf_count(pdf, counts[i]));
        }
        x += 14;
    }
    return x - 14;
}

/* ---- bars ---- */

/* What is written on a part: white on solid blue; on hatching a plate of paper; a hollow part needs
   none. False: it does not fit and is left out. */
static bool put_part_count(Pdf *pdf, Outcome outcome, Box box, const char *text)
{
    Type type = type_bold(box.height > 12 ? 7.5 : box.height > 9.5 ? 7 : 6.5, INK_TEXT);
    double width = pdf_width(pdf, type, text), base = box.y + box.height / 2 + type.size * 0.36;
    double middle = box.x + box.width / 2;
    if (outcome == OUTCOME_MISSED && width + 3 > box.width) {
        type.size = 6.5;
        width = pdf_width(pdf, type, text);
    }
    if (width + (outcome == OUTCOME_MISSED ? 1.5 : 5) > box.width) return false;
    if (outcome == OUTCOME_CORRECT) {
        type.ink = INK_PAPER;
        pdf_put(pdf, type, width + 10 < box.width ? box.x + 5 : middle - width / 2, base, text);
    } else if (outcome == OUTCOME_MISSED) {
        pdf_put_middle(pdf, type, middle, base, text);
    } else {
        pdf_put_plated(pdf, type, middle - width / 2, base, text);
    }
    return true;
}

/* A lower bar has no room for figures. */
static const double COUNTS_FROM = 8;

void pdf_outcome_bar(Pdf *pdf, Box box, const OutcomePart *parts, int count, int *left_out)
{
    double x = box.x, unit = box.width;
    for (int i = 0; i < count; i++) {
        double width = parts[i].share * unit, shown = fmax(width - 0.8, 0.8);
        double room = box.x + box.width - x; /* slivers are widened, so the last may have less */
        if (parts[i].count <= 0 || !isfinite(width)) continue;
        Box part = {x, box.y, fmin(shown, fmax(room, 0.8)), box.height};
        pdf_outcome_box(pdf, parts[i].outcome, part);
        bool fits = box.height >= COUNTS_FROM &&
                    put_part_count(pdf, parts[i].outcome, part, pdf_count(pdf, parts[i].count));
        if (!fits && left_out) left_out[parts[i].outcome] = parts[i].count;
        x += fmax(width, 1.6);
    }
}
