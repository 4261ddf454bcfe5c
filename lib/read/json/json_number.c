/* The fast path for numbers. cJSON reads a number with strtod, which gives the nearest double;
   where digits and power of ten are both exact doubles, one operation gives the nearest double as
   well. tests/lib/read holds the two equal, bit by bit. */
#include "read/json/json_number.h"

#include <stddef.h>

enum { MOST_DIGITS = 19, MOST_POWER = 22, MOST_WHOLE = 18 };

static const double powers[MOST_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Adds digits to the number; a wrap-around does not matter, for so many are never plain. */
static const char *scan_digits(const char *at, uint64_t *digits)
{
    uint64_t value = *digits;
    for (unsigned digit; (digit = (unsigned)(unsigned char)*at - '0') <= 9; at++) {
        value = value * 10 + digit;
    }
    *digits = value;
    return at;
}

/* From behind the "e"; more than two digits are never plain, and are not counted. */
static const char *scan_exponent(const char *at, int *power)
{
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';
    uint64_t value = 0;
    const char *end = scan_digits(at, &value);
    if (end == at) return NULL;
    int exponent = end - at > 2 ? 10000 : (int)value;
    *power += negative ? -exponent : exponent;
    return end;
}

/* value = digits * 10^power, if that is exact but for one rounding. */
static void make_double(uint64_t digits, int power, bool negative, PsJsonNumber *number)
{
    number->plain =
        digits <= UINT64_C(1) << 53 && power <= MOST_POWER && power >= -MOST_POWER && number->plain;
    if (!number->plain) return;
    double value = (double)digits;
    value = power < 0 ? value / powers[-power] : value * powers[power];
    number->value = negative ? -value : value;
}

const char *ps_json_scan_number(const char *at, PsJsonNumber *number)
{
    bool negative = *at == '-';
    const char *first = at + negative;
    uint64_t digits = 0;
    int power = 0;
    at = scan_digits(first, &digits);
    ptrdiff_t count = at - first;
    if (count == 0 || (*first == '0' && count > 1)) return NULL;
    bool integral = *at != '.' && (*at | 0x20) != 'e';
    if (*at == '.') {
        const char *point = ++at;
        at = scan_digits(at, &digits);
        if (at == point) return NULL;
        count += at - point;
        power = at - point > MOST_DIGITS ? -10000 : -(int)(at - point);
    }
    if ((*at | 0x20) == 'e' && !(at = scan_exponent(at + 1, &power))) return NULL;
    number->plain = count <= MOST_DIGITS;
    make_double(digits, power, negative, number);
    number->integral = integral && count <= MOST_WHOLE;
    if (number->integral) number->whole = negative ? -(int64_t)digits : (int64_t)digits;
    return at;
}

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') at++;
    return at;
}

const char *ps_json_scan_box(const char *at, double values[4])
{
    for (int i = 0; i < 4; i++) {
        PsJsonNumber number;
        if (*at != (i ? ',' : '[')) return NULL;
        at = ps_json_scan_number(skip_space(at + 1), &number);
        if (!at || !number.plain) return NULL;
        values[i] = number.value;
        at = skip_space(at);
    }
    return *at == ']' ? at + 1 : NULL;
}

bool ps_json_plain_integer(const char *start, const char *end, int64_t *value)
{
    PsJsonNumber number;
    if (ps_json_scan_number(start, &number) != end || !number.integral) return false;
    *value = number.whole;
    return true;
}
