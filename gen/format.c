/* Figures to text; see format.h. */
#include "format.h"

#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHOWN = 1000000 };

/* Reads the digits of the rounded text, so that text and integer cannot differ. */
static int text_digits(double value, int decimals)
{
    char text[400];
    snprintf(text, sizeof text, "%.*f", decimals, value);
    char *point = strchr(text, '.');
    if (point) memmove(point, point + 1, strlen(point));
    long digits = strtol(text, NULL, 10);
    return digits < 0 ? 0 : digits > MOST_SHOWN ? MOST_SHOWN : (int)digits;
}

/* The text is needed near a tie alone. The product below is off by half a unit in its last place,
   less than 2^-33 up to MOST_SHOWN: farther than MARGIN from a tie it rounds as the text does. */
static int shown_digits(double value, int decimals)
{
    static const double SCALES[] = {1, 10, 100, 1000}, MARGIN = 1e-6;
    if (!isfinite(value)) return UNDEFINED;
    double scaled = value * SCALES[decimals];
    if (!(scaled >= 0 && scaled < MOST_SHOWN)) return text_digits(value, decimals);
    int whole = (int)scaled;
    double part = scaled - whole;
    if (fabs(part - 0.5) < MARGIN) return text_digits(value, decimals);
    return whole + (part > 0.5);
}

int shown_rate(double value)
{
    return shown_digits(value, 3);
}

int shown_hundredths(double value)
{
    return shown_digits(value, 2);
}

int shown_share(int part, int whole)
{
    if (whole <= 0) return UNDEFINED;
    double share = 100.0 * part / whole;
    return share < 1 ? 0 : shown_digits(share, 0);
}

const char *rate_text(PsArena *arena, int thousandths)
{
    if (thousandths < 0) return "–";
    return ps_arena_printf(arena, "%d.%03d", thousandths / 1000, thousandths % 1000);
}

const char *hundredths_text(PsArena *arena, int hundredths)
{
    if (hundredths < 0) return "–";
    return ps_arena_printf(arena, "%d.%02d", hundredths / 100, hundredths % 100);
}

const char *share_text(PsArena *arena, int share, int part)
{
    if (share < 0) return "–";
    if (share == 0 && part > 0) return "<1%";
    return ps_arena_printf(arena, "%d%%", share);
}

const char *count_text(PsArena *arena, long long count)
{
    char digits[32], grouped[48];
    int length = snprintf(digits, sizeof digits, "%lld", count < 0 ? -count : count), at = 0;
    if (count < 0) grouped[at++] = '-';
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) grouped[at++] = ',';
        grouped[at++] = digits[i];
    }
    return ps_arena_text_n(arena, grouped, (size_t)at);
}

const char *points_text(PsArena *arena, double difference)
{
    if (!isfinite(difference)) return "–";
    return ps_arena_printf(arena, "%.1f", 100 * difference);
}

const char *percent_text(PsArena *arena, double rate)
{
    if (!isfinite(rate)) return "–";
    if (rate > 0 && rate < 0.01) return "<1%";
    return ps_arena_printf(arena, "%.0f%%", 100 * rate);
}

const char *score_text(PsArena *arena, double score)
{
    return ps_arena_printf(arena, fabs(score) < 1e6 ? "%.4f" : "%.6g", score);
}

const char *plural(PsArena *arena, long long count, const char *one, const char *many)
{
    return ps_arena_printf(arena, "%s %s", count_text(arena, count), count == 1 ? one : many);
}

const char *confidence_text(PsArena *arena, double confidence)
{
    char text[64];
    if (!(fabs(confidence) < 1e6)) return ps_arena_printf(arena, "%.6g", confidence);
    for (int digits = 2; digits < 7; digits++) {
        snprintf(text, sizeof text, "%.*f", digits, confidence);
        if (fabs(strtod(text, NULL) - confidence) < 1e-9) break;
    }
    return ps_arena_text(arena, text);
}

const char *chance_text(PsArena *arena, double chance)
{
    if (!isnan(chance) && chance < 0.001) return "<0.001";
    return rate_text(arena, shown_rate(chance));
}

const char *change_text(PsArena *arena, int model, int baseline)
{
    if (model < 0 || baseline < 0) return "–";
    const char *sign = model > baseline ? "+" : model < baseline ? "−" : "";
    return ps_arena_printf(arena, "%s%s", sign, rate_text(arena, abs(model - baseline)));
}
