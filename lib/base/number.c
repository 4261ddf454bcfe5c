/* Numbers and texts; see number.h. The program never calls setlocale, so strtod and printf work
   in the C locale. */
#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ps_number_text(double value, char text[32])
{
    if (!isfinite(value)) return snprintf(text, 32, "null");
    if (value == 0) return snprintf(text, 32, "0"); /* -0 too */
    if (fabs(value) < 1e15 && value == floor(value)) return snprintf(text, 32, "%.0f", value);
    for (int digits = 15; digits < 17; digits++) {
        int length = snprintf(text, 32, "%.*g", digits, value);
        if (strtod(text, NULL) == value) return length;
    }
    return snprintf(text, 32, "%.17g", value);
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
