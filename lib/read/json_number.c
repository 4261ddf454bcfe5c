/* The fast path for numbers. cJSON reads a number with strtod, which gives the nearest double;
   where digits and power of ten are both exact doubles, one operation gives the nearest double as
   well. tests/lib/read holds the two equal, bit by bit. */
#include "read/json_number.h"

enum { MOST_DIGITS = 19, MOST_POWER = 22 };

static const double powers[MOST_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                              1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                              1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A number being taken apart: value = digits * 10^power. */
typedef struct Decimal {
    const char *at, *end;
    uint64_t digits;
    int count, power;
} Decimal;

static void take_digits(Decimal *decimal, int power_each)
{
    while (decimal->at < decimal->end) {
        unsigned digit = (unsigned)*decimal->at - '0';
        if (digit > 9) return;
        decimal->digits = decimal->digits * 10 + digit;
        decimal->count++;
        decimal->power += power_each;
        decimal->at++;
    }
}

/* At the "e" of an exponent of one or two digits; others are left to strtod. */
static bool take_exponent(Decimal *decimal)
{
    const char *at = decimal->at + 1;
    bool negative = at < decimal->end && *at == '-';
    if (at < decimal->end && (*at == '-' || *at == '+')) at++;
    int value = 0;
    if (decimal->end - at < 1 || decimal->end - at > 2) return false;
    for (; at < decimal->end; at++) {
        unsigned digit = (unsigned)*at - '0';
        if (digit > 9) return false;
        value = value * 10 + (int)digit;
    }
    decimal->power += negative ? -value : value;
    decimal->at = at;
    return true;
}

bool ps_json_plain_number(const char *start, const char *end, double *value)
{
    bool negative = start < end && *start == '-';
    Decimal decimal = {.at = start + negative, .end = end};
    take_digits(&decimal, 0);
    int whole = decimal.count;
    if (decimal.at < end && *decimal.at == '.') {
        decimal.at++;
        take_digits(&decimal, -1);
    }
    if (whole == 0 || decimal.count > MOST_DIGITS) return false;
    if (decimal.at < end && (*decimal.at | 0x20) == 'e' && !take_exponent(&decimal)) return false;
    if (decimal.at != end || decimal.digits > UINT64_C(1) << 53) return false;
    if (decimal.power > MOST_POWER || decimal.power < -MOST_POWER) return false;
    double number = (double)decimal.digits;
    number = decimal.power < 0 ? number / powers[-decimal.power] : number * powers[decimal.power];
    *value = negative ? -number : number;
    return true;
}

bool ps_json_plain_integer(const char *start, const char *end, int64_t *value)
{
    bool negative = start < end && *start == '-';
    Decimal decimal = {.at = start + negative, .end = end};
    if (end - decimal.at < 1 || end - decimal.at > 18) return false;
    take_digits(&decimal, 0);
    if (decimal.at != end) return false;
    *value = negative ? -(int64_t)decimal.digits : (int64_t)decimal.digits;
    return true;
}

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') at++;
    return at;
}

static const char *number_end(const char *at, const char *end)
{
    while (at < end && *at != ',' && *at != ']' && *at != ' ' && *at != '\n' && *at != '\r' &&
           *at != '\t') {
        at++;
    }
    return at;
}

bool ps_json_plain_box(const char *start, const char *end, double values[4])
{
    const char *at = start + 1;
    for (int i = 0; i < 4; i++) {
        at = skip_space(at);
        const char *stop = number_end(at, end);
        if (!ps_json_plain_number(at, stop, &values[i])) return false;
        at = skip_space(stop);
        if (*at != (i < 3 ? ',' : ']')) return false;
        at++;
    }
    return at == end;
}
