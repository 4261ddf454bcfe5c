/* Numbers and texts; see number.h. The program never calls setlocale, so strtod and printf work
   in the C locale. */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int write_digits(uint64_t number, int least, char *text)
{
    char reversed[24];
    int length = 0;
    for (; number > 0 || length < least; number /= 10)
        reversed[length++] = (char)('0' + number % 10);
    for (int i = 0; i < length; i++) text[i] = reversed[length - 1 - i];
    return length;
}

/* value = number / 10^decimals, without the zeros at its end. */
static int write_decimal(bool negative, uint64_t number, int decimals, char *text)
{
    uint64_t scale = 1;
    int length = 0;
    for (; decimals > 0 && number % 10 == 0; decimals--) number /= 10;
    for (int i = 0; i < decimals; i++) scale *= 10;
    if (negative) text[length++] = '-';
    length += write_digits(number / scale, 1, text + length);
    if (decimals > 0) text[length++] = '.';
    if (decimals > 0) length += write_digits(number % scale, decimals, text + length);
    text[length] = '\0';
    return length;
}

/* The text of at most 15 digits that reads back, if there is one; else 0. For 0.0001 <= |value| <
   10^15, where it has no exponent.

   `number` is |value| * 10^decimals, rounded to an integer of 15 digits. It and the power are exact
   as doubles, so their quotient is what the text reads back as. If some text of 15 digits reads
   back, its integer lies within 0.12 of the exact product (half a unit in the last place of the
   value), and the product as a double within 0.07: no other integer can have come out. */
static int fifteen_digits(double value, char *text)
{
    static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
                                    1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
    double size = fabs(value);
    int decimals = 15;
    while (size * POWERS[decimals] >= 1e15) decimals--;
    while (size * POWERS[decimals] < 1e14) decimals++;
    double number = floor(size * POWERS[decimals] + 0.5);
    if (number / POWERS[decimals] != size) return 0;
    return write_decimal(value < 0, (uint64_t)number, decimals, text);
}

int ps_number_text(double value, char text[32])
{
    if (!isfinite(value)) return snprintf(text, 32, "null");
    double size = fabs(value);
    if (size < 1e15 && size == floor(size)) { /* -0 is 0 */
        return write_decimal(value < 0, (uint64_t)size, 0, text);
    }
    bool plain = size >= 1e-4 && size < 1e15;
    int length = plain ? fifteen_digits(value, text) : 0;
    for (int digits = plain ? 16 : 15; length == 0 && digits < 17; digits++) {
        int tried = snprintf(text, 32, "%.*g", digits, value);
        if (strtod(text, NULL) == value) length = tried;
    }
    return length ? length : snprintf(text, 32, "%.17g", value);
}

static bool only_space(const char *text)
{
    while (isspace((unsigned char)*text)) text++;
    return *text == '\0';
}

bool ps_number_parse(const char *text, double *value)
{
    const char *start = text;
    while (isspace((unsigned char)*start)) start++;
    /* strtod also takes "nan", "inf" and hexadecimal; a number starts with a digit here. */
    const char *first = *start == '-' || *start == '+' ? start + 1 : start;
    if (*first == '.') first++;
    if (!isdigit((unsigned char)*first)) return false;
    if (first[0] == '0' && (first[1] == 'x' || first[1] == 'X')) return false;
    char *end;
    *value = strtod(start, &end);
    return isfinite(*value) && only_space(end);
}

bool ps_integer_parse(const char *text, int64_t *value)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || !only_space(end)) return false;
    *value = number;
    return true;
}

static double sum_block(const double *v, size_t n)
{
    double r[8];
    memcpy(r, v, sizeof r);
    size_t i = 8;
    for (; i + 8 <= n; i += 8) {
        for (size_t j = 0; j < 8; j++) r[j] += v[i + j];
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < n; i++) sum += v[i];
    return sum;
}

static double sum_pairwise(const double *values, size_t count)
{
    if (count < 8) {
        double sum = 0;
        for (size_t i = 0; i < count; i++) sum += values[i];
        return sum;
    }
    if (count <= 128) return sum_block(values, count);
    size_t half = count / 2;
    half -= half % 8;
    return sum_pairwise(values, half) + sum_pairwise(values + half, count - half);
}

double ps_pairwise_sum(const double *values, size_t count)
{
    enum { BUFFER = 8192 };
    double sum = 0;
    for (size_t i = 0; i < count; i += BUFFER) {
        sum += sum_pairwise(values + i, count - i < BUFFER ? count - i : BUFFER);
    }
    return sum;
}
